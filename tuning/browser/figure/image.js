// A figure as a picture to keep: PNG for slides, which looks as on the page, SVG for print, which is
// light. Each has a background and a title of its own: away from the page nothing says what it shows.

import { download, fileName } from "../download.js";
import { themeOf } from "../mount.js";
import { merge, PAPER } from "./template.js";

const SCALE = 2; // pixels of a PNG for one on the page
const TITLE_ROOM = 34;
// Pictures have no fonts of the page's: with one, texts would be measured wider or narrower than
// they come out.
const FONT = "'Segoe UI', 'Helvetica Neue', Arial, sans-serif";
// Drawn as Plotly's own icons are: in a box of 1000 by 1000, y upwards from 850.
const ICONS = {
  png: "M100 100h800v700h-800zM190 190v520h620v-520zM240 660l180-260 120 150 90-100 130 210z",
  svg: "M120 700h220v-90h320v90h220v-220h-80v-180h80v-220h-220v90h-320v-90h-220v220h80v180h-80z",
};

// The two buttons of a figure's bar; `figure()` is the live figure that they belong to.
export function imageButtons(figure) {
  return Object.keys(ICONS).map((format) => ({
    name: `save-${format}`,
    title: `Save as ${format.toUpperCase()}`,
    icon: { width: 1000, height: 1000, path: ICONS[format], transform: "matrix(1 0 0 1 0 50)" },
    click: () => saveImage(figure, format),
  }));
}

export async function saveImage({ node, root, width, wanted }, format) {
  const shown = picture(node, format === "svg" ? PAPER : { ...themeOf(root), layout: {} }, wanted.title);
  const url = await window.Plotly.toImage(shown, {
    format,
    width,
    height: wanted.height + (wanted.title ? TITLE_ROOM : 0),
    scale: format === "png" ? SCALE : 1,
  });
  download(url, `${fileName(wanted.file)}.${format}`);
}

function picture({ data, layout }, look, title) {
  const { background } = look;
  const above = layout.margin?.t ?? layout.template?.layout?.margin?.t ?? 0;
  const titled = title && {
    title: { text: title, font: { size: 16 }, x: 0, xanchor: "left", y: 1, yanchor: "top", pad: { t: 10, l: 10 } },
    margin: { ...layout.margin, t: above + TITLE_ROOM },
  };
  return {
    data,
    layout: {
      ...layout,
      ...titled,
      template: merge(layout.template, { layout: look.layout }),
      font: { ...layout.font, family: FONT },
      paper_bgcolor: background,
      plot_bgcolor: background,
    },
    config: { plotlyServerURL: "" },
  };
}
