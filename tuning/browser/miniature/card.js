// The frame of a miniature: the controls and buttons, the picture, the numbers beside it, its state
// in words, and the outcome, which a screen reader is told.

import { element, textButton } from "../mount.js";

const SOON = 250; // milliseconds: what is over by then is not said, so that no words flicker

export class Card {
  constructor(root, data) {
    this.root = root;
    const body = element("div", "miniature-body", root);
    const controls = element("div", "miniature-controls", body);
    this.moves = element("div", "miniature-moves", controls);
    this.moves.hidden = data.presents;
    this.buttons = element("div", "miniature-buttons", controls);
    const left = element("div", "miniature-left", body);
    this.picture = element("div", "", left);
    this.outcome = element("p", "miniature-outcome", left);
    this.outcome.setAttribute("aria-live", "polite");
    this.side = element("div", "miniature-side", body);
    this.score = element("div", "miniature-score", this.side);
    this.number = element("strong", "", this.score);
    this.meaning = element("span", "", this.score);
    this.of = element("span", "", this.score);
    this.state = element("p", "miniature-state", this.side);
    this.more = element("div", "miniature-more", root);
    this.more.hidden = data.presents;
    if (data.trains) element("p", "miniature-trains", root).textContent = data.trains;
  }

  button(text, title, act) {
    const first = this.buttons.childElementCount ? "" : "ts-first";
    return Object.assign(textButton(text, this.buttons, act, first), { title });
  }

  // The state of what is asked for. A sentence says the outcome; without one the last stays.
  say(name, state, sentence = "") {
    clearTimeout(this.timer);
    const show = () => {
      this.root.dataset.state = name;
      this.state.textContent = state;
      if (sentence) this.conclude(sentence);
    };
    if (name === "waiting" || name === "training") this.timer = setTimeout(show, SOON);
    else show();
  }

  conclude(words) {
    if (this.outcome.textContent !== words) this.outcome.textContent = words;
  }

  destroy() {
    clearTimeout(this.timer);
  }
}
