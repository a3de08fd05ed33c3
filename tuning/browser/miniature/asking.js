// One question at a time to the server's miniatures, and its answer line by line.

import { visitor } from "../visitor.js";

const PAUSE = 100; // milliseconds that a control rests before it is asked
const AGAIN = 2000; // until it asks anew where the answer was not the one wanted
const LAST = new Set(["done", "stored", "refused"]);

export class Asking {
  // `hear(said)`: each line of the answer, a `state` in each; `{state: "lost"}` where none came.
  constructor(hear) {
    this.hear = hear;
  }

  // Asks after a moment, and no longer what was asked before.
  ask(request, wait = PAUSE) {
    this.stop();
    this.timer = setTimeout(() => this.send(request), wait);
  }

  stop() {
    clearTimeout(this.timer);
    this.control?.abort();
  }

  async send(request) {
    const { signal } = (this.control = new AbortController());
    let last = {};
    for await (const said of answer(request, signal)) {
      if (signal.aborted) return;
      last = said;
      this.hear(said);
    }
    if (signal.aborted || last.state === "done" || last.state === "refused") return;
    this.timer = setTimeout(() => this.send(request), AGAIN);
  }
}

// The lines of an answer, to the last one, which is `lost` where the server's did not come.
async function* answer(request, signal) {
  let last = {};
  try {
    for await (const said of ask(request, signal)) yield (last = said);
  } catch (error) {
    if (!signal.aborted) console.info(`miniature: ${error}`);
  }
  if (!LAST.has(last.state)) yield { state: "lost" };
}

async function* ask(request, signal) {
  const body = JSON.stringify({ visitor: visitor(), ...request });
  const headers = { "Content-Type": "application/json" };
  const response = await fetch("/miniature", { method: "POST", headers, body, signal });
  if (response.status === 422) {
    yield { state: "refused", ...(await response.json()) };
    return;
  }
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  yield* lines(response.body);
}

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    const parts = (rest + (value ?? "")).split("\n");
    rest = done ? "" : parts.pop();
    for (const part of parts) if (part.trim()) yield JSON.parse(part);
    if (done) return;
  }
}
