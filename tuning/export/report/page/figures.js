// The places of the page where figures are drawn, by the modules that the app's pages use, too.

import drawFigure from "browser/figure/index.js";
import drawLines from "browser/parallel_coordinates/index.js";

const drawn = new Map(); // by place: draws again what is there, in another theme or width

export function redraw() {
  drawn.forEach((again) => again());
}

export function place(name) {
  return document.querySelector(`[data-figure="${name}"]`);
}

// A Plotly figure at its place; nothing where the page has none.
export function figure(name, { data, layout }, height) {
  const parentElement = place(name);
  if (!parentElement) return;
  const { title, file } = parentElement.dataset;
  const points = data.reduce((sum, trace) => sum + (trace.x?.length ?? 0), 0);
  const text = JSON.stringify({ data, layout });
  const shown = { figure: text, points, height, name: title, title: "", file, key: name };
  const component = { parentElement, data: { ...shown, title: titleOf(title) } };
  drawn.set(name, () => drawFigure(component));
  drawFigure(component);
}

// For Plotly, which reads markup in texts.
function titleOf(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

// Parallel coordinates; `on` hears what a person does: `brush(ranges)` and `pick(number)`.
export function parallel(name, rows, look, on) {
  const parentElement = place(name);
  if (!parentElement) return;
  const spec = { axes: look.axes, color: "score", better: look.better, height: look.height, note: "" };
  const component = {
    parentElement,
    data: { rows, spec, file: parentElement.dataset.file },
    setStateValue: (_, brush) => on.brush(brush),
    setTriggerValue: (_, number) => on.pick(number),
  };
  drawn.set(name, () => drawLines(component));
  drawLines(component);
}
