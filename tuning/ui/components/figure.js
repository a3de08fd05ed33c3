// A Plotly figure updated in place with Plotly.react.
//
// Streamlit calls the default export at the mount and again whenever the data or the theme
// change. The node Plotly draws in stays the same and `uirevision` is constant, so zoom and
// legend choices survive. Plotly itself is loaded once a page, from the app's own address.

const PLOTLY = "/assets/plotly.min.js";
const figures = new WeakMap();

export default function (component) {
  const parent = component.parentElement;
  let figure = figures.get(parent);
  if (!figure) {
    figure = new LiveFigure(parent);
    figures.set(parent, figure);
  }
  figure.update(component.data);
  // Streamlit may run this clean-up when an update overtakes another: destroy only what is
  // really gone from the page.
  return () =>
    setTimeout(() => {
      if (!figure.root.isConnected) {
        figure.destroy();
        figures.delete(parent);
      }
    }, 0);
}

function loadPlotly() {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  window.tuningPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = PLOTLY;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      window.tuningPlotly = undefined; // the next update tries again
      reject(new Error(`could not load ${PLOTLY}`));
    };
    document.head.append(script);
  });
  return window.tuningPlotly;
}

// Each figure is drawn in a task of its own, after what the person and the server have sent.
function aTurn() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

// The app's theme as a Plotly template: whatever the figure sets itself wins over it.
function themeTemplate(root) {
  const style = getComputedStyle(root);
  const get = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const text = get("--st-text-color", "#31333f");
  const background = get("--st-background-color", "#ffffff");
  const border = get("--st-border-color", "#d5d6db");
  const grid = get("--st-border-color-light", border);
  const font = style.fontFamily || "sans-serif";
  const colors = get("--st-chart-categorical-colors", "").split(/,(?![^(]*\))/).filter(Boolean);
  const axis = {
    gridcolor: grid,
    linecolor: border,
    tickcolor: border,
    zerolinecolor: border,
    zerolinewidth: 1,
    automargin: true,
    title: { standoff: 8 },
  };
  const layout = {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: font, color: text, size: 14 },
    title: { font: { size: 16 }, x: 0, xanchor: "left" },
    margin: { l: 56, r: 18, t: 30, b: 44 },
    xaxis: axis,
    yaxis: axis,
    legend: { bgcolor: "rgba(0,0,0,0)" },
    hoverlabel: {
      bgcolor: background,
      bordercolor: border,
      font: { family: font, color: text, size: 13 },
    },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: border, activecolor: text },
    colorscale: {},
  };
  if (colors.length) layout.colorway = colors;
  return { layout };
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function merge(under, over) {
  const out = { ...under };
  for (const [name, value] of Object.entries(over ?? {})) {
    out[name] = isObject(value) && isObject(out[name]) ? merge(out[name], value) : value;
  }
  return out;
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

class LiveFigure {
  constructor(parent) {
    parent.querySelectorAll(":scope > .live-figure").forEach((old) => old.remove());
    this.root = document.createElement("div");
    this.root.className = "live-figure";
    this.root.dataset.testid = "live-figure";
    this.node = document.createElement("div");
    this.message = document.createElement("div");
    this.message.className = "live-figure-message";
    this.message.hidden = true;
    this.table = new DataTable();
    this.root.append(this.message, this.node, this.table.details);
    parent.append(this.root);
    this.drawn = "";
    this.busy = false;
    this.resizes = new ResizeObserver(() => this.resized());
    this.resizes.observe(this.root);
  }

  destroy() {
    this.resizes.disconnect();
    if (window.Plotly && this.drawn) window.Plotly.purge(this.node);
    this.root.remove();
  }

  update(data) {
    this.wanted = data;
    this.root.dataset.key = data.key;
    this.root.style.minHeight = `${data.height}px`;
    this.draw();
  }

  // One drawing at a time, always of the newest data, and never under a drag of the person.
  async draw() {
    if (this.busy || !this.root.isConnected || !this.root.clientWidth) return;
    if (this.node._dragging) {
      setTimeout(() => this.draw(), 150);
      return;
    }
    const { figure, points, height } = this.wanted;
    const template = themeTemplate(this.root);
    const signature = `${height}|${JSON.stringify(template)}|${figure}`;
    if (signature === this.drawn) return;
    this.busy = true;
    try {
      const plotly = await loadPlotly();
      await aTurn();
      const { data, layout } = JSON.parse(figure);
      nameTraces(data);
      layout.template = merge(template, layout.template);
      layout.uirevision ??= "live";
      layout.height = height;
      layout.autosize = true;
      this.width = this.root.clientWidth;
      layout.width = this.width;
      await plotly.react(this.node, data, layout, {
        displaylogo: false,
        responsive: false,
        // Nothing leaves the machine: no button that shares, and no address to share with.
        plotlyServerURL: "",
        modeBarButtonsToRemove: [
          "sendChartToCloud",
          "select2d",
          "lasso2d",
          "autoScale2d",
          "zoomIn2d",
          "zoomOut2d",
        ],
      });
      if (!this.drawn) this.node.on("plotly_afterplot", () => this.tell());
      this.drawn = signature;
      this.tell();
      this.table.update(JSON.parse(figure));
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
    if (this.wanted.figure !== figure || this.wanted.height !== height) this.draw();
  }

  // For who hears the page or has no mouse: one picture with a name; its numbers are in the table.
  tell() {
    this.node.querySelectorAll(".main-svg").forEach((svg, k) => {
      if (k) return svg.setAttribute("aria-hidden", "true");
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", `Chart: ${this.wanted.name}`);
    });
    const bar = this.node.querySelector(".modebar-container");
    bar?.setAttribute("aria-hidden", "true");
    bar?.querySelectorAll("a, button").forEach((button) => (button.tabIndex = -1));
  }

  resized() {
    const width = this.root.clientWidth;
    if (!this.drawn) this.draw();
    else if (width && width !== this.width && !this.busy) {
      this.width = width;
      window.Plotly.relayout(this.node, { width });
    }
  }
}

// ---------------------------------------------------------------- the numbers behind a figure

const MOST_ROWS = 500;
const KINDS = { i1: Int8Array, i2: Int16Array, i4: Int32Array, f4: Float32Array, f8: Float64Array };

function unpacked(values) {
  if (!values?.bdata) return Array.from(values ?? []);
  const bytes = Uint8Array.from(atob(values.bdata), (letter) => letter.charCodeAt(0));
  return Array.from(new KINDS[values.dtype](bytes.buffer));
}

// What a text of Plotly's says: names are escaped there.
function words(text) {
  return new DOMParser().parseFromString(String(text), "text/html").body.textContent;
}

function shown(value, axis) {
  const place = axis?.ticktext ? axis.tickvals.map(String).indexOf(String(value)) : -1;
  if (place >= 0) return words(axis.ticktext[place]);
  return typeof value === "number" ? String(Number(value.toPrecision(5))) : words(value);
}

// The rows that a trace draws: its name, across, up, and what its hover adds.
function* rowsOf(trace, layout) {
  if (trace.hoverinfo === "skip") return;
  const [xs, ys] = [unpacked(trace.x), unpacked(trace.y)];
  const name = words(trace.name ?? "");
  if (trace.type === "heatmap") {
    for (const [i, row] of trace.z.entries())
      for (const [k, z] of row.entries())
        if (z !== null) yield [shown(ys[i], layout.yaxis), shown(xs[k], layout.xaxis), String(z)];
    return;
  }
  for (const [k, x] of xs.entries()) {
    const empty = (value) => value === null || value === undefined || Number.isNaN(value);
    if (empty(x) || empty(ys[k])) continue;
    yield [name, shown(x, layout.xaxis), shown(ys[k], layout.yaxis), words(trace.text?.[k] ?? "")];
  }
}

class DataTable {
  constructor() {
    this.details = document.createElement("details");
    this.details.className = "live-figure-table";
    const summary = document.createElement("summary");
    summary.textContent = "Show as table";
    this.place = document.createElement("div");
    this.details.append(summary, this.place);
    this.details.ontoggle = () => this.draw();
  }

  update(figure) {
    this.figure = figure;
    this.draw();
  }

  draw() {
    if (!this.details.open || !this.figure) return;
    const { data, layout } = this.figure;
    const title = (axis) => words(axis?.title?.text || "") || "Value";
    const titles = [title(layout.xaxis), title(layout.yaxis)];
    const heat = data.some((trace) => trace.type === "heatmap");
    let heads = heat ? [...titles.reverse(), "Count"] : ["Of", ...titles, "Remark"];
    let rows = data.flatMap((trace) => [...rowsOf(trace, layout)]);
    const used = heads.map((_, k) => rows.some((row) => row[k]));
    heads = heads.filter((_, k) => used[k]);
    rows = rows.map((row) => row.filter((_, k) => used[k]));
    const table = document.createElement("table");
    const line = (texts, tag, into) => {
      const row = into.insertRow();
      texts.forEach((text) => {
        row.append(Object.assign(document.createElement(tag), { textContent: text }));
      });
    };
    line(heads, "th", table.createTHead());
    const body = table.createTBody();
    rows.slice(0, MOST_ROWS).forEach((row) => line(row, "td", body));
    this.place.tabIndex = 0;
    this.place.replaceChildren(table);
    if (rows.length > MOST_ROWS) {
      this.place.append(`The first ${MOST_ROWS} of ${rows.length} rows.`);
    }
  }
}
