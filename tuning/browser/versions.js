// The latest version of each drawing that this page was told: whole, or as a change of the one before
// (`tuning/ui/components/sending.py`). Kept beyond the life of an element, which may come again.

import { applied } from "./differences.js";

const MOST_KEPT = 60;
const LOST_MS = 3000; // an answer that has not come by then is asked for again
const kept = new Map(); // by key: { version, drawing }

export class Versions {
  constructor() {
    this.asks = undefined;
  }

  // What Python tells of the drawing: the drawing, or undefined where it is a change of another one
  // than this page has. Python is told so, and answers with the whole.
  take(component) {
    const { key, drawing: told } = component.data;
    const held = kept.get(key);
    clearTimeout(this.asks);
    if (held?.version !== told.version) {
      const isLost = !told.whole && held?.version !== told.base;
      if (isLost) return this.ask(component, told.version);
      kept.delete(key);
      kept.set(key, { version: told.version, drawing: told.whole ?? applied(held.drawing, told.change) });
      if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value);
    }
    return kept.get(key).drawing;
  }

  ask(component, version) {
    component.setTriggerValue("lost", version);
    this.asks = setTimeout(() => this.ask(component, version), LOST_MS);
  }

  leave() {
    clearTimeout(this.asks);
  }
}
