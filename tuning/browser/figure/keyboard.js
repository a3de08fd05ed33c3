// A figure by keyboard: arrow keys go from point to point, each shown and said as if hovered; Enter
// picks its trial, Escape lets go of all that is selected.

import { element } from "../mount.js";
import { afterClick, isBeside } from "../picking.js";
import { linesOf, moved, placeOf } from "./walk.js";

const HUSH_MS = 120; // who walks fast hears the point they stop at; Plotly shows it by then
const MOVES = "Arrow keys: next point.";
const PICKS = `${MOVES} Enter: select, with Shift several. Escape: clear.`;
let figures = 0;

export class Keyboard {
  constructor(root, node, picks) {
    this.node = node;
    this.picks = picks;
    this.help = element("div", "live-figure-keys", root);
    this.help.id = `live-figure-keys-${(figures += 1)}`;
    this.said = element("div", "live-figure-said", root);
    this.said.setAttribute("aria-live", "polite");
    node.tabIndex = 0;
    node.setAttribute("role", "application");
    node.setAttribute("aria-describedby", this.help.id);
    node.addEventListener("keydown", (event) => this.press(event));
    node.addEventListener("blur", () => this.leave());
  }

  // Listens to a node that Plotly draws in: a mouse that goes away, or was under what scrolled, does
  // not take from view the point that a person stands at.
  listen() {
    this.node.on("plotly_unhover", () => setTimeout(() => this.at && this.hover()));
  }

  // Called whenever something was drawn: the point that a person stands at is shown again.
  drawn(name) {
    this.node.setAttribute("aria-label", `Points of ${name}`);
    this.help.textContent = this.picks.isOn ? PICKS : MOVES;
    this.lines = null;
    if (!this.at || document.activeElement !== this.node) return;
    const again = placeOf(this.stops(), this.at);
    if (!again) return this.leave();
    this.at = again;
    this.hover();
  }

  stops() {
    return (this.lines ??= linesOf(this.node));
  }

  press(event) {
    if (event.altKey || !this.node.calcdata) return;
    const { key } = event;
    if (key === "Enter" || key === " ") this.pick(isBeside(event));
    else if (event.ctrlKey || event.metaKey) return; // the browser's own: back, the page's end
    else if (!(key === "Escape" ? this.escape() : this.move(key))) return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Whether it was a key that moves.
  move(key) {
    const lines = this.stops();
    const next = this.at ? moved(lines, this.at, key) : key.startsWith("Arrow") && this.first(lines);
    if (!next) return next === null;
    this.at = next;
    this.hover();
    const line = lines[next.line];
    const are = this.selects(next) ? " Selected." : "";
    this.say(() => `${this.label()}${are} Point ${line.indexOf(next) + 1} of ${line.length}.`);
    return true;
  }

  // Where one begins: at a selected trial, else at the first point that stands for any.
  first(lines) {
    const stops = lines.flat();
    const own = stops.find((stop) => this.selects(stop)) ?? stops.find(({ trials }) => trials.length);
    return own ?? stops[0] ?? null;
  }

  selects({ trials }) {
    const { isOn, selected } = this.picks;
    return Boolean(isOn && selected && trials.some((number) => selected.has(number)));
  }

  hover() {
    window.Plotly.Fx.hover(this.node, [this.at.hover], this.at.subplot);
  }

  // What is read beside the point.
  label() {
    const texts = [...this.node.querySelectorAll(".hoverlayer .hovertext text")];
    const lines = texts.flatMap((text) => {
      const rows = [...text.querySelectorAll(".line")];
      return (rows.length ? rows : [text]).map((row) => row.textContent.trim());
    });
    const label = lines.filter(Boolean).join(", ");
    return label && `${label}.`;
  }

  pick(beside) {
    const trials = this.at?.trials ?? [];
    if (!this.picks.isOn) return;
    if (!trials.length) return this.say(() => (this.at ? "No trial stands here." : ""));
    this.picks.report(afterClick(this.picks.picked, trials, beside));
    const { picked } = this.picks;
    const which = trials.length === 1 ? `Trial ${trials[0]}` : `${trials.length} trials`;
    const are = trials.every((number) => picked.includes(number)) ? "selected" : "no longer selected";
    this.say(() => `${which} ${are}, ${picked.length} in all.`);
  }

  // Whether there was something to let go of.
  escape() {
    const { isOn, selected, picked } = this.picks;
    const some = isOn && Boolean(selected || picked.length);
    if (some) {
      this.picks.report([], true);
      this.say(() => "Nothing is selected.");
    }
    const stood = Boolean(this.at);
    this.leave();
    return some || stood;
  }

  say(text) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.said.textContent = text()), HUSH_MS);
  }

  leave() {
    if (!this.at) return;
    this.at = null;
    window.Plotly.Fx.unhover(this.node);
  }
}
