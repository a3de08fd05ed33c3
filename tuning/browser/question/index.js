// Predict, then see: the questions of a lesson, one after the other.
//
// The next one is there as soon as one was answered. What was answered stays so for the visit.

import { element, oneEach } from "../mount.js";
import { of, watch } from "../predictions.js";
import { Question } from "./question.js";

export default oneEach((component) => new Questions(component.parentElement));

class Questions {
  constructor(parent) {
    parent.querySelectorAll(":scope > .questions").forEach((old) => old.remove());
    this.root = element("div", "questions", parent);
    this.root.dataset.testid = "questions";
    this.drawn = "";
    this.shown = [];
    this.leave = watch(() => this.forgotten() && this.begin());
  }

  update({ data }) {
    const text = JSON.stringify(data);
    if (text === this.drawn) return;
    this.drawn = text;
    this.data = data;
    this.root.classList.toggle("questions-present", data.presents);
    this.begin();
  }

  begin() {
    this.clear();
    this.next();
  }

  // Draws the next question, and those behind it that were answered before.
  next() {
    const at = this.shown.length;
    if (at >= this.data.questions.length) return;
    const one = new Question(this.root, this.data, at, () => this.next());
    this.shown.push(one);
    if (one.isAnswered) this.next();
  }

  // Whether what was answered here was forgotten.
  forgotten() {
    return this.shown.some(({ isKept, id }) => isKept && !of(id));
  }

  clear() {
    this.shown.forEach((one) => one.destroy());
    this.shown = [];
    this.root.replaceChildren();
  }

  destroy() {
    this.leave();
    this.clear();
    this.root.remove();
  }
}
