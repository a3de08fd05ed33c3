// Trials in a figure: how the selected ones are drawn, and which a person picks.
//
// A trace says in `meta.trials` whose it is: "points", where its customdata has a trial's number
// a point (or a list of them), or a list of the trials that the whole trace shows.

import { Turns, afterClick, isBeside } from "../picking.js";
import { unpacked } from "../arrays.js";

const FADED = 0.15;
const RING = { size: 9, width: 2 }; // pixels: wider than what it stands around, and its line

export class Picks {
  // `changed` is called when the person has picked, to draw it at once.
  constructor(changed) {
    this.turns = new Turns("picked");
    this.changed = changed;
    this.picked = [];
    this.selected = null;
  }

  // What Python says: the trials picked one by one, and all that are selected, null for none.
  take(component) {
    this.component = component;
    const { picks } = component.data;
    if (!picks || !this.turns.takes(picks.turn)) return;
    this.picked = picks.picked;
    this.selected = picks.selected && new Set(picks.selected);
  }

  get isOn() {
    return Boolean(this.component?.data.picks);
  }

  // Changes with what is to be drawn otherwise.
  get signature() {
    return this.selected ? `of ${[...this.selected]}` : "";
  }

  // Draws the selected as they are and fades the rest, in traces that are not drawn yet; or, where
  // nothing is to be faded, a ring around the selected.
  show(data, layout, node) {
    if (!this.isOn) return;
    const { fades } = this.component.data.picks;
    node.classList.toggle("live-figure-fading", Boolean(this.selected) && fades);
    layout.selectionrevision = this.signature; // ours counts, not what Plotly remembers
    layout.selections = [];
    if (!fades) {
      if (this.selected) data.push(...data.flatMap((trace) => this.marked(trace, layout)));
      return;
    }
    for (const trace of data) {
      const whose = trace.meta?.trials;
      if (!whose || !this.selected) continue;
      if (whose !== "points") {
        if (!this.holds(whose)) trace.opacity = FADED * (trace.opacity ?? 1);
      } else if (trace.type !== "heatmap" && trace.mode !== "lines") {
        const trials = unpacked(trace.customdata);
        trace.selectedpoints = [...trials.keys()].filter((k) => this.holds(trials[k]));
        trace.selected ??= { marker: { opacity: 1, ...larger(trace) } };
        trace.unselected ??= { marker: { opacity: FADED } };
      }
    }
  }

  // Marks the selected in a trace: bars get a frame, points have a ring, which is a trace of its own.
  marked(trace, layout) {
    if (trace.meta?.trials !== "points" || !(trace.type === "bar" || trace.mode === "markers")) return [];
    const held = unpacked(trace.customdata).map((trials) => this.holds(trials));
    const { color } = layout.template.layout.font;
    if (trace.type === "bar") {
      trace.marker = { ...trace.marker, line: { color, width: held.map((is) => (is ? RING.width : 0)) } };
      return [];
    }
    const [x, y] = [trace.x, trace.y].map((values) => unpacked(values).filter((_, k) => held[k]));
    const marker = { symbol: "circle-open", size: trace.marker.size + RING.size, color, line: { width: RING.width } };
    const look = { hoverinfo: "skip", cliponaxis: trace.cliponaxis, showlegend: false };
    return x.length ? [{ type: "scatter", mode: "markers", uid: `${trace.uid}-selected`, x, y, marker, ...look }] : [];
  }

  holds(trials) {
    return [trials].flat().some((number) => this.selected.has(number));
  }

  // Listens to a node that Plotly draws in.
  listen(node) {
    node.on("plotly_click", ({ points, event }) => {
      // Plotly names every trace under the mouse where hovering compares them: the first is meant.
      const trials = points.map(trialsOf).find((found) => found.length);
      if (trials) this.report(afterClick(this.picked, trials, isBeside(event)));
    });
    node.on("plotly_selected", (event) => {
      const trials = (event?.points ?? []).flatMap(trialsOf);
      if (trials.length) this.report(trials);
    });
    node.on("plotly_legendclick", ({ curveNumber, data, event }) => {
      const whose = data[curveNumber].meta?.trials;
      if (!this.isOn || !Array.isArray(whose)) return true;
      this.report(afterClick(this.picked, whose, isBeside(event)));
      return false;
    });
    node.on("plotly_hover", ({ points }) => {
      const some = this.isOn && points.some((point) => trialsOf(point).length);
      node.classList.toggle("live-figure-trial", some);
    });
    node.on("plotly_unhover", () => node.classList.remove("live-figure-trial"));
  }

  // `everything`: a brush is let go of, too.
  report(trials, everything = false) {
    if (!this.isOn) return;
    this.picked = [...new Set(trials)];
    this.selected = this.picked.length ? new Set(this.picked) : null;
    this.turns.report(this.component, { trials: this.picked, everything });
    this.changed();
  }
}

const larger = ({ marker }) => (marker?.size > 0 ? { size: 1.4 * marker.size } : {});

// The trials that a point stands for.
export function trialsOf({ data, customdata }) {
  const whose = data.meta?.trials;
  const found = whose === "points" ? [customdata].flat() : (whose ?? []);
  return found.filter((number) => Number.isFinite(number));
}
