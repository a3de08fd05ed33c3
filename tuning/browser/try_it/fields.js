// The field of a column: a number, one of many texts, or a date. An empty one is a missing value.

import { element } from "../mount.js";

const MANY = 12; // texts from which on one looks for one by typing
let number = 0;

export function fieldOf(parent, field, changed) {
  const kinds = { number: NumberField, date: DateField };
  const kind = kinds[field.kind] ?? (field.values.length > MANY ? SearchField : ChoiceField);
  return new kind(parent, field, changed);
}

class Field {
  constructor(parent, field, changed) {
    Object.assign(this, { field, name: field.name });
    const id = `try-it-field-${++number}`;
    this.root = element("div", "try-it-field", parent);
    const label = element("label", "", this.root);
    label.htmlFor = id;
    label.textContent = label.title = field.name;
    this.input = this.draw(id);
    this.input.id = id;
    this.hint = element("span", "try-it-hint", this.root);
    this.hint.id = `${id}-hint`;
    this.input.setAttribute("aria-describedby", this.hint.id);
    this.input.oninput = () => {
      this.judge();
      changed();
    };
  }

  draw() {
    return Object.assign(element("input", "try-it-input", this.root), { autocomplete: "off" });
  }

  fill(value) {
    this.filled = value;
    this.input.value = value ?? "";
    this.judge();
  }

  // What the model takes: null where nothing is given.
  get value() {
    return this.input.value === "" ? null : this.input.value;
  }

  get isChanged() {
    return !this.isValid || this.value !== this.filled;
  }

  get isValid() {
    return true;
  }

  // A remark on the value; nothing where there is none.
  get remark() {
    return "";
  }

  judge() {
    const { remark, field } = this;
    const isMissing = this.isValid && this.value === null;
    this.hint.textContent = remark || (isMissing ? `missing · ${field.hint}` : field.hint);
    this.hint.classList.toggle("try-it-odd", remark !== "");
    this.root.classList.toggle("try-it-changed", this.isChanged);
    this.input.setAttribute("aria-invalid", String(!this.isValid));
  }

  // Whether the column's name has what is sought, and so is shown.
  show(sought) {
    const has = this.name.toLowerCase().includes(sought);
    this.root.hidden = !has;
    return has;
  }
}

class NumberField extends Field {
  draw() {
    return Object.assign(super.draw(), { type: "number", step: "any", placeholder: "missing" });
  }

  get value() {
    return this.input.value === "" ? null : Number(this.input.value);
  }

  get isValid() {
    return !this.input.validity.badInput && Math.abs(this.value ?? 0) < 1e30;
  }

  get remark() {
    if (!this.isValid) return "must be a number";
    const { least, most } = this.field;
    if (this.value === null || least === null) return "";
    if (this.value >= least && this.value <= most) return "";
    return `beyond what was learned from: ${this.field.hint}`;
  }
}

class DateField extends Field {
  draw() {
    return Object.assign(super.draw(), { type: "date" });
  }

  get isValid() {
    return !this.input.validity.badInput;
  }

  get remark() {
    if (!this.isValid) return "must be a whole date";
    const { least, most } = this.field;
    if (this.value === null || least === null) return "";
    const isWithin = this.value >= least && this.value <= most;
    return isWithin ? "" : `beyond what was learned from: ${this.field.hint}`;
  }
}

class ChoiceField extends Field {
  draw() {
    const select = element("select", "try-it-input", this.root);
    const option = (value, text) => {
      const node = element("option", "", select);
      Object.assign(node, { value, textContent: text });
    };
    option("", "missing");
    for (const value of this.field.values) option(value, value);
    return select;
  }
}

class SearchField extends Field {
  draw() {
    const input = Object.assign(super.draw(), { type: "text", placeholder: "missing" });
    const list = element("datalist", "", this.root);
    list.id = `try-it-list-${number}`;
    for (const value of this.field.values) element("option", "", list).value = value;
    input.setAttribute("list", list.id);
    return input;
  }

  get remark() {
    const isKnown = this.value === null || this.field.values.includes(this.value);
    return isKnown ? "" : "no value that was learned from";
  }
}
