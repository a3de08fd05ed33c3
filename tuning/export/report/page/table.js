// The table of trials: which rows a moment has and what was known of them, in the order that a
// person chose. The texts of what had ended are the page's own.

import { score } from "./words.js";

const KNOWN = ["state", "score", "deviation", "note"];
const isKnownAtTheEnd = (name) => KNOWN.includes(name) || name.startsWith("val_");

export class TrialTable {
  constructor(table, study, selection) {
    this.table = table;
    this.study = study;
    this.rows = [...table.tBodies[0].rows].map((row) => ({
      row,
      number: Number(row.dataset.trial),
      k: study.place.get(Number(row.dataset.trial)),
      cells: Object.fromEntries([...row.cells].map((cell) => [cell.dataset.of, cell])),
      texts: Object.fromEntries([...row.cells].map((cell) => [cell.dataset.of, cell.textContent])),
      box: row.querySelector("input"),
    }));
    this.rows.forEach(({ box, number }) => {
      box.onchange = () => selection.toggle(number, box.checked);
    });
    table.querySelectorAll("th button").forEach((button) => {
      button.onclick = () => this.sort(button);
    });
  }

  // Only the rows of `among` are shown, all for null; the picked ones are ticked.
  show(moment, among, picked) {
    const begun = new Set(moment.begun);
    for (const { row, k, number, cells, texts, box } of this.rows) {
      row.hidden = !begun.has(k) || (among !== null && !among.has(number));
      box.checked = picked.includes(number);
      if (row.hidden) continue;
      const isOver = moment.over.has(k) || (moment.isEnd && !moment.study.active);
      for (const name of Object.keys(cells).filter(isKnownAtTheEnd))
        write(cells[name], isOver ? texts[name] : "");
      write(cells.tied, moment.isEnd ? texts.tied : ""); // told of the end alone
      if (!isOver) {
        write(cells.state, moment.state(k).toLowerCase());
        const soFar = moment.scoreSoFar(k);
        write(cells.score, score(soFar) + (soFar === null ? "" : " so far"));
      }
      const [fits, seconds] = moment.spentOn(k);
      write(cells.fits, `${fits}/${this.study.fitsPlanned}`);
      write(cells.seconds, seconds.toFixed(1));
    }
  }

  // By a column, turned round by a second click; what has no value comes last.
  sort(button) {
    const head = button.parentElement;
    const turn = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
    this.table.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", turn);
    const sign = turn === "ascending" ? 1 : -1;
    const value = ({ row }) => row.cells[head.cellIndex].dataset.value;
    const order = [...this.rows].sort((a, b) => compared(value(a), value(b), sign));
    this.table.tBodies[0].append(...order.map(({ row }) => row));
  }
}

function write(cell, text) {
  if (cell && cell.textContent !== text) cell.textContent = text;
}

function compared(a, b, sign) {
  if (a === "" || b === "") return (a === "") - (b === "");
  const [one, other] = [Number(a), Number(b)];
  const areTexts = Number.isNaN(one) || Number.isNaN(other);
  return sign * (areTexts ? a.localeCompare(b) : one - other);
}
