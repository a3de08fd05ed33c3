// One request at a time to the best model, by way of the server; the newest one alone counts.

import { visitor } from "../visitor.js";

const PAUSE = 60; // milliseconds that a field rests before it is asked
const AGAIN = 2000; // until it asks anew where nobody could answer
const FOR_NOW = new Set([409, 502, 503, 504]); // withdrawn, or nobody there to answer

export class Asking {
  // `hear({outputs})`, or `hear({why, isForNow})`; `wait()`: there is something new to ask.
  constructor(study, { hear, wait }) {
    Object.assign(this, { study, hear, wait });
  }

  // Asks in a moment, or as soon as the answer before is here: whoever goes on drawing sees what
  // the model says meanwhile.
  ask(asked) {
    this.next = asked;
    this.wait();
    if (!this.control) this.timer ??= setTimeout(() => this.send(), PAUSE);
  }

  // Nothing is asked any more; what is on its way is not heard.
  stop() {
    clearTimeout(this.timer);
    this.control?.abort();
    this.next = this.timer = this.control = undefined;
  }

  async send() {
    const asked = this.next;
    const control = (this.control = new AbortController());
    this.next = this.timer = undefined;
    const said = await answer({ study: this.study, ...asked }, control.signal);
    if (control.signal.aborted) return;
    this.control = undefined;
    if (said.isForNow) this.next ??= asked;
    if (this.next) this.timer = setTimeout(() => this.send(), said.isForNow ? AGAIN : 0);
    this.hear(said);
  }
}

// Which columns decide what the model says of some rows, by name; nothing where nobody answers.
export async function matters(study, rows, dates) {
  const { matters } = await answer({ study, rows, dates }, undefined, "rows");
  return matters;
}

async function answer(request, signal, what = "try") {
  const body = JSON.stringify({ visitor: `${visitor()} ${what} ${request.study}`, ...request });
  const headers = { "Content-Type": "application/json" };
  try {
    const response = await fetch("/prediction", { method: "POST", headers, body, signal });
    if (response.ok) return await response.json();
    const isForNow = FOR_NOW.has(response.status);
    const { why } = await response.json().catch(() => ({}));
    return { why: why ?? `The server answered ${response.status}.`, isForNow };
  } catch {
    return { why: "The server does not answer.", isForNow: true };
  }
}
