// What came of a contest: who won and how clear that is, the pictures, and what was said before.

import { element } from "../mount.js";
import { calibration, standing, told } from "../predictions.js";
import { Curves } from "./curves.js";
import { dots } from "./dots.js";

export class Outcome {
  // `order`: the places of the choices as they are shown. `again()`: the reader asks once more.
  constructor(parent, asked, order, again) {
    this.asked = asked;
    this.order = order;
    this.root = element("div", "question-outcome", parent);
    this.root.tabIndex = -1; // can be given the focus
    this.live = element("div", "question-live", this.root);
    this.live.setAttribute("role", "status");
    this.state = element("p", "question-state", this.live);
    this.won = element("p", "question-won", this.live);
    this.points = element("p", "question-points", this.live);
    this.because = element("p", "question-because", this.live);
    this.button = element("button", "question-see", this.root);
    Object.assign(this.button, { type: "button", textContent: "Try again" });
    this.button.onclick = () => {
      again();
      this.focus();
    };
    this.pictures = element("div", "question-pictures", this.root);
    this.visit = element("p", "question-visit", this.root);
    this.root.hidden = true;
  }

  // Nothing is known yet; `said`: the server's last line.
  wait(prediction, said) {
    this.root.hidden = false;
    const kept = prediction?.outcome === "open" ? " Your prediction is kept." : "";
    this.say(this.state, stateOf(said, this.asked) + (isStuck(said) ? kept : ""));
    this.live.dataset.state = said.state;
    this.button.hidden = said.state !== "refused";
    if (prediction && prediction.outcome !== "open") this.say(this.points, told(prediction));
  }

  show(answer, prediction) {
    this.root.hidden = false;
    this.live.dataset.state = "done";
    this.button.hidden = true;
    this.say(this.state, "");
    this.tellWinner(answer.sentence);
    this.say(this.points, prediction ? `You said ${this.said(prediction)}. ${told(prediction)}` : "");
    this.points.dataset.outcome = prediction?.outcome ?? "";
    this.say(this.because, this.asked.because);
    this.say(this.visit, prediction ? `In this visit: ${calibration(standing())}` : "");
    const drawn = this.order.map((place) => ({
      ...answer.choices[place],
      ...this.asked.choices[place],
      dash: DASHES[place],
      hasWon: answer.winner === place,
    }));
    this.curves?.destroy();
    this.pictures.replaceChildren(dots(drawn));
    const has = drawn.some(({ curves }) => curves.some((curve) => curve.some(Number.isFinite)));
    this.curves = has ? new Curves(this.pictures, drawn, this.asked) : undefined;
  }

  // The first sentence stands out.
  tellWinner(sentence) {
    const [first, ...rest] = sentence.split(/(?<=\.) (?=[A-Z])/);
    if (this.won.textContent === sentence) return;
    this.won.replaceChildren();
    element("b", "", this.won).textContent = first;
    this.won.append(rest.map((one) => ` ${one}`).join(""));
  }

  said({ chosen }) {
    return this.asked.choices[chosen].title;
  }

  focus() {
    this.root.focus({ preventScroll: true });
  }

  destroy() {
    this.curves?.destroy();
    this.root.remove();
  }

  // Nothing is said twice to who listens.
  say(place, text) {
    if (place.textContent !== text) place.textContent = text;
  }
}

const DASHES = ["", "6 6", "0.1 5"]; // with round ends: a line, dashes, dots

const isStuck = ({ state }) => ["stored", "refused", "lost"].includes(state);

function stateOf(said, { work }) {
  switch (said.state) {
    case "waiting":
      return said.ahead ? `Waiting: ${said.ahead} ahead of this.` : "Waiting.";
    case "stored":
      return `${said.why} This is asked again every two seconds.`;
    case "refused":
      return said.why;
    case "lost":
      return "The server does not answer. This is asked again every two seconds.";
    default:
      return `${work} …`;
  }
}
