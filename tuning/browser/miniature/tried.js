// The settings that were tried on this visit to the page: what the ghosts are taken from, and a
// table, which is also what a screen reader reads.

import { element } from "../mount.js";
import { last, number, spelled } from "./words.js";

const GHOSTS = 3;
const MOST = 40; // settings that are kept; the oldest goes

export class Tried {
  constructor(parent, data) {
    this.data = data;
    this.answers = [];
    this.root = element("details", "miniature-tried", parent);
    this.summary = element("summary", "", this.root);
    const table = element("table", "", element("div", "miniature-wide", this.root));
    const titles = data.controls.map((control) => control.title);
    const head = element("tr", "", element("thead", "", table));
    titles.push("Seed", "Validation accuracy", "Training accuracy", "Validation loss", "Epochs");
    for (const title of titles) {
      const cell = element("th", "", head);
      cell.scope = "col";
      cell.textContent = title;
    }
    this.body = element("tbody", "", table);
    this.tell();
  }

  // Takes an answer as the newest; a setting that comes again has one row.
  take(answer) {
    const key = JSON.stringify([answer.values, answer.seed]);
    const at = this.answers.findIndex((one) => one.key === key);
    const row = at < 0 ? element("tr", "", this.body) : this.answers.splice(at, 1)[0].row;
    this.answers.push({ key, answer: forCurves(answer), row });
    this.fill(row, answer);
    if (this.answers.length > MOST) this.answers.shift().row.remove();
    this.tell();
  }

  // The settings before the newest, the oldest first.
  get ghosts() {
    return this.answers.slice(0, -1).slice(-GHOSTS).map(({ answer }) => answer);
  }

  fill(row, answer) {
    const { accuracy, val_loss: loss } = answer.curves;
    const values = this.data.controls.map((control) => spelled(control, answer.values[control.name]));
    const scores = answer.error
      ? [answer.error]
      : [answer.score, last(accuracy), last(loss)].map(number).concat(accuracy.length);
    const cells = [...values, answer.seed, ...scores].map((text) => {
      const cell = document.createElement("td");
      cell.textContent = text;
      return cell;
    });
    if (answer.error) {
      cells.at(-1).colSpan = 4;
      cells.at(-1).className = "miniature-failed";
    }
    row.replaceChildren(...cells);
  }

  tell() {
    this.summary.textContent = `Settings tried (${this.answers.length})`;
  }
}

// What a ghost needs: its frames are not kept.
function forCurves({ values, seed, curves, error, score }) {
  return { values, seed, curves, error, score };
}
