// The colours beside the last axis, aligned with it when the score is that axis.

import { write } from "./axes.js";
import { short } from "./scales.js";

export function drawLegend(ctx, scene) {
  const { spec, plot, theme, rows } = scene;
  const { top, height, xs } = plot;
  const x = Math.round(xs[xs.length - 1] + theme.size * 1.5);
  const width = Math.round(theme.size * 0.62);
  const flip = spec.better === "low";
  for (let y = 0; y < height; y++) {
    const at = 1 - (y + 0.5) / height;
    ctx.fillStyle = theme.color(rows.shade(flip ? 1 - at : at));
    ctx.fillRect(x, top + y, width, Math.min(1.5, height - y));
  }
  ctx.strokeStyle = theme.border;
  ctx.lineWidth = 1;
  ctx.strokeRect(x - 0.5, top - 0.5, width + 1, height + 1);
  writeMarks(ctx, scene, x + width + 6, flip);
}

// The ends of the colours in words, each beside its height, apart where they come close.
function writeMarks(ctx, { scales, plot, theme, rows }, side, flip) {
  const { top, height, fonts } = plot;
  const scale = scales[rows.score];
  const sign = flip ? "≥ " : "≤ ";
  const text = (at, word) => (word.endsWith("%") ? sign : "") + short(scale.value(at), 3);
  ctx.font = fonts.small;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  const half = theme.size * 0.95;
  let above = -Infinity;
  marks(rows)
    .map(([good, word]) => [top + (flip ? good : 1 - good) * height, flip ? 1 - good : good, word])
    .sort((a, b) => a[0] - b[0])
    .forEach(([y, at, word]) => {
      const middle = Math.min(top + height - half / 2, Math.max(top + half / 2, y, above + half * 2.1));
      above = middle;
      write(ctx, theme, word, side, middle - half / 2);
      write(ctx, theme, text(at, word), side, middle + half / 2);
    });
}

function marks({ finished, good }) {
  if (!finished.length) return [];
  // Where all score alike there is no worst.
  if (good.tied) return [[good.to, "all"]];
  // The pale end stands for a tenth of the trials, not for one.
  return [[good.to, "best"], [good.from, good.shared ? "worst 10%" : "worst"]];
}
