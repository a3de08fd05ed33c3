// Parallel axes on a 2D canvas: one line a trial, a brush on each axis.
//
// One Chart lives as long as its element does. It holds what is drawn and decides when; how it is
// drawn is known to the modules beside this one. What is selected belongs to Python, which hears of
// each change and says the same to all figures. Data become text through textContent alone.

import { element, oneEach, textButton } from "../mount.js";
import { Turns, isBeside } from "../picking.js";
import { Versions } from "../versions.js";
import { Brush } from "./brush.js";
import { readTheme } from "./colors.js";
import { Handles } from "./handles.js";
import { saveImage } from "./image.js";
import { Layers } from "./layers.js";
import { layOut } from "./layout.js";
import { nearest } from "./lines.js";
import { Rows, readColumns } from "./rows.js";
import { Scale, clamp01 } from "./scales.js";
import { Tip } from "./tip.js";

const HINT = "drag along an axis to select · click a line to pick its trial, with Shift several";
const FADE_MS = 420;

export default oneEach((component) => new Chart(component.parentElement));

class Chart {
  constructor(parent) {
    parent.querySelectorAll(":scope > .pc-root").forEach((old) => old.remove());
    this.root = element("div", "pc-root", parent);
    this.root.dataset.testid = "parallel-coordinates";
    this.stage = element("div", "pc-stage", element("div", "pc-scroll", this.root));
    this.layers = new Layers(this.stage);
    this.handles = new Handles(this.stage, this);
    this.tip = new Tip(this.root);
    this.buildFoot();
    this.brush = new Brush();
    this.turns = new Turns("selected");
    this.versions = new Versions();
    this.specText = "";
    this.fresh = new Set();
    this.hover = -1;
    this.hoverNumber = null;
    this.frame = 0;
    this.stale = { base: false, over: false };
    this.listen(this.layers.over);
    this.watchPixels();
  }

  buildFoot() {
    const foot = element("div", "pc-foot", this.root);
    element("span", "pc-hint", foot).textContent = HINT;
    this.note = element("span", "pc-note", foot);
    this.count = element("span", "pc-count", foot);
    this.count.setAttribute("aria-live", "polite");
    this.clear = this.button("clear selection", foot, () => {
      this.brush.clear();
      this.recount();
      this.report();
    });
    this.button("Save as PNG", foot, () => saveImage(this, this.streamlit.data.file));
  }

  button(text, parent, click) {
    return textButton(text, parent, click, "pc-button");
  }

  listen(surface) {
    surface.addEventListener("pointermove", (event) => this.point(event));
    surface.addEventListener("pointerleave", () => this.highlight(-1));
    surface.addEventListener("click", (event) => this.pick(event));
    this.resizes = new ResizeObserver(() => this.resized());
    this.resizes.observe(this.root);
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    this.resizes.disconnect();
    this.versions.leave();
    this.pixels.removeEventListener("change", this.pixelsChanged);
    this.root.remove();
  }

  // A window moved to a screen of another pixel density must be drawn again.
  watchPixels() {
    this.pixels?.removeEventListener("change", this.pixelsChanged);
    this.pixels = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    this.pixelsChanged = () => {
      this.watchPixels();
      this.paint("base", "over");
    };
    this.pixels.addEventListener("change", this.pixelsChanged);
  }

  // ------------------------------------------------------------ updates

  update(component) {
    const drawing = this.versions.take(component);
    if (!drawing) return; // what is drawn stays until all of it comes
    this.streamlit = component;
    const { brush, picked, turn, ...spec } = component.data.spec;
    const specText = JSON.stringify(spec);
    const theme = readTheme(this.root);
    const names = spec.axes.map((axis) => axis.name);
    const [number, ...columns] = readColumns(drawing);
    const newSpec = specText !== this.specText;
    const newData = newSpec || !this.rows.hasSame(number, columns);
    const newTheme = theme.signature !== this.theme?.signature;
    this.theme = theme;
    const free = !this.handles.drag && this.turns.takes(turn);
    const another = free && this.brush.take(brush, picked);
    if (!newSpec && !newData && !newTheme && !another) return;
    if (newSpec) this.takeSpec(spec, specText, names);
    if (newData) this.takeRows(number, columns);
    const dropped = this.brush.keepOnly(names);
    this.layOut();
    this.recount();
    if (dropped) this.report();
  }

  takeSpec(spec, text, names) {
    this.specText = text;
    this.spec = spec;
    this.scales = spec.axes.map((axis) => new Scale(axis));
    this.score = names.indexOf(spec.color);
    this.note.textContent = spec.note;
    this.handles.build();
  }

  takeRows(number, columns) {
    const before = this.rows;
    this.rows = new Rows(number, columns, this.score, this.scales[this.score], this.spec.better);
    const moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.fresh = before && moves ? this.rows.changedSince(before) : new Set();
    if (this.fresh.size) this.fadeStart = performance.now();
    this.hover = this.hoverNumber === null ? -1 : number.indexOf(this.hoverNumber);
  }

  // Finds the rows inside the brush, and says how many they are.
  recount() {
    const { brush, root } = this;
    brush.apply(this.rows, this.spec.axes);
    const rows = this.rows.number.length;
    root.dataset.rows = rows;
    root.dataset.selected = brush.selected;
    root.dataset.brush = JSON.stringify(brush);
    const [some, all] = [brush.selected, rows].map((count) => count.toLocaleString("en"));
    this.count.textContent = brush.isOn ? `${some} of ${all} selected` : "";
    this.clear.hidden = !brush.isOn;
    this.layers.base.setAttribute(
      "aria-label",
      `Parallel coordinates: ${rows} trials over ${this.scales.length} axes, ` +
        (brush.isOn ? `${brush.selected} selected` : "none selected"),
    );
    this.handles.describe();
    this.paint("base", "over");
  }

  // ------------------------------------------------------------ the brush

  // Sets the range of an axis, or removes it; `tell` says it to Python.
  setRange(k, range, tell) {
    this.brush.set(this.spec.axes[k].name, range);
    this.recount();
    if (tell) this.report();
  }

  report() {
    const { brush } = this;
    this.turns.report(this.streamlit, { brush: brush.toJSON(), picked: [...brush.picked] });
  }

  // ------------------------------------------------------------ the mouse on lines

  rowAt(event) {
    if (!this.plot || this.rows.number.length === 0) return -1;
    const box = this.stage.getBoundingClientRect();
    return nearest(this, event.clientX - box.left, event.clientY - box.top);
  }

  point(event) {
    if (this.handles.drag) return;
    this.mouse = { x: event.clientX, y: event.clientY };
    this.highlight(this.rowAt(event));
    this.layers.over.style.cursor = this.hover >= 0 ? "pointer" : "default";
  }

  highlight(i) {
    if (i !== this.hover) {
      this.hover = i;
      this.hoverNumber = i < 0 ? null : this.rows.number[i];
      this.tip.fill(this, i);
      this.paint("over");
    }
    if (i >= 0) this.tip.place(this.mouse);
  }

  pick(event) {
    const i = this.rowAt(event);
    if (i < 0) return;
    this.brush.pick(this.rows.number[i], isBeside(event));
    this.recount();
    this.report();
  }

  // ------------------------------------------------------------ when it is drawn

  resized() {
    if (this.spec && this.root.clientWidth !== this.plot?.outer) {
      this.layOut();
      this.paint("base", "over");
    }
  }

  // In a hidden tab there is no width yet: the observer calls again.
  layOut() {
    const plot = layOut(this.root.clientWidth, this, this.layers.base.getContext("2d"));
    if (!plot) return;
    this.plot = plot;
    this.stage.style.width = `${plot.width}px`;
    this.stage.style.height = `${plot.full}px`;
    this.handles.place(plot, this.theme.size);
  }

  paint(...layers) {
    layers.forEach((layer) => (this.stale[layer] = true));
    if (!this.frame) this.frame = requestAnimationFrame((now) => this.drawFrame(now));
  }

  drawFrame(now) {
    this.frame = 0;
    if (!this.plot || !this.spec) return;
    let fade = 1;
    if (this.fresh.size) {
      fade = (now - this.fadeStart) / FADE_MS;
      if (fade >= 1) {
        this.fresh.clear();
        this.stale.base = true;
      }
      this.stale.over = true;
    }
    if (this.stale.base) this.layers.drawBase(this);
    if (this.stale.over) this.layers.drawOver(this, clamp01(fade));
    this.stale = { base: false, over: false };
    if (this.fresh.size) this.paint("over");
  }
}
