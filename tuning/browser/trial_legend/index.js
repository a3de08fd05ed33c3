// Whose curves are drawn: a button a trial, which picks it; how many are selected, and a way out.

import { element, oneEach } from "../mount.js";
import { Turns, afterClick, isBeside } from "../picking.js";

export default oneEach((component) => new Legend(component.parentElement));

class Legend {
  constructor(parent) {
    parent.querySelectorAll(":scope > .trial-legend").forEach((old) => old.remove());
    this.root = element("div", "trial-legend", parent);
    this.entries = element("div", "trial-legend-entries", this.root);
    this.entries.setAttribute("role", "group");
    this.entries.setAttribute("aria-label", "Trials whose curves are drawn");
    this.how = element("span", "trial-legend-how", this.root);
    this.told = element("span", "trial-legend-told", this.root);
    this.told.setAttribute("aria-live", "polite");
    this.clear = element("button", "", this.root);
    this.clear.type = "button";
    this.clear.textContent = "clear";
    this.clear.title = "Select nothing";
    this.clear.onclick = () => this.report([], true);
    this.turns = new Turns("picked");
    this.picked = [];
    this.drawn = "";
  }

  update(component) {
    this.component = component;
    const { trials, how, told, picked, turn } = component.data;
    if (this.turns.takes(turn)) this.picked = picked;
    this.how.textContent = this.how.title = how;
    this.told.textContent = told;
    this.clear.hidden = !told;
    const text = JSON.stringify(trials);
    if (text !== this.drawn) {
      this.drawn = text;
      this.entries.replaceChildren(...trials.map((trial) => this.entry(trial)));
    }
    this.press();
  }

  entry({ number, color, text }) {
    const button = element("button", "");
    button.type = "button";
    button.dataset.trial = number;
    button.title = "Pick this trial; with Shift beside others";
    element("i", "", button).style.background = color;
    button.append(text);
    button.onclick = (event) => this.report(afterClick(this.picked, [number], isBeside(event)));
    return button;
  }

  press() {
    for (const button of this.entries.children) {
      button.setAttribute("aria-pressed", this.picked.includes(Number(button.dataset.trial)));
    }
  }

  report(trials, everything = false) {
    this.picked = trials;
    this.press();
    this.turns.report(this.component, { trials, everything });
  }

  destroy() {
    this.root.remove();
  }
}
