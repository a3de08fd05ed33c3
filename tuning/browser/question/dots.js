// The scores of each choice, a dot a seed: a row a choice, all over one axis.

import { element } from "../mount.js";
import { axis } from "./axis.js";

const HEADS = ["Choice", "Validation accuracy from each seed", "Mean"];

// `choices`: as the answer of a contest has them, with `title`, `color` and `hasWon`.
export function dots(choices) {
  const table = element("table", "question-dots", null);
  const caption = element("caption", "question-unseen", table);
  caption.textContent = "The scores of each choice";
  const head = element("tr", "", element("thead", "", table));
  for (const text of HEADS) {
    const cell = element("th", "", head);
    cell.scope = "col";
    cell.textContent = text;
  }
  const ends = axis(choices.flatMap(({ scores }) => scores.map(reached)));
  const body = element("tbody", "", table);
  choices.forEach((choice) => row(body, choice, ends));
  foot(element("tr", "", element("tfoot", "", table)), ends);
  return table;
}

// A choice that failed has the worst score there is.
const reached = (score) => score ?? 0;

function row(body, { title, color, scores, hasWon }, { low, high }) {
  const line = element("tr", hasWon ? "question-has-won" : "", body);
  const name = element("th", "", line);
  name.scope = "row";
  element("i", "question-swatch", name).style.background = color;
  name.append(hasWon ? `${title} ✓` : title);
  const track = element("div", "question-track", element("td", "", line));
  track.setAttribute("role", "img");
  track.setAttribute("aria-label", scores.map(spoken).join(", "));
  track.title = scores.map(spoken).join(", ");
  const at = (score) => `${(100 * (score - low)) / (high - low)}%`;
  for (const score of scores) {
    const dot = element("i", score === null ? "question-failed" : "", track);
    dot.style.left = at(reached(score));
    dot.style.color = color;
  }
  const mean = scores.reduce((sum, score) => sum + reached(score), 0) / scores.length;
  element("b", "", track).style.left = at(mean);
  element("td", "question-mean", line).textContent = mean.toFixed(3);
}

function foot(line, { low, high }) {
  element("td", "", line);
  const ends = element("div", "question-ends", element("td", "", line));
  ends.setAttribute("aria-hidden", "true");
  for (const end of [low, high]) element("span", "", ends).textContent = String(end);
  element("td", "", line);
}

const spoken = (score) => (score === null ? "failed" : score.toFixed(3));
