// One element an axis that takes drags and keys, and its label above.

import { element } from "../mount.js";
import { dragged, partAt, rangeAt, stepped } from "./brush.js";
import { clamp01 } from "./scales.js";

const CURSORS = { free: "crosshair", inside: "grab", low: "ns-resize", high: "ns-resize" };
const REMOVE = ["Escape", "Delete", "Backspace"];

// Reads the chart's spec, scales, rows, plot and brush; tells it what a person did.
export class Handles {
  constructor(stage, chart) {
    this.stage = stage;
    this.chart = chart;
    this.handles = [];
    this.labels = [];
    this.names = "";
    this.drag = null;
  }

  // Axes of other names get other elements: what held the focus keeps it while they stay.
  build() {
    const { axes } = this.chart.spec;
    const names = axes.map((axis) => axis.name).join("\n");
    if (names !== this.names) {
      this.names = names;
      [...this.handles, ...this.labels].forEach((node) => node.remove());
      this.handles = axes.map((axis, k) => this.handle(axis, k));
      this.labels = axes.map(() => {
        const label = element("div", "pc-label", this.stage);
        element("span", "", label);
        return label;
      });
    }
    axes.forEach((axis, k) => {
      this.labels[k].firstChild.textContent = axis.label;
      this.labels[k].classList.toggle("pc-score", k === this.chart.score);
      this.handles[k].title = "";
    });
  }

  handle(axis, k) {
    const handle = element("div", "pc-axis", this.stage);
    handle.dataset.axis = axis.name;
    handle.tabIndex = 0;
    handle.setAttribute("role", "group");
    handle.addEventListener("pointerdown", (event) => this.grab(event, k));
    handle.addEventListener("pointermove", (event) => this.pull(event, k));
    handle.addEventListener("pointerup", (event) => this.release(event, k));
    handle.addEventListener("pointercancel", () => this.abandon(k));
    handle.addEventListener("dblclick", () => this.chart.setRange(k, null, true));
    handle.addEventListener("keydown", (event) => this.press(event, k));
    handle.addEventListener("pointerleave", () => this.chart.highlight(-1));
    return handle;
  }

  // Where they stand: above and on the axes of the plot.
  place({ xs, top, height, gap, width, head }, size) {
    this.handles.forEach((handle, k) => {
      handle.style.left = `${xs[k]}px`;
      handle.style.top = `${top}px`;
      handle.style.height = `${height}px`;
      const label = this.labels[k];
      const room = Math.min(gap, 2 * xs[k], 2 * (width - xs[k]));
      label.style.left = `${xs[k]}px`;
      label.style.width = `${room - 6}px`;
      label.style.height = `${head}px`;
      label.style.fontSize = `${size * 0.86}px`;
    });
  }

  // Says each axis' range to who does not see it.
  describe() {
    this.handles.forEach((handle, k) => {
      const scale = this.chart.scales[k];
      const range = this.range(k);
      const { label } = this.chart.spec.axes[k];
      const what = range ? `${scale.text(range[0])} to ${scale.text(range[1])}` : "everything";
      const help = "Enter sets a range, arrows move it, Escape removes it.";
      handle.setAttribute("aria-label", `${label}: ${what}. ${help}`);
    });
  }

  range(k) {
    return this.chart.brush.get(this.chart.spec.axes[k].name);
  }

  values(k, ends) {
    const { scales, rows, plot } = this.chart;
    return rangeAt(ends, scales[k], rows.columns[k], plot.height);
  }

  part(k, at) {
    return partAt(at, this.chart.scales[k], this.range(k), this.chart.plot.height);
  }

  positionOf(event) {
    const { top, height } = this.chart.plot;
    return 1 - (event.clientY - this.stage.getBoundingClientRect().top - top) / height;
  }

  grab(event, k) {
    if (event.button !== 0) return;
    this.handles[k].setPointerCapture(event.pointerId);
    this.chart.highlight(-1);
    const at = clamp01(this.positionOf(event));
    const range = this.range(k);
    const edges = range ? this.chart.scales[k].edges(range) : [at, at];
    this.drag = { at, part: this.part(k, at), edges, range, y: event.clientY, moved: false };
  }

  pull(event, k) {
    const at = this.positionOf(event);
    if (!this.drag) {
      this.handles[k].style.cursor = CURSORS[this.part(k, at)];
      this.chart.point(event);
      return;
    }
    if (!this.drag.moved && Math.abs(event.clientY - this.drag.y) < 3) return;
    this.drag.moved = true;
    this.chart.setRange(k, this.values(k, dragged(this.drag, at)), false);
  }

  release(event, k) {
    if (!this.drag) return;
    const { moved, part } = this.drag;
    this.drag = null;
    if (moved) this.chart.report();
    else if (!this.range(k)) this.chart.pick(event);
    else if (part === "free") this.chart.setRange(k, null, true);
    this.chart.paint("base");
  }

  abandon(k) {
    if (!this.drag) return;
    const { range } = this.drag;
    this.drag = null;
    this.chart.setRange(k, range, false);
  }

  press(event, k) {
    const range = this.range(k);
    const arrow = event.key === "ArrowUp" || event.key === "ArrowDown";
    if (REMOVE.includes(event.key)) {
      if (range) this.chart.setRange(k, null, true);
    } else if (event.key === "Enter" && !range) {
      this.chart.setRange(k, this.values(k, [0.5, 1]), true);
    } else if (range && arrow) {
      const scale = this.chart.scales[k];
      const ends = stepped(scale.edges(range), scale, event.key === "ArrowUp", event.shiftKey);
      this.chart.setRange(k, this.values(k, ends), true);
    } else return;
    event.preventDefault();
  }
}
