// A lesson's miniature in a page of the app. It asks the server by itself: no move of a control
// runs the page again, and a page that runs again moves no control.

import { element, oneEach } from "../mount.js";
import { Proposing } from "./proposing.js";
import { Searching } from "./searching.js";
import { Training } from "./training.js";

const KINDS = { training: Training, search: Searching, proposing: Proposing };

export default oneEach((component) => new Miniature(component.parentElement));

class Miniature {
  constructor(parent) {
    parent.querySelectorAll(":scope > .miniature").forEach((old) => old.remove());
    this.root = element("section", "miniature", parent);
    this.root.dataset.testid = "miniature";
    this.drawn = "";
  }

  // Data that stay equal change nothing; the theme may be another.
  update({ data }) {
    const text = JSON.stringify(data);
    if (text === this.drawn) return this.inside.repaint();
    this.inside?.destroy();
    this.drawn = text;
    this.root.replaceChildren();
    this.root.classList.toggle("miniature-presents", data.presents);
    this.root.setAttribute("aria-label", `Miniature: ${data.title}`);
    this.inside = new KINDS[data.kind](this.root, data);
  }

  destroy() {
    this.inside?.destroy();
    this.root.remove();
  }
}
