// The table of trials: which rows a moment has and what was known of them, in the order and
// selection that a person chose. The texts of what had ended are the page's own.

const KNOWN = ["state", "score", "deviation", "note"];

export class TrialTable {
  // `changed()` is called when a person chose other trials.
  constructor(table, study, changed) {
    this.table = table;
    this.study = study;
    this.rows = [...table.tBodies[0].rows].map((row) => ({
      row,
      k: study.place.get(Number(row.dataset.trial)),
      cells: Object.fromEntries([...row.cells].map((cell) => [cell.dataset.of, cell])),
      texts: Object.fromEntries([...row.cells].map((cell) => [cell.dataset.of, cell.textContent])),
      box: row.querySelector("input"),
    }));
    this.rows.forEach(({ box }) => (box.onchange = changed));
    table.querySelectorAll("th button").forEach((button) => (button.onclick = () => this.sort(button)));
  }

  // The places of the chosen trials.
  get chosen() {
    return this.rows.filter(({ box, row }) => box.checked && !row.hidden).map(({ k }) => k);
  }

  toggle(number) {
    const found = this.rows.find(({ k }) => this.study.trials.number[k] === number);
    if (!found) return;
    found.box.checked = !found.box.checked;
    found.box.onchange();
  }

  // Only the rows of `among` are shown; all for null.
  show(moment, among) {
    const begun = new Set(moment.begun);
    for (const { row, k, cells, texts } of this.rows) {
      row.hidden = !begun.has(k) || (among !== null && !among.has(k));
      if (row.hidden) continue;
      const isOver = moment.over.has(k) || moment.isEnd;
      KNOWN.forEach((name) => write(cells[name], isOver ? texts[name] : ""));
      if (!isOver) {
        write(cells.state, moment.state(k).toLowerCase());
        const score = moment.scoreSoFar(k);
        write(cells.score, score === null ? "–" : `${score.toFixed(4)} so far`);
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
    const value = ({ row }) => row.cells[head.cellIndex].dataset.value ?? row.cells[head.cellIndex].textContent;
    const order = [...this.rows].sort((a, b) => sign * compared(value(a), value(b), sign));
    this.table.tBodies[0].append(...order.map(({ row }) => row));
  }
}

function write(cell, text) {
  if (cell && cell.textContent !== text) cell.textContent = text;
}

function compared(a, b, sign) {
  if (a === "" || b === "") return sign * ((a === "") - (b === ""));
  const [one, other] = [Number(a), Number(b)];
  return Number.isNaN(one) || Number.isNaN(other) ? a.localeCompare(b) : one - other;
}
