// A form with a field for each column of a table, filled from a test row.

import { element, textButton } from "../mount.js";
import { matters } from "./asking.js";
import { fieldOf } from "./fields.js";

const FEW = 12; // columns up to which there is nothing to look for
const MOST = 500; // columns that are put in order

export class Form {
  // `changed(asked, truth)`: another row to predict; null where a field has what is no value.
  constructor(root, data, changed) {
    Object.assign(this, { data, changed, at: 0 });
    this.drawButtons(root);
    if (data.fields.length > FEW) this.drawFilter(root);
    this.grid = element("div", "try-it-fields", root);
    this.grid.classList.toggle("try-it-many", data.fields.length > FEW);
    this.fields = data.fields.map((field) => fieldOf(this.grid, field, () => this.tell()));
  }

  drawButtons(root) {
    const bar = element("div", "try-it-bar", root);
    const { length } = this.data.rows;
    const another = () => this.fill((this.at + 1) % length);
    textButton("Another row", bar, another, "ts-first").hidden = length < 2;
    this.back = textButton("Back to this row", bar, () => this.fill(this.at));
    this.where = element("span", "try-it-where", bar);
  }

  drawFilter(root) {
    const bar = element("div", "try-it-filter", root);
    const label = element("label", "", bar);
    label.textContent = "Find a column";
    label.htmlFor = `try-it-filter-${this.data.study}`;
    const input = element("input", "try-it-input", bar);
    Object.assign(input, { type: "search", id: label.htmlFor, autocomplete: "off" });
    const count = element("span", "try-it-where", bar);
    count.setAttribute("aria-live", "polite");
    const look = () => {
      const sought = input.value.trim().toLowerCase();
      const found = this.fields.filter((field) => field.show(sought));
      count.textContent = `${found.length} of ${this.fields.length} columns${this.order ?? ""}`;
    };
    input.oninput = look;
    this.look = look;
  }

  begin() {
    this.look?.();
    this.fill(0);
    if (this.look && this.fields.length <= MOST) this.arrange();
  }

  // Puts the columns first that decide most of what the model says of the test rows, unless the
  // reader is in one of them already.
  async arrange() {
    const { study, rows, dates } = this.data;
    const named = ({ values }) => Object.fromEntries(this.fields.map((f, k) => [f.name, values[k]]));
    const found = await matters(study, rows.map(named), dates);
    if (!found || !this.grid.isConnected || this.grid.contains(document.activeElement)) return;
    const ordered = [...this.fields].sort((a, b) => found[b.name] - found[a.name]);
    this.grid.append(...ordered.map((field) => field.root));
    this.order = ", those first that decide most of the predictions";
    this.look();
  }

  fill(at) {
    this.at = at;
    const { values } = this.data.rows[at];
    this.fields.forEach((field, k) => field.fill(values[k]));
    this.tell();
  }

  tell() {
    const { rows } = this.data;
    const changes = this.fields.filter((field) => field.isChanged).length;
    this.back.disabled = !changes;
    const many = changes === 1 ? "1 column changed" : `${changes} columns changed`;
    this.where.textContent = `Test row ${this.at + 1} of ${rows.length}${changes ? `, ${many}` : ""}`;
    const isWhole = this.fields.every((field) => field.isValid);
    const row = Object.fromEntries(this.fields.map((field) => [field.name, field.value]));
    const { dates } = this.data;
    this.changed(isWhole ? { row, dates } : null, changes ? null : rows[this.at].truth);
  }

  destroy() {}
}
