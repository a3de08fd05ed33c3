// Where everything stands, in CSS pixels: the axes, the heights of all rows, the room for texts.

// Returns null in a hidden tab, where there is no width.
export function layOut(outer, { spec, scales, rows, theme }, ctx) {
  if (!outer) return null;
  const { size, font } = theme;
  const n = scales.length;
  const fonts = { tick: `500 ${size * 0.8}px ${font}`, small: `600 ${size * 0.75}px ${font}` };
  ctx.font = fonts.tick;
  const first = Math.max(0, ...scales[0].ticks.map(([, text]) => ctx.measureText(text).width));
  const right = size * 6.5;
  const fit = (left) => Math.max(size * 4.2, n > 1 ? (outer - left - right) / (n - 1) : 0);
  const left = Math.max(size * 3.4, Math.min(first + size, fit(0) * 0.9));
  const gap = fit(left);
  const width = Math.max(outer, Math.round(left + right + gap * (n - 1)));
  const head = size * 2.7;
  const foot = rows.inactive.some(Boolean) ? size * 2.9 : size * 0.7;
  const top = Math.round(head + size * 0.5);
  const height = Math.max(40, spec.height - top - foot);
  const xs = scales.map((_, k) => Math.round(left + k * gap) + 0.5);
  const slot = top + height + size * 1.35; // of inactive values
  const plot = { outer, width, full: spec.height, top, height, gap, xs, slot, head, fonts };
  plot.ys = heights(rows, scales, plot);
  return plot;
}

// Pixel heights of every row on every axis, row by row. Lines on one band are spread a little,
// always the same way for the same trial.
function heights(rows, scales, { top, height, slot }) {
  const n = scales.length;
  const ys = new Float32Array(rows.number.length * n);
  scales.forEach((scale, k) => {
    const band = scale.discrete ? height / scale.span : 0;
    const spread = scale.discrete ? Math.min(band * 0.3, scale.category ? 22 : 14) : 0;
    rows.columns[k].forEach((value, i) => {
      const jitter = (((rows.number[i] * 0.618034 + k * 0.377) % 1) * 2 - 1) || 0;
      ys[i * n + k] = Number.isNaN(value)
        ? slot + jitter * 4
        : top + (1 - scale.at(value)) * height - jitter * spread;
    });
  });
  return ys;
}
