// A study's best model to be tried: a form or a picture, and what the model says of it as it
// changes. It asks the server by itself: no change runs the page again, and a page that runs again
// changes no field. Names of columns and classes are data: they come into the page as text alone.

import { element, oneEach } from "../mount.js";
import { Asking } from "./asking.js";
import { Form } from "./form.js";
import { Outcome } from "./outcome.js";
import { Picture } from "./picture.js";

const SOON = 400; // milliseconds: what is over by then is not said, so that no words flicker

export default oneEach((component) => new TryIt(component.parentElement));

class TryIt {
  constructor(parent) {
    parent.querySelectorAll(":scope > .try-it").forEach((old) => old.remove());
    this.root = element("section", "try-it", parent);
    this.root.dataset.testid = "try-it";
    this.root.setAttribute("aria-label", "Try the model");
    this.drawn = "";
  }

  // Data that stay equal change nothing of what the reader has set.
  update({ data }) {
    const text = JSON.stringify(data);
    if (text === this.drawn) return;
    this.drawn = text;
    this.clear();
    this.draw(data);
  }

  draw(data) {
    const given = element("div", "try-it-given", this.root);
    const told = element("div", "try-it-told", this.root);
    this.outcome = new Outcome(told, data);
    this.state = element("p", "try-it-state", told);
    this.asking = new Asking(data.study, {
      hear: (said) => this.hear(said),
      wait: () => this.say("waiting", "Asking the model …"),
    });
    const changed = (asked, truth) => {
      this.outcome.expect(truth);
      if (asked) this.asking.ask(asked);
      else this.rest();
    };
    this.input = new (data.picture ? Picture : Form)(given, data, changed);
    this.input.begin();
  }

  // There is nothing to ask about.
  rest() {
    this.asking.stop();
    this.outcome.clear();
    this.say("empty", "");
  }

  hear({ outputs, why, isForNow }) {
    if (outputs) {
      this.outcome.show(outputs);
      if (!this.asking.next) this.say("done", "");
    } else {
      this.outcome.fade();
      const again = isForNow ? " This asks again every two seconds." : "";
      this.say(isForNow ? "away" : "refused", why + again);
    }
  }

  say(name, words) {
    clearTimeout(this.timer);
    const show = () => {
      this.root.dataset.state = name;
      if (this.state.textContent !== words) this.state.textContent = words;
    };
    if (name === "waiting") {
      this.root.dataset.state = name;
      this.timer = setTimeout(show, SOON);
    } else show();
  }

  clear() {
    clearTimeout(this.timer);
    this.asking?.stop();
    this.input?.destroy();
    this.root.replaceChildren();
  }

  destroy() {
    this.clear();
    this.root.remove();
  }
}
