// The chart as a PNG: what its canvas shows, on the page's background, and the axes' names, which
// are elements on the page.

import { download, fileName } from "../download.js";

const LINES = 2; // of an axis' name

export function saveImage({ layers, plot, spec, theme }, file) {
  const canvas = document.createElement("canvas");
  const ratio = layers.base.width / plot.width;
  canvas.width = layers.base.width;
  canvas.height = layers.base.height;
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = theme.background;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.drawImage(layers.base, 0, 0);
  ctx.scale(ratio, ratio);
  writeNames(ctx, plot, spec.axes, theme);
  download(canvas.toDataURL("image/png"), `${fileName(file)}.png`);
}

function writeNames(ctx, plot, axes, { text, font, size }) {
  ctx.fillStyle = text;
  ctx.font = `600 ${size * 0.86}px ${font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "bottom";
  axes.forEach(({ label }, k) => {
    const room = Math.min(plot.gap, 2 * plot.xs[k], 2 * (plot.width - plot.xs[k])) - 6;
    const lines = wrapped(ctx, label, room);
    lines.forEach((line, j) => {
      ctx.fillText(line, plot.xs[k], plot.head - (lines.length - 1 - j) * size, room);
    });
  });
}

function wrapped(ctx, label, room) {
  const lines = [];
  for (const word of label.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    const fits = ctx.measureText(longer).width <= room || lines.length === LINES;
    if (lines.length && fits) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
