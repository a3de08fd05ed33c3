// Play, pause, speed and slider over a run: the controls and their clock, which know no Streamlit.

import { element } from "../mount.js";

const SECONDS = 30; // of a whole playback at speed 1, whatever the run took
const SPEEDS = [0.25, 0.5, 1, 2, 4];
const UNITS = ["trials", "epochs", "seconds"];
const LETTERS = { trials: "t", epochs: "e", seconds: "s" };
const ICONS = {
  begin: "M6 5h2v14H6zM19 5v14L9 12z",
  back: "M15.4 7.4 14 6l-6 6 6 6 1.4-1.4L10.8 12z",
  play: "M7 4v16l13-8z",
  pause: "M6 5h4.4v14H6zm7.6 0H18v14h-4.4z",
  next: "M8.6 16.6 10 18l6-6-6-6-1.4 1.4 4.6 4.6z",
  end: "M16 5h2v14h-2zM5 5v14l10-7z",
  link: "M4 12a3 3 0 0 1 3-3h4V7H7a5 5 0 0 0 0 10h4v-2H7a3 3 0 0 1-3-3zm4 1h8v-2H8zm9-6h-4v2h4a3 3 0 0 1 0 6h-4v2h4a5 5 0 0 0 0-10z",
};

function button(parent, name, title, act) {
  const node = element("button", `player-button player-${name}`, parent);
  node.type = "button";
  node.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
  node.onclick = act;
  label(node, title);
  return node;
}

function label(node, title) {
  node.title = title;
  node.setAttribute("aria-label", title);
}

function choice(parent, title, options, act) {
  const node = element("select", "player-choice", parent);
  label(node, title);
  node.append(...options.map(([value, text]) => new Option(text, value)));
  node.onchange = () => act(node.value);
  return node;
}

export class Player {
  // `tell({at, playing, unit})`: the moment to show now, as in a link, and the unit to count in.
  constructor(parent, tell) {
    parent.querySelectorAll(":scope > .player").forEach((old) => old.remove());
    this.send = tell;
    this.root = element("div", "player", parent);
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "Replay");
    this.root.onkeydown = (event) => this.key(event);
    button(this.root, "begin", "To the start (Home)", () => this.seek(0));
    button(this.root, "back", "One step back (←)", () => this.step(-1));
    this.button = button(this.root, "play", "Play (space)", () => this.toggle());
    button(this.root, "next", "One step on (→)", () => this.step(1));
    button(this.root, "end", "To the end (End)", () => this.seek(this.total));
    this.slider = element("input", "ts-range player-slider", this.root);
    this.slider.type = "range";
    this.slider.step = "any";
    this.slider.setAttribute("aria-label", "Moment of the replay");
    this.slider.oninput = () => this.seek(Number(this.slider.value));
    this.told = element("output", "player-told", this.root);
    this.units = choice(this.root, "What the slider counts", UNITS.map((unit) => [unit, unit]), (to) =>
      this.tell(to),
    );
    const speeds = SPEEDS.map((speed) => [speed, `${speed} ×`]);
    this.speeds = choice(this.root, "Speed of the replay", speeds, () => {});
    this.speeds.value = "1";
    this.link = button(this.root, "link", "Copy the link to this moment", () => this.copy());
    this.unit = "trials";
    this.totals = { trials: 0, epochs: 0, seconds: 0 };
    this.value = 0;
  }

  get total() {
    return this.totals[this.unit];
  }

  get text() {
    return `${Math.round(this.value * 100) / 100}${LETTERS[this.unit]}`;
  }

  // Goes to a moment that comes from outside.
  set({ unit, at, playing, totals }) {
    this.unit = unit;
    this.totals = totals;
    this.units.value = unit;
    this.slider.max = this.total;
    this.value = Math.min(at, this.total);
    this.play(playing && this.value < this.total);
    this.show();
  }

  seek(value) {
    this.value = Math.min(Math.max(value, 0), this.total);
    if (this.value >= this.total) this.play(false);
    this.show();
    this.tell();
  }

  // To the next whole trial or epoch, or by a hundredth of the seconds.
  step(by) {
    const size = this.unit === "seconds" ? this.total / 100 : 1;
    const near = 1e-6;
    const at = this.value / size;
    this.play(false);
    this.seek(size * (by > 0 ? Math.floor(at + near) + 1 : Math.ceil(at - near) - 1));
  }

  toggle() {
    if (!this.playing && this.value >= this.total) this.value = 0;
    this.play(!this.playing);
    this.tell();
  }

  play(playing) {
    this.playing = playing;
    const path = this.button.querySelector("path");
    path.setAttribute("d", playing ? ICONS.pause : ICONS.play);
    label(this.button, playing ? "Pause (space)" : "Play (space)");
    cancelAnimationFrame(this.frame);
    if (playing) {
      this.before = performance.now();
      this.frame = requestAnimationFrame((now) => this.tick(now));
    }
  }

  tick(now) {
    const seconds = Math.min((now - this.before) / 1000, 0.5);
    this.before = now;
    this.frame = requestAnimationFrame((later) => this.tick(later));
    this.seek(this.value + (seconds * Number(this.speeds.value) * this.total) / SECONDS);
  }

  key(event) {
    if (event.target.tagName === "SELECT" || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      ArrowLeft: () => this.step(-1),
      ArrowDown: () => this.step(-1),
      ArrowRight: () => this.step(1),
      ArrowUp: () => this.step(1),
      Home: () => this.seek(0),
      End: () => this.seek(this.total),
      " ": () => this.toggle(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  show() {
    const shown = (value) => (this.unit === "seconds" ? value.toFixed(1) : Math.floor(value + 1e-6));
    const told = `${shown(this.value)} / ${shown(this.total)}`;
    this.slider.value = this.value;
    this.slider.style.setProperty("--at", this.total ? this.value / this.total : 1);
    this.slider.setAttribute("aria-valuetext", `${told} ${this.unit}`);
    this.told.textContent = told;
    this.root.dataset.at = this.text;
    this.root.dataset.playing = Boolean(this.playing);
  }

  tell(unit) {
    this.send({ at: this.text, playing: Boolean(this.playing), unit: unit ?? this.unit });
  }

  async copy() {
    this.play(false);
    this.tell();
    const link = new URL(document.location.href);
    link.searchParams.set("at", this.text);
    link.searchParams.delete("play");
    try {
      await navigator.clipboard.writeText(link.href);
      this.say("Copied");
    } catch {
      this.say("The link is in the address bar");
    }
  }

  say(text) {
    this.link.dataset.said = text;
    setTimeout(() => delete this.link.dataset.said, 1800);
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    this.root.remove();
  }
}
