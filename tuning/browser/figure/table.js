// The numbers behind a figure as a table, for who does not see it; with them, for who has no mouse,
// what the figure's bar offers.

import { unpacked } from "../arrays.js";

const MOST_ROWS = 500;

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
    const trials = (i, k) => (trace.meta?.trials ? String(trace.customdata[i][k].length) : "");
    for (const [i, row] of trace.z.entries()) {
      for (const [k, z] of row.entries()) {
        if (z === null) continue;
        yield [shown(ys[i], layout.yaxis), shown(xs[k], layout.xaxis), String(z), trials(i, k)];
      }
    }
    return;
  }
  for (const [k, x] of xs.entries()) {
    const empty = (value) => value === null || value === undefined || Number.isNaN(value);
    if (empty(x) || empty(ys[k])) continue;
    yield [name, shown(x, layout.xaxis), shown(ys[k], layout.yaxis), words(trace.text?.[k] ?? "")];
  }
}

function pictureButtons(save) {
  const line = document.createElement("p");
  for (const format of ["png", "svg"]) {
    const looks = { type: "button", className: "ts-button" };
    const button = Object.assign(document.createElement("button"), looks);
    button.textContent = `Save as ${format.toUpperCase()}`;
    button.onclick = () => save(format);
    line.append(button);
  }
  return line;
}

export class DataTable {
  // `save(format)` keeps the figure as a picture.
  constructor(save) {
    this.details = document.createElement("details");
    this.details.className = "live-figure-table";
    const summary = document.createElement("summary");
    summary.textContent = "Show as table";
    this.place = document.createElement("div");
    this.details.append(summary, pictureButtons(save), this.place);
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
    const heat = data.find((trace) => trace.type === "heatmap");
    let heads = heat ? [...titles.reverse(), words(heat.name ?? "Count"), "Trials"] : ["Of", ...titles, "Remark"];
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
