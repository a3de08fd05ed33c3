// Why a trial was tried, in words and as figures. A trial's explanation is the same at every moment.

import { figure } from "./figures.js";

const NONE = "No trial has a score here. Tick one in the table to read why it was tried.";

// `k` is the trial's place among the sentences; a trial that is undefined has none.
export function showWhy({ sentences, drawn, left_out }, number, k, selection, selected) {
  const told = drawn[number];
  const title = number === undefined ? "Why a trial was tried" : `Why trial ${number}`;
  write("title", title + (told ? `: ${told.title[0].toLowerCase()}${told.title.slice(1)}` : ""));
  write("sentence", number === undefined ? NONE : sentences[k]);
  write("note", told ? told.note : number === undefined ? "" : left_out);
  showLegend(told?.legend ?? []);
  const panels = places(told?.panels.length ?? 0, Boolean(told?.wide));
  told?.panels.forEach(({ title, name, height, figure: shown }, nth) => {
    panels[nth].querySelector("h4").textContent = title;
    const place = panels[nth].querySelector("[data-figure]");
    Object.assign(place.dataset, { title: name, file: `why-trial-${number}-${nth + 1}` });
    figure(place.dataset.figure, shown, height, selection, selected, false);
  });
}

const part = (name) => document.querySelector(`[data-why="${name}"]`);

function write(name, text) {
  part(name).textContent = text;
}

function showLegend(marks) {
  const items = marks.map(({ sign, color, text }) => {
    const item = document.createElement("span");
    const mark = document.createElement("b");
    Object.assign(mark, { textContent: sign, ariaHidden: true });
    mark.style.color = color;
    item.append(mark, ` ${text}`);
    return item;
  });
  part("legend").replaceChildren(...items);
}

// So many places for figures; those that are not needed now are hidden.
function places(count, isWide) {
  const grid = part("panels");
  grid.classList.toggle("wide", isWide);
  while (grid.children.length < count) {
    const panel = document.createElement("div");
    const place = document.createElement("div");
    place.dataset.figure = `why-${grid.children.length}`;
    panel.append(document.createElement("h4"), place);
    grid.append(panel);
  }
  [...grid.children].forEach((panel, nth) => (panel.hidden = nth >= count));
  return grid.children;
}
