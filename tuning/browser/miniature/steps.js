// The trials of a search as a table: what was tried, for how long, what came of it, and why.

import { element } from "../mount.js";
import { number } from "./words.js";

export class Steps {
  constructor(parent, data) {
    this.axes = data.axes;
    this.root = element("details", "miniature-tried", parent);
    element("summary", "", this.root).textContent = "Trials";
    const table = element("table", "", element("div", "miniature-wide", this.root));
    const head = element("tr", "", element("thead", "", table));
    for (const title of ["Trial", ...Object.values(this.axes), "Epochs", "Score", "Why"]) {
      const cell = element("th", "", head);
      cell.scope = "col";
      cell.textContent = title;
    }
    this.body = element("tbody", "", table);
  }

  take(answer) {
    this.body.replaceChildren(...answer.steps.map((step) => this.row(step)));
  }

  row({ number: trial, values, epochs, score, why }) {
    const row = document.createElement("tr");
    const tried = Object.keys(this.axes).map((name) => brief(values[name]));
    for (const text of [trial, ...tried, epochs, number(score), why]) {
      element("td", "", row).textContent = text;
    }
    row.lastChild.className = "miniature-words";
    return row;
  }

  // The first `count` of them; the last one is the present one.
  show(count) {
    [...this.body.children].forEach((row, k) => {
      row.hidden = k >= count;
      row.classList.toggle("miniature-row-now", k === count - 1);
    });
  }
}

function brief(value) {
  return typeof value === "number" ? String(Number(value.toPrecision(3))) : String(value ?? "–");
}
