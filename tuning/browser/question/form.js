// What a reader says before there is anything to see: one of the choices, and how sure.

import { element } from "../mount.js";
import { MOST_SURE, percent, points, signed } from "../predictions.js";

let formNumber = 0;

export class Form {
  // `order`: the places of the choices as they are shown. `see({chosen, sure})`: "See" was pressed.
  constructor(parent, asked, order, { title, see }) {
    this.asked = asked;
    this.number = ++formNumber;
    const form = (this.root = element("form", "question-form", parent));
    form.onsubmit = (event) => {
      event.preventDefault();
      if (this.chosen === null) return;
      const said = { chosen: this.chosen, sure: this.sure };
      this.lock(said);
      see(said);
    };
    this.fields = element("fieldset", "", form);
    const legend = element("legend", "", this.fields);
    element("span", "question-title", legend).textContent = title;
    element("span", "question-ask", legend).textContent = asked.ask;
    const choices = element("div", "question-choices", this.fields);
    this.inputs = order.map((place) => this.addChoice(choices, place));
    this.addSlider(this.fields);
    this.button = element("button", "question-see", form);
    this.button.textContent = "See";
    this.show();
  }

  addChoice(parent, place) {
    const label = element("label", "question-choice", parent);
    const input = element("input", "", label);
    Object.assign(input, { type: "radio", name: `question-${this.number}`, value: place });
    input.onchange = () => this.show();
    label.append(this.asked.choices[place].title);
    return input;
  }

  addSlider(parent) {
    const place = element("div", "question-sure", parent);
    const label = element("label", "", place);
    label.htmlFor = `question-sure-${this.number}`;
    label.textContent = "How sure are you?";
    this.told = element("span", "question-told", place); // the slider itself says it aloud
    this.told.setAttribute("aria-hidden", "true");
    const least = Math.floor(100 / this.asked.choices.length);
    const most = 100 * MOST_SURE;
    this.slider = element("input", "question-slider", place);
    Object.assign(this.slider, { id: label.htmlFor, type: "range", min: least, max: most, step: 1 });
    this.slider.value = least;
    this.slider.oninput = () => this.show();
    this.stake = element("span", "question-stake", place);
  }

  get chosen() {
    const checked = this.inputs.find((input) => input.checked);
    return checked ? Number(checked.value) : null;
  }

  // At its lower end, a guess: not the whole percent that the slider stands at.
  get sure() {
    const { value, min } = this.slider;
    return value === min ? 1 / this.asked.choices.length : Number(value) / 100;
  }

  show() {
    const isChosen = this.chosen !== null;
    this.slider.disabled = this.button.disabled = !isChosen;
    const { sure } = this;
    const isGuess = this.slider.value === this.slider.min;
    const text = isGuess ? `${percent(sure)}, a guess` : percent(sure);
    this.told.textContent = text;
    this.slider.setAttribute("aria-valuetext", text);
    const { min, max, value } = this.slider;
    this.slider.style.setProperty("--at", (value - min) / (max - min));
    const choices = this.asked.choices.length;
    const [right, wrong] = ["right", "wrong"].map((outcome) => points({ choices, sure, outcome }));
    this.stake.textContent = isChosen
      ? `Points: ${signed(right)} if right, ${signed(wrong)} if wrong`
      : "Choose one first";
  }

  // Shows what was said, for good.
  lock({ chosen, sure }) {
    this.inputs.forEach((input) => (input.checked = Number(input.value) === chosen));
    this.slider.value = 100 * sure;
    this.show();
    this.fields.disabled = true;
    this.button.remove();
    this.stake.remove();
    this.root.classList.add("question-said");
  }
}

// The same for a room that predicts by show of hands: nothing to fill in.
export class Hands {
  constructor(parent, asked, order, { title, see }) {
    this.root = element("div", "question-form", parent);
    element("p", "question-title", this.root).textContent = title;
    element("p", "question-ask", this.root).textContent = asked.ask;
    const list = element("ol", "question-choices", this.root);
    order.forEach((place) => {
      element("li", "question-choice", list).textContent = asked.choices[place].title;
    });
    const button = element("button", "question-see", this.root);
    button.type = "button";
    button.textContent = "See";
    button.onclick = () => {
      button.remove();
      see();
    };
  }
}
