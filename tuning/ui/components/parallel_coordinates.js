// Parallel axes on a 2D canvas.
//
// Streamlit calls the default export at the mount and again whenever the data or the theme
// change. One Chart lives as long as the element does and owns the brush. Three layers: the
// lower canvas holds lines, axes and brush; the upper one holds the line under the mouse and
// the lines that are just appearing; above both, one DOM element an axis takes the drags.
// Data become text through textContent alone.

const HINT = "drag along an axis to select · click a line to open the trial";
const FADE_MS = 420;
const EDGE = 7; // px at the end of a brush that resize it
const NEAR = 14; // px from the mouse to a line that count as pointing at it
const COLORS = 64;
// Lines one device pixel wide are five times faster to draw in software, so only so many of
// the best may be wider.
const WIDE = 120;

const charts = new WeakMap();

export default function (component) {
  const parent = component.parentElement;
  let chart = charts.get(parent);
  if (!chart) {
    chart = new Chart(parent, component.data.spec.brush);
    charts.set(parent, chart);
  }
  chart.update(component);
  // Streamlit may run this clean-up when an update overtakes another: destroy only what is
  // really gone from the page.
  return () =>
    setTimeout(() => {
      if (!chart.root.isConnected) {
        chart.destroy();
        charts.delete(parent);
      }
    }, 0);
}

// ---------------------------------------------------------------- values and positions

// Where values of an axis lie between 0 (bottom) and 1 (top), and back.
class Scale {
  constructor(axis) {
    this.axis = axis;
    this.log = axis.scale === "log";
    this.category = axis.scale === "category";
    let { low, high } = axis;
    // Few whole values: each gets a band of its own, and lines fan out inside it.
    this.discrete = this.category || (axis.integer && !this.log && high - low <= 12);
    if (this.discrete) {
      low -= 0.5;
      high += 0.5;
    } else if (low === high) {
      const by = Math.abs(low) * 0.1 || 0.5;
      [low, high] = this.log ? [low / 2, high * 2] : [low - by, high + by];
    }
    this.start = this.log ? Math.log(low) : low;
    this.span = (this.log ? Math.log(high) : high) - this.start;
    this.low = low;
    this.high = high;
    this.texts = new Map(axis.ticks.map(([value, text]) => [value, text]));
    this.ticks = axis.ticks.length ? axis.ticks : this.niceTicks();
  }

  at(value) {
    if (Number.isNaN(value)) return NaN;
    const raw = this.log ? (value > 0 ? Math.log(value) : -Infinity) : value;
    return Math.min(1, Math.max(0, (raw - this.start) / this.span));
  }

  // The value at a position, rounded to what a pixel can tell; the ends are exact.
  value(at) {
    if (at <= 0) return this.low;
    if (at >= 1) return this.high;
    const raw = this.start + at * this.span;
    if (this.log) return Number(Math.exp(raw).toPrecision(4));
    const digits = Math.max(0, Math.min(15, 3 - Math.floor(Math.log10(this.span))));
    return Number(raw.toFixed(digits));
  }

  // Both ends moved onto whole bands, as the values in them; null when there is none.
  snap(low, high) {
    if (!this.discrete) return [low, high];
    const { low: first, high: last } = this.axis;
    const clamp = (code) => Math.min(last, Math.max(first, code));
    return [clamp(Math.round(low)), clamp(Math.round(high))];
  }

  // Where a range is drawn: whole bands for categories.
  edges([low, high]) {
    return this.discrete ? [this.at(low - 0.5), this.at(high + 0.5)] : [this.at(low), this.at(high)];
  }

  niceTicks() {
    const { low, high } = this.axis;
    if (low === high) return [[low, this.text(low)]];
    if (this.log) return this.logTicks(low, high);
    let step = niceStep((high - low) / 5);
    if (this.axis.integer) step = Math.max(1, Math.round(step));
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    const ticks = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
      const value = Number((i * step).toPrecision(12));
      const plain = Math.abs(value) < 1e5 && (digits <= 4 || value === 0);
      ticks.push([value, plain ? value.toFixed(digits) : short(value, 3)]);
    }
    return ticks;
  }

  logTicks(low, high) {
    const inside = (value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
    const two = (value) => Number.isInteger(Math.log2(value));
    if (this.axis.integer && two(low) && high / low <= 4096) {
      const ticks = [];
      for (let value = low; inside(value); value *= 2) ticks.push([value, String(value)]);
      return thin(ticks, 7);
    }
    const first = Math.floor(Math.log10(low));
    const last = Math.ceil(Math.log10(high));
    const few = Math.log10(high / low) < 1.7;
    const exponent = low < 0.009 || high >= 1e5;
    const ticks = [];
    for (let power = first; power <= last; power++) {
      for (const factor of few ? [1, 2, 5] : [1]) {
        const value = Number(`${factor}e${power}`);
        if (!inside(value)) continue;
        ticks.push([value, exponent && power !== 0 ? `${factor}e${power}` : String(value)]);
      }
    }
    return ticks.length > 1 ? thin(ticks, 7) : [[low, short(low, 2)], [high, short(high, 2)]];
  }

  text(value) {
    if (this.texts.has(value)) return this.texts.get(value);
    return this.axis.integer ? String(Math.round(value)) : short(value, 4);
  }
}

function niceStep(raw) {
  const power = 10 ** Math.floor(Math.log10(raw));
  const part = raw / power;
  return power * (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10);
}

function thin(ticks, most) {
  const every = Math.ceil(ticks.length / most);
  return ticks.filter((_, i) => i % every === 0);
}

function short(value, digits) {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 0.001 || size >= 1e6) {
    return value.toExponential(digits - 1).replace(/\.?0+e/, "e").replace("e+", "e");
  }
  return String(Number(value.toPrecision(digits)));
}

const clamp01 = (value) => Math.min(1, Math.max(0, value));

// ---------------------------------------------------------------- colour

// Lightness runs evenly away from the background: the worst lines sink into it, the best stand
// out. Stops are [position, lightness, chroma, hue] in OKLCH.
const DARK = [[0, 0.44, 0.035, 275], [0.35, 0.59, 0.1, 240], [0.7, 0.75, 0.14, 170], [1, 0.92, 0.19, 108]];
const LIGHT = [[0, 0.77, 0.035, 230], [0.35, 0.66, 0.11, 180], [0.7, 0.52, 0.13, 245], [1, 0.36, 0.2, 290]];

function palette(dark) {
  const stops = dark ? DARK : LIGHT;
  return Array.from({ length: COLORS }, (_, i) => {
    const t = i / (COLORS - 1);
    const k = Math.max(1, stops.findIndex((stop) => stop[0] >= t));
    const [a, b] = [stops[k - 1], stops[k]];
    const u = (t - a[0]) / (b[0] - a[0]);
    return oklch(...[1, 2, 3].map((j) => a[j] + (b[j] - a[j]) * u));
  });
}

function oklch(lightness, chroma, hue) {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channel = (x) => {
    const y = x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055;
    return Math.round(255 * clamp01(y));
  };
  const red = channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = channel(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return `rgb(${red},${green},${blue})`;
}

function readTheme(root) {
  const style = getComputedStyle(root);
  const get = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const theme = {
    text: get("--st-text-color", "#31333f"),
    background: get("--st-background-color", "#ffffff"),
    border: get("--st-border-color", "#d0d2d8"),
    primary: get("--st-primary-color", "#2f6fed"),
    font: style.fontFamily || "sans-serif",
    size: Math.min(20, Math.max(12, parseFloat(get("--st-base-font-size", "16px")) || 16)),
  };
  theme.signature = Object.values(theme).join("|");
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  probe.fillStyle = theme.background;
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  theme.dark = 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  theme.colors = palette(theme.dark);
  return theme;
}

// ---------------------------------------------------------------- the data as it arrives

// Columns of an Arrow table as Float64Array; an Arrow null is NaN here.
function readColumns(table, names) {
  return names.map((name) => {
    const vector = table.getChild(name);
    const out = new Float64Array(table.numRows);
    for (let i = 0; i < out.length; i++) {
      const value = vector.get(i);
      out[i] = value === null ? NaN : Number(value);
    }
    return out;
  });
}

function sameColumns(a, b) {
  return (
    a.length === b.length &&
    a.every((column, k) => column.length === b[k].length && column.every((v, i) => Object.is(v, b[k][i])))
  );
}

function element(tag, className, parent) {
  const node = document.createElement(tag);
  node.className = className;
  parent?.append(node);
  return node;
}

// ---------------------------------------------------------------- the chart

class Chart {
  constructor(parent, brush) {
    parent.querySelectorAll(":scope > .pc-root").forEach((old) => old.remove());
    this.root = element("div", "pc-root", parent);
    this.root.dataset.testid = "parallel-coordinates";
    this.scroll = element("div", "pc-scroll", this.root);
    this.stage = element("div", "pc-stage", this.scroll);
    this.base = element("canvas", "pc-base", this.stage);
    this.base.setAttribute("role", "img");
    this.over = element("canvas", "pc-over", this.stage);
    this.over.setAttribute("aria-hidden", "true");
    this.tip = element("div", "pc-tip", this.root);
    const foot = element("div", "pc-foot", this.root);
    element("span", "pc-hint", foot).textContent = HINT;
    this.noteText = element("span", "pc-note", foot);
    this.count = element("span", "pc-count", foot);
    this.count.setAttribute("aria-live", "polite");
    this.clear = element("button", "pc-clear", foot);
    this.clear.type = "button";
    this.clear.textContent = "clear selection";
    this.clear.onclick = () => this.setBrush({}, true);

    this.brush = new Map(Object.entries(brush ?? {}));
    this.scales = [];
    this.columns = [];
    this.handles = [];
    this.labels = [];
    this.fresh = new Set();
    this.hover = -1;
    this.hoverNumber = null;
    this.drag = null;
    this.frame = 0;
    this.stale = { base: false, over: false };
    this.specText = "";

    this.over.addEventListener("pointermove", (event) => this.point(event));
    this.over.addEventListener("pointerleave", () => this.highlight(-1));
    this.over.addEventListener("click", (event) => this.pick(event));
    this.resizes = new ResizeObserver(() => this.resized());
    this.resizes.observe(this.root);
    this.watchPixels();
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    this.resizes.disconnect();
    this.pixels?.removeEventListener("change", this.pixelsChanged);
    this.root.remove();
  }

  // A window moved to a screen of another pixel density must be drawn anew.
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
    this.streamlit = component;
    const { rows, spec } = component.data;
    const { brush, ...rest } = spec; // the brush here is only for a new mount
    const specText = JSON.stringify(rest);
    const theme = readTheme(this.root);
    const names = rest.axes.map((axis) => axis.name);
    const [number, ...columns] = readColumns(rows, ["number", ...names]);
    const newSpec = specText !== this.specText;
    const newData = newSpec || !sameColumns([number, ...columns], [this.number ?? [], ...this.columns]);
    const newTheme = theme.signature !== this.theme?.signature;
    this.theme = theme;
    if (!newSpec && !newData && !newTheme) return;
    if (newSpec) {
      this.specText = specText;
      this.spec = rest;
      this.scales = rest.axes.map((axis) => new Scale(axis));
      this.score = names.indexOf(rest.color);
      this.noteText.textContent = rest.note;
      this.buildHandles();
    }
    if (newData) this.takeData(number, columns);
    const gone = [...this.brush.keys()].filter((name) => !names.includes(name));
    gone.forEach((name) => this.brush.delete(name));
    this.layout();
    this.recount();
    if (gone.length) this.report();
  }

  takeData(number, columns) {
    const before = this.done;
    this.number = number;
    this.columns = columns;
    const score = columns[this.score];
    this.done = new Map(Array.from(number, (n, i) => [n, !Number.isNaN(score[i])]));
    const moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.fresh = new Set();
    if (before && moves) {
      number.forEach((n, i) => {
        if (before.get(n) !== this.done.get(n)) this.fresh.add(i);
      });
      if (this.fresh.size > 200) this.fresh.clear();
      if (this.fresh.size) this.fadeStart = performance.now();
    }
    this.rank();
    this.hover = this.hoverNumber === null ? -1 : number.indexOf(this.hoverNumber);
  }

  // Colour positions 0 (worst) to 1 (best), and the order of drawing: the best comes last. The
  // worst tenth shares one colour, so that a few failures do not make all the others look alike.
  rank() {
    const score = this.columns[this.score];
    const scale = this.scales[this.score];
    const flip = this.spec.better === "low";
    const good = Float64Array.from(score, (v) => (flip ? 1 - scale.at(v) : scale.at(v)));
    const known = good.filter((v) => !Number.isNaN(v)).sort();
    let from = known.length >= 20 ? known[Math.floor(known.length * 0.1)] : known[0];
    let to = known[known.length - 1];
    const tied = known.length > 1 && to - from < 1e-9;
    if (known.length && to - from < 1e-9) [from, to] = [from - 0.5, to];
    this.good = { from: from ?? 0, to: to ?? 1, shared: known.length >= 20, tied };
    this.color = good.map((v) => this.shade(v));
    const rows = Array.from(score.keys());
    this.pending = rows.filter((i) => Number.isNaN(score[i]));
    this.finished = rows.filter((i) => !Number.isNaN(score[i])).sort((a, b) => good[a] - good[b]);
    this.standing = new Int32Array(rows.length);
    this.inactive = this.columns.map(
      (column, k) => k !== this.score && column.some((v) => Number.isNaN(v)),
    );
  }

  // The colour position of a height on the score axis; bent, so that only the best are vivid.
  shade(good) {
    return clamp01((good - this.good.from) / (this.good.to - this.good.from)) ** 1.5;
  }

  recount() {
    const tests = this.spec.axes
      .map((axis, k) => [this.columns[k], this.brush.get(axis.name)])
      .filter(([, range]) => range)
      // The columns come with single precision: so must the ends, or they fall outside.
      .map(([column, range]) => [column, range.map(Math.fround)]);
    this.inside = Uint8Array.from(this.number, (_, i) =>
      tests.every(([column, [low, high]]) => column[i] >= low && column[i] <= high) ? 1 : 0,
    );
    this.selected = this.inside.reduce((sum, v) => sum + v, 0);
    const rows = this.number.length;
    const on = this.brush.size > 0;
    this.root.dataset.rows = rows;
    this.root.dataset.selected = this.selected;
    this.root.dataset.brush = JSON.stringify(Object.fromEntries(this.brush));
    const share = `${this.selected.toLocaleString("en")} of ${rows.toLocaleString("en")} selected`;
    this.count.textContent = on ? share : "";
    this.clear.hidden = !on;
    this.base.setAttribute(
      "aria-label",
      `Parallel coordinates: ${rows} trials over ${this.scales.length} axes, ` +
        (on ? `${this.selected} selected` : "none selected"),
    );
    this.handles.forEach((handle, k) => this.describe(handle, k));
    this.paint("base", "over");
  }

  describe(handle, k) {
    const { name, label } = this.spec.axes[k];
    const range = this.brush.get(name);
    const text = range
      ? `${label}: ${this.scales[k].text(range[0])} to ${this.scales[k].text(range[1])}`
      : `${label}: everything`;
    handle.setAttribute("aria-label", `${text}. Enter sets a range, arrows move it, Escape removes it.`);
  }

  // ------------------------------------------------------------ the brush

  setBrush(ranges, tell) {
    this.brush = new Map(Object.entries(ranges));
    this.recount();
    if (tell) this.report();
  }

  setRange(k, range, tell) {
    const name = this.spec.axes[k].name;
    const ranges = Object.fromEntries(this.brush);
    if (range) ranges[name] = range;
    else delete ranges[name];
    this.setBrush(ranges, tell);
  }

  report() {
    const text = JSON.stringify(Object.fromEntries(this.brush));
    if (text === this.reported) return;
    this.reported = text;
    this.streamlit.setStateValue("brush", JSON.parse(text));
  }

  buildHandles() {
    const names = this.spec.axes.map((axis) => axis.name).join("\n");
    if (names !== this.handleNames) {
      this.handleNames = names;
      [...this.handles, ...this.labels].forEach((node) => node.remove());
      this.handles = this.spec.axes.map((axis, k) => this.buildHandle(axis, k));
      this.labels = this.spec.axes.map(() => {
        const label = element("div", "pc-label", this.stage);
        element("span", "", label);
        return label;
      });
    }
    this.spec.axes.forEach((axis, k) => {
      this.labels[k].firstChild.textContent = axis.label;
      this.labels[k].classList.toggle("pc-score", k === this.score);
      this.handles[k].title = "";
    });
  }

  buildHandle(axis, k) {
    const handle = element("div", "pc-axis", this.stage);
    handle.dataset.axis = axis.name;
    handle.tabIndex = 0;
    handle.setAttribute("role", "group");
    handle.addEventListener("pointerdown", (event) => this.grab(event, k));
    handle.addEventListener("pointermove", (event) => this.pull(event, k));
    handle.addEventListener("pointerup", (event) => this.release(event, k));
    handle.addEventListener("pointercancel", () => this.abandon(k));
    handle.addEventListener("dblclick", () => this.setRange(k, null, true));
    handle.addEventListener("keydown", (event) => this.press(event, k));
    handle.addEventListener("pointerleave", () => this.highlight(-1));
    return handle;
  }

  // What a position on an axis holds: nothing, an end of the brush, or its middle.
  part(k, at) {
    const range = this.brush.get(this.spec.axes[k].name);
    if (!range) return "free";
    const [low, high] = this.scales[k].edges(range);
    const edge = Math.min(EDGE / this.plot.height, Math.max(0.004, (high - low) / 3));
    if (Math.abs(at - high) <= edge) return "high";
    if (Math.abs(at - low) <= edge) return "low";
    return at > low && at < high ? "inside" : "free";
  }

  positionOn(event) {
    const box = this.base.getBoundingClientRect();
    return 1 - (event.clientY - box.top - this.plot.top) / this.plot.height;
  }

  grab(event, k) {
    if (event.button !== 0) return;
    this.handles[k].setPointerCapture(event.pointerId);
    this.highlight(-1);
    const at = clamp01(this.positionOn(event));
    const range = this.brush.get(this.spec.axes[k].name);
    const edges = range ? this.scales[k].edges(range) : [at, at];
    this.drag = { k, at, part: this.part(k, at), edges, range, y: event.clientY, moved: false };
  }

  pull(event, k) {
    const raw = this.positionOn(event);
    if (!this.drag) {
      const part = this.part(k, raw);
      const cursors = { free: "crosshair", inside: "grab", low: "ns-resize", high: "ns-resize" };
      this.handles[k].style.cursor = cursors[part];
      this.point(event);
      return;
    }
    const { part, at: start, edges } = this.drag;
    if (!this.drag.moved && Math.abs(event.clientY - this.drag.y) < 3) return;
    this.drag.moved = true;
    const at = clamp01(raw);
    let [low, high] = edges;
    if (part === "free") [low, high] = [start, at];
    else if (part === "low") low = at;
    else if (part === "high") high = at;
    else {
      const by = Math.min(1 - high, Math.max(-low, raw - start));
      low += by;
      high += by;
    }
    if (low > high) [low, high] = [high, low];
    this.setRange(k, this.rangeAt(k, low, high), false);
  }

  // Positions to values; on bands, an end that only touches the next band leaves it out.
  rangeAt(k, low, high) {
    const scale = this.scales[k];
    const near = 3 / this.plot.height;
    if (!scale.discrete && (low < near || high > 1 - near)) {
      // A range that reaches an end of the axis takes in what is drawn at that end.
      const known = this.columns[k].filter((v) => Number.isFinite(v));
      return [
        low < near ? known.reduce((a, b) => Math.min(a, b), scale.low) : scale.value(low),
        high > 1 - near ? known.reduce((a, b) => Math.max(a, b), scale.high) : scale.value(high),
      ];
    }
    const inset = scale.discrete ? Math.min(0.12 / scale.span, (high - low) / 2) : 0;
    return scale.snap(scale.value(low + inset), scale.value(high - inset));
  }

  release(event, k) {
    if (!this.drag) return;
    const { moved, part } = this.drag;
    this.drag = null;
    if (moved) this.report();
    else if (!this.brush.has(this.spec.axes[k].name)) this.pick(event);
    else if (part === "free") this.setRange(k, null, true);
    this.paint("base");
  }

  abandon(k) {
    if (!this.drag) return;
    const { range } = this.drag;
    this.drag = null;
    this.setRange(k, range, false);
  }

  press(event, k) {
    const range = this.brush.get(this.spec.axes[k].name);
    const scale = this.scales[k];
    if (event.key === "Escape" || event.key === "Delete" || event.key === "Backspace") {
      if (range) this.setRange(k, null, true);
    } else if (event.key === "Enter" && !range) {
      this.setRange(k, this.rangeAt(k, 0.5, 1), true);
    } else if (range && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const step = (scale.discrete ? 1 / scale.span : 0.05) * (event.key === "ArrowUp" ? 1 : -1);
      let [low, high] = scale.edges(range);
      if (event.shiftKey) high = Math.max(low, clamp01(high + step));
      else if (low + step > -1e-9 && high + step < 1 + 1e-9) [low, high] = [low + step, high + step];
      this.setRange(k, this.rangeAt(k, low, high), true);
    } else return;
    event.preventDefault();
  }

  // ------------------------------------------------------------ the mouse on lines

  nearest(event) {
    if (!this.plot || this.number.length === 0) return -1;
    const box = this.base.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const { xs } = this.plot;
    const n = xs.length;
    if (x < xs[0] - NEAR || x > xs[n - 1] + NEAR) return -1;
    let k = 0;
    while (k < n - 2 && x > xs[k + 1]) k++;
    const u = n > 1 ? clamp01((x - xs[k]) / (xs[k + 1] - xs[k])) : 0;
    const ease = u * u * (3 - 2 * u);
    const last = n > 1 ? k + 1 : k;
    let best = -1;
    let distance = NEAR;
    for (const group of [this.finished, this.pending]) {
      for (let j = group.length - 1; j >= 0; j--) {
        const i = group[j];
        if (this.brush.size && !this.inside[i]) continue;
        const from = this.ys[i * n + k];
        const to = this.ys[i * n + last];
        const away = Math.abs(from + (to - from) * ease - y);
        if (away < distance - 0.25) {
          distance = away;
          best = i;
        }
      }
    }
    return best;
  }

  point(event) {
    if (this.drag) return;
    this.mouse = { x: event.clientX, y: event.clientY };
    this.highlight(this.nearest(event));
    this.over.style.cursor = this.hover >= 0 ? "pointer" : "default";
  }

  highlight(i) {
    if (i !== this.hover) {
      this.hover = i;
      this.hoverNumber = i < 0 ? null : this.number[i];
      this.fillTip();
      this.paint("over");
    }
    if (i >= 0) this.placeTip();
  }

  pick(event) {
    const i = this.nearest(event);
    if (i >= 0) this.streamlit.setTriggerValue("picked", this.number[i]);
  }

  fillTip() {
    const i = this.hover;
    this.tip.classList.toggle("pc-shown", i >= 0);
    if (i < 0) return;
    this.tip.replaceChildren();
    const head = element("div", "pc-tip-head", this.tip);
    const dot = element("span", "pc-tip-dot", head);
    dot.style.background = this.lineColor(i);
    element("span", "", head).textContent = `Trial ${this.number[i]}`;
    const grid = element("div", "pc-tip-grid", this.tip);
    this.spec.axes.forEach((axis, k) => {
      const value = this.columns[k][i];
      const missing = k === this.score ? "not finished" : "inactive";
      element("span", "", grid).textContent = axis.label;
      element("span", "", grid).textContent = Number.isNaN(value) ? missing : this.scales[k].text(value);
    });
  }

  placeTip() {
    const box = this.root.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.tip;
    const x = this.mouse.x - box.left;
    const left = x + 18 + width > box.width ? x - 18 - width : x + 18;
    const top = Math.min(this.mouse.y - box.top - height / 2, box.height - height);
    this.tip.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
  }

  // ------------------------------------------------------------ layout

  resized() {
    if (this.spec && this.root.clientWidth !== this.plot?.outer) {
      this.layout();
      this.paint("base", "over");
    }
  }

  layout() {
    const outer = this.root.clientWidth;
    if (!outer) return; // in a hidden tab: the observer calls again
    const { size, font } = this.theme;
    const n = this.scales.length;
    const ctx = this.base.getContext("2d");
    this.fonts = { tick: `500 ${size * 0.8}px ${font}`, small: `600 ${size * 0.75}px ${font}` };
    ctx.font = this.fonts.tick;
    const first = Math.max(0, ...this.scales[0].ticks.map(([, text]) => ctx.measureText(text).width));
    const right = size * 6.5;
    const fit = (left) => Math.max(size * 4.2, n > 1 ? (outer - left - right) / (n - 1) : 0);
    const left = Math.max(size * 3.4, Math.min(first + size, fit(0) * 0.9));
    const gap = fit(left);
    const width = Math.max(outer, Math.round(left + right + gap * (n - 1)));
    const head = size * 2.7;
    const foot = this.inactive.some(Boolean) ? size * 2.9 : size * 0.7;
    const top = Math.round(head + size * 0.5);
    const height = Math.max(40, this.spec.height - top - foot);
    const xs = this.scales.map((_, k) => Math.round(left + k * gap) + 0.5);
    const slot = top + height + size * 1.35;
    this.plot = { outer, width, top, height, gap, xs, slot };
    this.stage.style.width = `${width}px`;
    this.stage.style.height = `${this.spec.height}px`;
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
    this.place();
  }

  // Pixel heights of every row on every axis. Lines on one band are spread a little, always the
  // same way for the same trial.
  place() {
    const { top, height, slot } = this.plot;
    const n = this.scales.length;
    this.ys = new Float32Array(this.number.length * n);
    this.scales.forEach((scale, k) => {
      const band = scale.discrete ? height / scale.span : 0;
      const spread = scale.discrete ? Math.min(band * 0.3, scale.category ? 22 : 14) : 0;
      this.columns[k].forEach((value, i) => {
        const jitter = (((this.number[i] * 0.618034 + k * 0.377) % 1) * 2 - 1) || 0;
        this.ys[i * n + k] = Number.isNaN(value)
          ? slot + jitter * 4
          : top + (1 - scale.at(value)) * height - jitter * spread;
      });
    });
  }

  // ------------------------------------------------------------ drawing

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
    if (this.stale.base) this.drawBase();
    if (this.stale.over) this.drawOver(clamp01(fade));
    this.stale = { base: false, over: false };
    if (this.fresh.size) this.paint("over");
  }

  // A cleared canvas of the right size in device pixels, drawn to in CSS pixels.
  surface(canvas) {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(this.plot.width * ratio);
    const height = Math.round(this.spec.height * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = `${this.plot.width}px`;
      canvas.style.height = `${this.spec.height}px`;
    }
    const ctx = canvas.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, this.plot.width, this.spec.height);
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
    ctx.lineJoin = "round";
    return ctx;
  }

  lineColor(i) {
    const t = this.color[i];
    return Number.isNaN(t) ? this.theme.text : this.theme.colors[Math.round(t * (COLORS - 1))];
  }

  // The curve of one row; a row without a score stops at the axis before it.
  trace(ctx, i) {
    const { xs } = this.plot;
    const n = xs.length;
    const unfinished = Number.isNaN(this.color[i]);
    const first = unfinished && this.score === 0 ? 1 : 0;
    const last = unfinished && this.score > 0 ? this.score - 1 : n - 1;
    let y = this.ys[i * n + first];
    ctx.moveTo(xs[first], y);
    for (let k = first + 1; k <= last; k++) {
      const to = this.ys[i * n + k];
      const third = (xs[k] - xs[k - 1]) / 3;
      ctx.bezierCurveTo(xs[k - 1] + third, y, xs[k] - third, to, xs[k], to);
      y = to;
    }
  }

  strokeRow(ctx, i, alpha) {
    const t = this.color[i];
    ctx.beginPath();
    this.trace(ctx, i);
    ctx.strokeStyle = this.lineColor(i);
    if (Number.isNaN(t)) {
      ctx.globalAlpha = 0.55 * alpha;
      ctx.lineWidth = 1 / (window.devicePixelRatio || 1);
      ctx.setLineDash([4, 4]);
      ctx.stroke();
      ctx.setLineDash([]);
      return;
    }
    const crowd = Math.min(1, Math.max(0.4, 2.3 * (this.crowd + 1) ** -0.23));
    ctx.globalAlpha = alpha * (crowd * 0.65 + (1 - crowd * 0.65) * t * t);
    ctx.lineWidth = this.lineWidth(i);
    ctx.stroke();
  }

  // The best lines are the widest; in a crowd all but the best are hairlines.
  lineWidth(i) {
    const hair = 1 / (window.devicePixelRatio || 1);
    const t = this.color[i];
    if (this.crowd <= WIDE) return 1.5 + 0.9 * t * t;
    const lead = 1 - (this.drawn.length - 1 - this.standing[i]) / WIDE;
    return lead > 0 ? hair + 0.1 + lead * (1.9 - hair) : hair;
  }

  drawBase() {
    const ctx = this.surface(this.base);
    const brushed = this.brush.size > 0;
    this.drawn = this.finished.filter((i) => !brushed || this.inside[i]);
    this.crowd = this.drawn.length;
    this.drawn.forEach((i, rank) => (this.standing[i] = rank));
    const settled = (i) => !this.fresh.has(i);
    if (brushed) {
      const others = [...this.pending, ...this.finished].filter((i) => !this.inside[i]);
      ctx.strokeStyle = this.theme.text;
      ctx.globalAlpha = others.length > 300 ? 0.07 : 0.11;
      ctx.lineWidth = 1 / (window.devicePixelRatio || 1);
      this.strokeMany(ctx, others);
    }
    const waiting = this.pending.filter((i) => !brushed || this.inside[i]);
    for (const i of [...waiting, ...this.drawn]) if (settled(i)) this.strokeRow(ctx, i, 1);
    ctx.globalAlpha = 1;
    this.scales.forEach((scale, k) => this.drawAxis(ctx, scale, k));
    this.drawColors(ctx);
    if (this.number.length === 0) {
      ctx.font = this.fonts.tick;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      this.write(ctx, "no trials yet", this.plot.width / 2, this.plot.top + this.plot.height / 2);
    }
  }

  // Lines of one look, a few to a path: a long path of many crossings is slow to fill.
  strokeMany(ctx, rows) {
    for (let start = 0; start < rows.length; start += 8) {
      ctx.beginPath();
      for (const i of rows.slice(start, start + 8)) this.trace(ctx, i);
      ctx.stroke();
    }
  }

  // Text with a rim of the background colour, readable on top of lines.
  write(ctx, text, x, y) {
    ctx.strokeStyle = this.theme.background;
    ctx.lineWidth = 4;
    ctx.globalAlpha = 0.92;
    ctx.strokeText(text, x, y);
    ctx.globalAlpha = 1;
    ctx.fillStyle = this.theme.text;
    ctx.fillText(text, x, y);
  }

  shorten(ctx, text, room) {
    if (ctx.measureText(text).width <= room) return text;
    let end = text.length - 1;
    while (end > 1 && ctx.measureText(`${text.slice(0, end)}…`).width > room) end--;
    return `${text.slice(0, end)}…`;
  }

  drawAxis(ctx, scale, k) {
    const { top, height, xs, gap, slot } = this.plot;
    const { text, size } = this.theme;
    const x = xs[k];
    ctx.strokeStyle = text;
    ctx.globalAlpha = 0.75;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + height);
    const ys = scale.ticks.map(([value]) => top + (1 - scale.at(value)) * height);
    ys.forEach((y) => {
      ctx.moveTo(x - 5, y);
      ctx.lineTo(x, y);
    });
    ctx.stroke();
    ctx.globalAlpha = 1;
    const range = this.drawRange(ctx, scale, k);
    const last = k === xs.length - 1;
    ctx.textBaseline = "middle";
    ctx.font = this.fonts.small;
    ctx.textAlign = last ? "right" : "left";
    range.forEach(([y, words]) => this.write(ctx, words, last ? x - 14 : x + 14, y));
    ctx.font = this.fonts.tick;
    ctx.textAlign = "right";
    let before = Infinity;
    scale.ticks.forEach(([, label], j) => {
      if (Math.abs(before - ys[j]) < size * 0.95) return;
      if (last && range.some(([y]) => Math.abs(y - ys[j]) < size)) return;
      before = ys[j];
      this.write(ctx, this.shorten(ctx, label, gap - size * 1.1), x - 8, ys[j]);
    });
    if (!this.inactive[k]) return;
    ctx.strokeStyle = text;
    ctx.globalAlpha = 0.6;
    ctx.lineWidth = 1.5;
    ctx.strokeRect(x - 6, slot - 7, 12, 14);
    ctx.font = this.fonts.small;
    ctx.textAlign = "center";
    this.write(ctx, "inactive", x, slot + size * 1.05);
  }

  // The brush of one axis; returns the texts of its ends and where they belong.
  drawRange(ctx, scale, k) {
    const range = this.brush.get(this.spec.axes[k].name);
    if (!range) return [];
    const { top, height, xs } = this.plot;
    const { primary, background, size } = this.theme;
    const [low, high] = scale.edges(range).map((at) => top + (1 - at) * height);
    const x = xs[k];
    ctx.fillStyle = primary;
    ctx.globalAlpha = 0.22;
    ctx.fillRect(x - 10, high, 20, low - high);
    ctx.globalAlpha = 1;
    ctx.strokeStyle = background;
    ctx.lineWidth = 1;
    ctx.strokeRect(x - 11, high - 1, 22, low - high + 2);
    ctx.strokeStyle = primary;
    ctx.lineWidth = 1.5;
    ctx.strokeRect(x - 10, high, 20, low - high);
    ctx.fillRect(x - 10, high - 2, 20, 4);
    ctx.fillRect(x - 10, low - 2, 20, 4);
    if (scale.category) return [];
    const apart = Math.max(0, (size - (low - high)) / 2);
    const [from, to] = range.map((v) => (scale.axis.integer ? scale.text(v) : short(v, 3)));
    return from === to ? [[(low + high) / 2, to]] : [[high - apart, to], [low + apart, from]];
  }

  // The colours beside the last axis, aligned with it when the score is that axis.
  drawColors(ctx) {
    const { top, height, xs } = this.plot;
    const { colors, size, border } = this.theme;
    const x = Math.round(xs[xs.length - 1] + size * 1.5);
    const width = Math.round(size * 0.62);
    const flip = this.spec.better === "low";
    const { from, to } = this.good;
    for (let y = 0; y < height; y++) {
      const at = 1 - (y + 0.5) / height;
      ctx.fillStyle = colors[Math.round(this.shade(flip ? 1 - at : at) * (COLORS - 1))];
      ctx.fillRect(x, top + y, width, Math.min(1.5, height - y));
    }
    ctx.strokeStyle = border;
    ctx.lineWidth = 1;
    ctx.strokeRect(x - 0.5, top - 0.5, width + 1, height + 1);
    const scale = this.scales[this.score];
    const sign = flip ? "≥ " : "≤ ";
    const text = (at, word) => (word.endsWith("%") ? sign : "") + short(scale.value(at), 3);
    ctx.font = this.fonts.small;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    const side = x + width + 6;
    // The pale end stands for a tenth of the trials, not for one.
    const marks = [[to, "best"], [from, this.good.shared ? "worst 10%" : "worst"]];
    if (!this.finished.length) marks.length = 0;
    // Where all score alike there is no worst.
    if (this.good.tied) marks.splice(0, 2, [to, "all"]);
    const half = size * 0.95;
    let above = -Infinity;
    marks
      .map(([good, word]) => [top + (flip ? good : 1 - good) * height, flip ? 1 - good : good, word])
      .sort((a, b) => a[0] - b[0])
      .forEach(([y, at, word]) => {
        const middle = Math.min(top + height - half / 2, Math.max(top + half / 2, y, above + half * 2.1));
        above = middle;
        this.write(ctx, word, side, middle - half / 2);
        this.write(ctx, text(at, word), side, middle + half / 2);
      });
  }

  drawOver(fade) {
    const ctx = this.surface(this.over);
    const brushed = this.brush.size > 0;
    for (const i of this.fresh) if (!brushed || this.inside[i]) this.strokeRow(ctx, i, fade);
    const i = this.hover;
    if (i < 0 || i >= this.number.length) return;
    const { xs } = this.plot;
    ctx.globalAlpha = 1;
    for (const [color, width] of [[this.theme.background, 7], [this.lineColor(i), 3.2]]) {
      ctx.strokeStyle = color;
      ctx.lineWidth = width;
      ctx.setLineDash(Number.isNaN(this.color[i]) && width < 5 ? [6, 5] : []);
      ctx.beginPath();
      this.trace(ctx, i);
      ctx.stroke();
    }
    ctx.setLineDash([]);
    xs.forEach((x, k) => {
      if (k === this.score && Number.isNaN(this.color[i])) return;
      ctx.beginPath();
      ctx.arc(x, this.ys[i * xs.length + k], 4.5, 0, 7);
      ctx.fillStyle = this.lineColor(i);
      ctx.strokeStyle = this.theme.background;
      ctx.lineWidth = 1.5;
      ctx.fill();
      ctx.stroke();
    });
  }
}
