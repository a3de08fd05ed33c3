// The replay's player in a page of the app: it tells Streamlit which moment to show.
//
// A moment is sent once the last one has been drawn, so that a slow page shows fewer moments and
// never falls behind.

import { oneEach } from "../mount.js";
import { Player } from "./player.js";

const LEAST = 100; // milliseconds between two moments
const PATIENCE = 4000; // after so long the last one counts as drawn
const SETTLED = 400; // a moment that stands for so long may be in the link

export default oneEach((component) => new Reporter(component));

class Reporter {
  constructor({ parentElement, setStateValue }) {
    this.send = (value) => setStateValue("now", value);
    this.player = new Player(parentElement, (now) => this.tell(now));
    this.root = this.player.root;
    this.said = 0;
    this.sentAt = -Infinity;
  }

  update({ data }) {
    if (data.seek !== this.seek) {
      this.seek = data.seek;
      this.wanted = undefined;
      this.isDrawn = true;
      clearTimeout(this.timer);
      this.player.set(data);
    } else if (data.heard === this.said) {
      this.isDrawn = true;
      this.next();
    }
  }

  tell(now) {
    this.wanted = { ...now, settled: false };
    this.changedAt = performance.now();
    this.next();
  }

  next() {
    clearTimeout(this.timer);
    if (!this.wanted) return;
    const now = performance.now();
    const wait = Math.max(
      this.sentAt + (this.isDrawn ? LEAST : PATIENCE) - now,
      this.wanted.settled ? this.changedAt + SETTLED - now : 0,
    );
    if (wait > 0) {
      this.timer = setTimeout(() => this.next(), wait);
      return;
    }
    const value = this.wanted;
    this.wanted = value.playing || value.settled ? undefined : { ...value, settled: true };
    this.sentAt = now;
    this.isDrawn = false;
    this.said += 1;
    this.send({ ...value, seek: this.seek, said: this.said });
    this.next();
  }

  destroy() {
    clearTimeout(this.timer);
    this.player.destroy();
  }
}
