// The replay: the app's own player over a page that is drawn here, and the moment in the address,
// as in the app's links (`?at=12t`).

import { Player } from "browser/player/player.js";
import { UNITS } from "./timeline.js";

const LETTERS = { t: "trials", e: "epochs", s: "seconds" };
const MOMENT = /^(\d{1,9}(?:\.\d{1,9})?)([tes])$/;
const LEAST = 80; // milliseconds between two drawings

export class Replay {
  // `page` has, besides the unit `by` that it is best told in, `total(unit)`, `same(unit, value, other)`, `told(unit, value)` and
  // `show(unit, value)`.
  constructor(root, page) {
    this.page = page;
    this.told = root.querySelector("output");
    this.totals = Object.fromEntries(UNITS.map((unit) => [unit, page.total(unit)]));
    this.player = new Player(root.querySelector("div"), (now) => this.hear(now));
    root.hidden = false;
    const [value, unit] = linked() ?? [Infinity, page.by ?? "trials"];
    this.set(unit, Math.min(value, this.totals[unit]), false);
  }

  // Shows a moment that the player has not come to by itself.
  set(unit, value, playing) {
    this.unit = unit;
    this.player.set({ unit, at: value, playing, totals: this.totals });
    this.draw(value);
  }

  hear({ at, playing, unit }) {
    const value = Number(at.slice(0, -1));
    if (unit !== this.unit) {
      const same = value >= this.totals[this.unit] ? this.totals[unit] : this.page.same(this.unit, value, unit);
      this.set(unit, same, playing);
      return;
    }
    this.wanted = value;
    this.playing = playing;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.draw(this.wanted);
    }, Math.max(0, LEAST - (performance.now() - this.drawnAt)));
  }

  draw(value) {
    const { unit, page } = this;
    const isEnd = value >= this.totals[unit] - 0.005; // a moment is said with two digits
    this.value = isEnd ? this.totals[unit] : value;
    this.told.textContent = page.told(unit, this.value);
    page.show(unit, this.value);
    this.drawnAt = performance.now();
    if (!this.playing) link(isEnd ? null : this.player.text);
  }
}

function linked() {
  const found = MOMENT.exec(new URL(location.href).searchParams.get("at") ?? "");
  return found && [Number(found[1]), LETTERS[found[2]]];
}

function link(at) {
  const address = new URL(location.href);
  if (at === null) address.searchParams.delete("at");
  else address.searchParams.set("at", at);
  if (address.href === location.href) return;
  try {
    history.replaceState(null, "", address);
  } catch {
    // Some browsers let no page from a disk change its address: then the moment is not in it.
  }
}
