import { themeOf } from "../mount.js";

// The app's theme as a Plotly template: whatever the figure sets itself wins over it.
export function themeTemplate(root) {
  const { get, text, background, font } = themeOf(root);
  const border = get("--st-border-color", "#d5d6db");
  const grid = get("--st-border-color-light", border);
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

// The colours of the light theme (.streamlit/config.toml), for paper, whatever the page's are.
export const PAPER = {
  background: "#ffffff",
  layout: { font: { color: "#16202a" }, xaxis: onPaper(), yaxis: onPaper() },
};

function onPaper() {
  const border = "#d5dbe1";
  return { gridcolor: "#e6eaee", linecolor: border, tickcolor: border, zerolinecolor: border };
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

export function merge(under, over) {
  const out = { ...under };
  for (const [name, value] of Object.entries(over ?? {})) {
    out[name] = isObject(value) && isObject(out[name]) ? merge(out[name], value) : value;
  }
  return out;
}
