// The controls of a lesson: a range over the stops of a number, radio buttons for named choices.

import { element } from "../mount.js";

let controlNumber = 0;

export class Controls {
  // `moved()`: a person chose another stop.
  constructor(parent, controls, moved) {
    this.all = controls.map((control) => {
      const kind = control.named ? Choices : Range;
      return new kind(element("div", "miniature-control", parent), control, moved);
    });
  }

  // The chosen values, by name.
  get values() {
    return Object.fromEntries(this.all.map(({ control, at }) => [control.name, control.stops[at]]));
  }
}

class Range {
  constructor(parent, control, moved) {
    this.control = control;
    const id = `miniature-control-${++controlNumber}`;
    const head = element("label", "miniature-control-head", parent);
    head.htmlFor = id;
    element("span", "", head).textContent = control.title;
    head.title = control.help;
    this.told = element("span", "", head);
    this.input = element("input", "ts-range miniature-range", parent);
    Object.assign(this.input, { type: "range", id, min: 0, max: control.stops.length - 1, step: 1 });
    this.input.setAttribute("aria-label", control.title);
    this.input.oninput = () => {
      this.tell();
      moved();
    };
    this.drawTicks(parent, moved);
    this.at = control.start;
  }

  // Where the stops are; a click goes to one. They say nothing that the range does not say.
  drawTicks(parent, moved) {
    const { texts } = this.control;
    const ticks = element("div", "miniature-ticks", parent);
    ticks.setAttribute("aria-hidden", "true");
    ticks.classList.toggle("miniature-ticks-many", texts.length > 8 || texts.join("").length > 34);
    this.ticks = texts.map((text, at) => {
      const tick = element("span", "", ticks);
      tick.style.setProperty("--at", texts.length > 1 ? at / (texts.length - 1) : 0);
      tick.textContent = text;
      tick.onclick = () => {
        this.at = at;
        moved();
      };
      return tick;
    });
  }

  get at() {
    return Number(this.input.value);
  }

  set at(at) {
    this.input.value = at;
    this.tell();
  }

  tell() {
    const text = this.control.texts[this.at];
    const stops = this.control.stops.length - 1;
    this.told.textContent = text;
    this.input.setAttribute("aria-valuetext", text);
    this.input.style.setProperty("--at", stops ? this.at / stops : 0);
    this.ticks.forEach((tick, at) => tick.classList.toggle("miniature-tick-now", at === this.at));
  }
}

class Choices {
  constructor(parent, control, moved) {
    this.control = control;
    const group = element("fieldset", "miniature-choices", parent);
    const legend = element("legend", "miniature-control-head", group);
    legend.textContent = control.title;
    legend.title = control.help;
    const name = `miniature-control-${++controlNumber}`;
    this.inputs = control.texts.map((text) => {
      const label = element("label", "", group);
      const input = element("input", "", label);
      Object.assign(input, { type: "radio", name, onchange: moved });
      element("span", "", label).textContent = text;
      return input;
    });
    this.at = control.start;
  }

  get at() {
    return this.inputs.findIndex((input) => input.checked);
  }

  set at(at) {
    this.inputs[at].checked = true;
  }
}
