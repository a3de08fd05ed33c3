// The lines of trials: their curves, their looks, and which one is under the mouse.

import { clamp01 } from "./scales.js";

const NEAR = 14; // px from the mouse to a line that count as pointing at it
// Lines one device pixel wide are five times faster to draw in software, so only so many of
// the best may be wider.
const WIDE = 120;

const hairline = () => 1 / (window.devicePixelRatio || 1);

export function lineColor({ rows, theme }, i) {
  return rows.isPending(i) ? theme.text : theme.color(rows.color[i]);
}

// The curve of one row; a row without a score stops at the axis before it.
export function trace(ctx, { rows, plot }, i) {
  const { xs, ys } = plot;
  const n = xs.length;
  const unfinished = rows.isPending(i);
  const first = unfinished && rows.score === 0 ? 1 : 0;
  const last = unfinished && rows.score > 0 ? rows.score - 1 : n - 1;
  let y = ys[i * n + first];
  ctx.moveTo(xs[first], y);
  for (let k = first + 1; k <= last; k++) {
    const to = ys[i * n + k];
    const third = (xs[k] - xs[k - 1]) / 3;
    ctx.bezierCurveTo(xs[k - 1] + third, y, xs[k] - third, to, xs[k], to);
    y = to;
  }
}

// One row as it looks among the rows that are drawn: `crowd` holds how many these are, and each
// one's place from the worst.
export function strokeRow(ctx, scene, crowd, i, alpha) {
  const t = scene.rows.color[i];
  ctx.beginPath();
  trace(ctx, scene, i);
  ctx.strokeStyle = lineColor(scene, i);
  if (scene.rows.isPending(i)) {
    ctx.globalAlpha = 0.55 * alpha;
    ctx.lineWidth = hairline();
    ctx.setLineDash([4, 4]);
    ctx.stroke();
    ctx.setLineDash([]);
    return;
  }
  const dim = Math.min(1, Math.max(0.4, 2.3 * (crowd.size + 1) ** -0.23)) * 0.65;
  ctx.globalAlpha = alpha * (dim + (1 - dim) * t * t);
  ctx.lineWidth = lineWidth(crowd, t, i);
  ctx.stroke();
}

// The best lines are the widest; in a crowd all but the best are hairlines.
function lineWidth(crowd, t, i) {
  const hair = hairline();
  if (crowd.size <= WIDE) return 1.5 + 0.9 * t * t;
  const lead = 1 - (crowd.size - 1 - crowd.standing[i]) / WIDE;
  return lead > 0 ? hair + 0.1 + lead * (1.9 - hair) : hair;
}

// Lines outside the brush, a few to a path: a long path of many crossings is slow to fill.
export function strokeOthers(ctx, scene, rows) {
  ctx.strokeStyle = scene.theme.text;
  ctx.globalAlpha = rows.length > 300 ? 0.07 : 0.11;
  ctx.lineWidth = hairline();
  for (let start = 0; start < rows.length; start += 8) {
    ctx.beginPath();
    for (const i of rows.slice(start, start + 8)) trace(ctx, scene, i);
    ctx.stroke();
  }
}

// The line under the mouse: on a rim of the background, with a dot at each axis.
export function strokeHovered(ctx, scene, i) {
  const { rows, plot, theme } = scene;
  const color = lineColor(scene, i);
  ctx.globalAlpha = 1;
  for (const [stroke, width] of [[theme.background, 7], [color, 3.2]]) {
    ctx.strokeStyle = stroke;
    ctx.lineWidth = width;
    ctx.setLineDash(rows.isPending(i) && width < 5 ? [6, 5] : []);
    ctx.beginPath();
    trace(ctx, scene, i);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  plot.xs.forEach((x, k) => {
    if (k === rows.score && rows.isPending(i)) return;
    ctx.beginPath();
    ctx.arc(x, plot.ys[i * plot.xs.length + k], 4.5, 0, 7);
    ctx.fillStyle = color;
    ctx.strokeStyle = theme.background;
    ctx.lineWidth = 1.5;
    ctx.fill();
    ctx.stroke();
  });
}

// The row whose line lies nearest to a point, the best of several; -1 where none is near.
export function nearest({ rows, plot, brush }, x, y) {
  const { xs, ys } = plot;
  const n = xs.length;
  if (x < xs[0] - NEAR || x > xs[n - 1] + NEAR) return -1;
  let k = 0;
  while (k < n - 2 && x > xs[k + 1]) k++;
  const u = n > 1 ? clamp01((x - xs[k]) / (xs[k + 1] - xs[k])) : 0;
  const ease = u * u * (3 - 2 * u);
  const last = n > 1 ? k + 1 : k;
  let best = -1;
  let distance = NEAR;
  for (const group of [rows.finished, rows.pending]) {
    for (let j = group.length - 1; j >= 0; j--) {
      const i = group[j];
      if (!brush.reaches(i)) continue;
      const from = ys[i * n + k];
      const to = ys[i * n + last];
      const away = Math.abs(from + (to - from) * ease - y);
      if (away < distance - 0.25) {
        distance = away;
        best = i;
      }
    }
  }
  return best;
}
