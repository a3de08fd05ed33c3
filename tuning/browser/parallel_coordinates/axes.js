// The axes: their ticks, the ranges of the brush, and the slot for inactive values.

import { short } from "./scales.js";

// Text with a rim of the background colour, readable on top of lines.
export function write(ctx, theme, text, x, y) {
  ctx.strokeStyle = theme.background;
  ctx.lineWidth = 4;
  ctx.globalAlpha = 0.92;
  ctx.strokeText(text, x, y);
  ctx.globalAlpha = 1;
  ctx.fillStyle = theme.text;
  ctx.fillText(text, x, y);
}

function shorten(ctx, text, room) {
  if (ctx.measureText(text).width <= room) return text;
  let end = text.length - 1;
  while (end > 1 && ctx.measureText(`${text.slice(0, end)}…`).width > room) end--;
  return `${text.slice(0, end)}…`;
}

export function drawAxis(ctx, scene, k) {
  const { plot, theme, rows } = scene;
  const scale = scene.scales[k];
  const x = plot.xs[k];
  const isLast = k === plot.xs.length - 1;
  const ys = scale.ticks.map(([value]) => plot.top + (1 - scale.at(value)) * plot.height);
  drawRule(ctx, scene, x, ys);
  const ends = drawRange(ctx, scene, k);
  ctx.textBaseline = "middle";
  ctx.font = plot.fonts.small;
  ctx.textAlign = isLast ? "right" : "left";
  ends.forEach(([y, words]) => write(ctx, theme, words, isLast ? x - 14 : x + 14, y));
  ctx.font = plot.fonts.tick;
  ctx.textAlign = "right";
  let before = Infinity;
  scale.ticks.forEach(([, label], j) => {
    if (Math.abs(before - ys[j]) < theme.size * 0.95) return;
    if (isLast && ends.some(([y]) => Math.abs(y - ys[j]) < theme.size)) return;
    before = ys[j];
    write(ctx, theme, shorten(ctx, label, plot.gap - theme.size * 1.1), x - 8, ys[j]);
  });
  if (rows.inactive[k]) drawSlot(ctx, scene, x);
}

function drawRule(ctx, { plot, theme }, x, ys) {
  ctx.strokeStyle = theme.text;
  ctx.globalAlpha = 0.75;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x, plot.top);
  ctx.lineTo(x, plot.top + plot.height);
  ys.forEach((y) => {
    ctx.moveTo(x - 5, y);
    ctx.lineTo(x, y);
  });
  ctx.stroke();
  ctx.globalAlpha = 1;
}

function drawSlot(ctx, { plot, theme }, x) {
  ctx.strokeStyle = theme.text;
  ctx.globalAlpha = 0.6;
  ctx.lineWidth = 1.5;
  ctx.strokeRect(x - 6, plot.slot - 7, 12, 14);
  ctx.font = plot.fonts.small;
  ctx.textAlign = "center";
  write(ctx, theme, "inactive", x, plot.slot + theme.size * 1.05);
}

// The range on one axis; returns the texts of its ends and where they belong.
function drawRange(ctx, { spec, scales, plot, theme, brush }, k) {
  const scale = scales[k];
  const range = brush.get(spec.axes[k].name);
  if (!range) return [];
  const { primary, background, size } = theme;
  const [low, high] = scale.edges(range).map((at) => plot.top + (1 - at) * plot.height);
  const x = plot.xs[k];
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
