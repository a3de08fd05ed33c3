// A Plotly figure updated in place with Plotly.react.
//
// The node Plotly draws in stays the same and `uirevision` is constant, so zoom and legend choices
// survive. Plotly itself is loaded once a page, from the app's own address.

import { element, oneEach } from "../mount.js";
import { Versions } from "../versions.js";
import { imageButtons, saveImage } from "./image.js";
import { Keyboard } from "./keyboard.js";
import { enlarged, enlargement, heightOf } from "./large.js";
import { Line } from "./line.js";
import { Picks } from "./picks.js";
import { Sight } from "./sight.js";
import { DataTable } from "./table.js";
import { merge, themeTemplate } from "./template.js";

const HELD_MS = 150; // between two looks whether a person still drags

export default oneEach((component) => new LiveFigure(component.parentElement));

// All figures of a page share one Plotly, whose address comes with each figure's first version.
let address = "";

function loadPlotly() {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  window.tuningPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      window.tuningPlotly = undefined; // the next update tries again
      reject(new Error(`could not load ${address}`));
    };
    document.head.append(script);
  });
  return window.tuningPlotly;
}

// Each figure is drawn in a task of its own, after what the person and the server have sent.
function aTurn() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

// Plotly keeps legend choices by uid: traces that come later must not take another's place.
function nameTraces(traces) {
  const seen = new Map();
  traces.forEach((trace) => {
    const name = `${trace.type ?? "scatter"}-${trace.name ?? ""}`;
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    // Plotly puts it into CSS selectors as it is.
    trace.uid = (trace.uid ?? `${name}-${count}`).replace(/[^A-Za-z0-9_-]/g, "_");
  });
}

// Made once a figure: of another one, be it equal, Plotly makes a new plot, without zoom.
function configOf(figure) {
  return {
    displaylogo: false,
    responsive: false,
    // Nothing leaves the machine: no button that shares, and no address to share with.
    plotlyServerURL: "",
    edits: { shapePosition: figure.line.isOn },
    modeBarButtonsToAdd: imageButtons(figure),
    modeBarButtonsToRemove: [
      "sendChartToCloud",
      "toImage",
      ...(figure.picks.isOn ? [] : ["select2d", "lasso2d"]),
      "autoScale2d",
      "zoomIn2d",
      "zoomOut2d",
    ],
  };
}

class LiveFigure {
  constructor(parent) {
    parent.querySelectorAll(":scope > .live-figure").forEach((old) => old.remove());
    this.root = element("div", "live-figure", parent);
    this.root.dataset.testid = "live-figure";
    this.message = element("div", "live-figure-message", this.root);
    this.message.hidden = true;
    this.node = element("div", "", this.root);
    this.table = new DataTable((format) => saveImage(this, format));
    this.picks = new Picks(() => this.draw());
    this.keyboard = new Keyboard(this.root, this.node, this.picks);
    this.line = new Line();
    this.versions = new Versions();
    this.config = null;
    this.root.append(this.table.details);
    this.drawn = "";
    this.busy = false;
    this.sight = new Sight(this.root, () => this.draw());
    this.resizes = new ResizeObserver(() => this.resized());
    this.resizes.observe(this.root);
  }

  destroy() {
    this.resizes.disconnect();
    clearTimeout(this.timer);
    this.sight.leave();
    this.versions.leave();
    if (window.Plotly && this.drawn) window.Plotly.purge(this.node);
    this.root.remove();
  }

  update(component) {
    const { data } = component;
    const drawing = this.versions.take(component);
    if (!drawing) return; // what is drawn stays until all of it comes
    address = data.plotly ?? address;
    this.wanted = { title: data.name, ...data, drawing, version: data.drawing.version };
    this.picks.take(component);
    this.line.take(component);
    this.config ??= configOf(this);
    this.root.dataset.key = data.key;
    this.root.style.minHeight = `${heightOf(data.height, enlargement())}px`;
    this.draw();
  }

  // One drawing at a time, always of the newest data, and never under a drag of the person.
  async draw() {
    if (!this.wanted || this.busy || !this.root.isConnected || !this.root.clientWidth) return;
    if (this.isHeld()) return;
    const { drawing, version, points } = this.wanted;
    const by = enlargement();
    const height = heightOf(this.wanted.height, by);
    const template = themeTemplate(this.root);
    const signature = `${by}|${height}|${JSON.stringify(template)}|${this.picks.signature}|${version}`;
    if (signature === this.drawn) return;
    if (this.drawn && this.sight.waits()) return;
    this.busy = true;
    try {
      const plotly = await loadPlotly();
      await aTurn();
      if (this.isHeld()) return; // pressed in the meantime
      const said = structuredClone(drawing); // what is drawn is written into
      said.layout.template = merge(template, said.layout.template);
      const { data, layout } = enlarged(said, by);
      nameTraces(data);
      layout.uirevision ??= "live";
      layout.height = height;
      layout.autosize = true;
      this.picks.show(data, layout, this.node);
      this.width = this.root.clientWidth;
      layout.width = this.width;
      await plotly.react(this.node, data, layout, this.config);
      if (!this.drawn) {
        this.node.on("plotly_afterplot", () => this.tell());
        this.picks.listen(this.node);
        this.keyboard.listen();
        this.line.listen(this.node, () => (this.drawn = " "));
      }
      this.drawn = signature;
      this.tell();
      this.table.update(drawing);
      this.root.dataset.points = points;
      this.message.hidden = true;
    } catch (error) {
      console.error(error);
      this.message.textContent = "The figure could not be drawn. Reload the page to try again.";
      this.message.hidden = false;
      return;
    } finally {
      this.busy = false;
    }
    this.draw(); // nothing, unless something else is wanted by now
  }

  // Whether a person drags in it, who would lose what they hold; it is drawn once they let go.
  isHeld() {
    if (!this.node._dragging) return false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.resized();
      this.draw();
    }, HELD_MS);
    return true;
  }

  // For who hears the page or has no mouse: one picture with a name, whose points are reached by
  // keys; its numbers are in the table.
  tell() {
    this.node.querySelectorAll(".main-svg").forEach((svg, k) => {
      if (k) return svg.setAttribute("aria-hidden", "true");
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", `Chart: ${this.wanted.name}`);
    });
    const bar = this.node.querySelector(".modebar-container");
    bar?.setAttribute("aria-hidden", "true");
    bar?.querySelectorAll("a, button").forEach((button) => (button.tabIndex = -1));
    this.keyboard.drawn(this.wanted.name);
  }

  resized() {
    const width = this.root.clientWidth;
    if (!this.drawn) this.draw();
    else if (width && width !== this.width && !this.busy && !this.isHeld()) {
      this.width = width;
      window.Plotly.relayout(this.node, { width });
    }
  }
}
