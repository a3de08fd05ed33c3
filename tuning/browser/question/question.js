// One question: what a reader says, then the contest, then what came of both.

import { Asking } from "../miniature/asking.js";
import { visitor } from "../visitor.js";
import { element } from "../mount.js";
import { keep, of, order } from "../predictions.js";
import { Form, Hands } from "./form.js";
import { Outcome } from "./outcome.js";

export class Question {
  // `data`: what the page sends. `answered()`: the reader has said what they expect.
  constructor(parent, data, at, answered) {
    this.asked = data.questions[at];
    this.id = `${data.lesson}/${at}`;
    this.presents = data.presents;
    this.request = { kind: "contest", lesson: data.lesson, question: at };
    this.root = element("section", "question", parent);
    this.root.dataset.testid = "question";
    const shown = data.presents ? this.asked.choices.map((_, place) => place) : this.order;
    this.form = new (data.presents ? Hands : Form)(this.root, this.asked, shown, {
      title: heading(data, at),
      see: (said) => {
        this.see(said);
        answered();
        this.outcome.focus(); // the button is gone
      },
    });
    this.outcome = new Outcome(this.root, this.asked, shown, () => this.ask());
    if (this.prediction) {
      this.form.lock(this.prediction);
      this.see();
    }
  }

  get order() {
    return order(this.id, this.asked.choices.length);
  }

  // What was said of this very question; one of another number of choices is none. A room's is not
  // kept.
  get prediction() {
    const found = this.presents ? undefined : of(this.id);
    return found?.choices === this.asked.choices.length ? found : undefined;
  }

  // `said`: which choice and how sure; without it only the outcome is shown.
  see(said) {
    this.isAnswered = true;
    if (said) {
      keep(this.id, { ...said, choices: this.asked.choices.length, outcome: "open" });
    }
    this.isKept = Boolean(this.prediction);
    this.ask();
  }

  ask() {
    this.asking ??= new Asking((said) => this.hear(said));
    this.outcome.wait(this.prediction, { state: "asked" });
    // A name for each: a visitor's newer question would withdraw an older one that waits.
    this.asking.ask({ ...this.request, visitor: `${visitor()}-${this.request.question}` }, 0);
  }

  hear(said) {
    const answer = said.answer;
    if (!answer || answer.choices?.length !== this.asked.choices.length) {
      return this.outcome.wait(this.prediction, said);
    }
    if (this.isKept) this.settle(answer.winner);
    this.outcome.show(answer, this.prediction);
  }

  settle(winner) {
    const said = this.prediction;
    if (!said) return;
    const outcome = winner === null ? "untold" : winner === said.chosen ? "right" : "wrong";
    if (said.outcome !== outcome) keep(this.id, { ...said, outcome });
  }

  destroy() {
    this.asking?.stop();
    this.outcome.destroy();
    this.root.remove();
  }
}

function heading({ questions, presents }, at) {
  const title = presents ? "Hands up" : "Predict, then see";
  return questions.length > 1 ? `${title} · ${at + 1} of ${questions.length}` : title;
}
