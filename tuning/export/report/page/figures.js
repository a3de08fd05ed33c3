// The places of the page where something is drawn, by the modules that the app's pages use, too.

import drawFigure from "browser/figure/index.js";
import drawLines from "browser/parallel_coordinates/index.js";
import drawLegend from "browser/trial_legend/index.js";

const drawn = new Map(); // by place: draws again what is there, in another theme

export function redraw() {
  drawn.forEach((again) => again());
}

function draw(how, name, data, hear) {
  const parentElement = document.querySelector(`[data-figure="${name}"]`);
  if (!parentElement) return;
  const { title, file } = parentElement.dataset;
  const named = { name: title, title: escaped(title ?? ""), file, key: name };
  const component = { parentElement, data: { ...named, ...data }, setStateValue: hear };
  drawn.set(name, () => how(component));
  how(component);
}

// For Plotly, which reads markup in texts.
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

// A Plotly figure; with a selection, one of trials, in which they can be picked: others
// are faded, or else the selected have a ring.
export function figure(name, { data, layout }, height, selection, selected = null, fades = true) {
  const points = data.reduce((sum, trace) => sum + (trace.x?.length ?? 0), 0);
  const picks = selection && {
    selected: selected && [...selected],
    picked: selection.picked,
    turn: selection.turn(name),
    fades,
  };
  const drawing = whole({ data, layout });
  draw(drawFigure, name, { drawing, points, height, picks }, selection?.hearing(name));
}

// A drawing as the app's server tells it for the first time.
function whole(drawing) {
  const version = JSON.stringify(drawing);
  return { version, whole: JSON.parse(version) };
}

export function parallel(name, columns, look, selection) {
  const names = ["number", ...look.axes.map((axis) => axis.name)];
  const rows = Object.fromEntries(names.map((column, k) => [k, columns[column]]));
  const spec = {
    axes: look.axes,
    color: "score",
    better: look.better,
    height: look.height,
    note: "",
    brush: selection.brush,
    picked: selection.picked,
    turn: selection.turn(name),
  };
  draw(drawLines, name, { drawing: whole({ data: [rows], layout: {} }), spec }, selection.hearing(name));
}

export function legend(name, trials, how, told, selection) {
  const { picked } = selection;
  const data = { trials, how, told, picked, turn: selection.turn(name) };
  draw(drawLegend, name, data, selection.hearing(name));
}
