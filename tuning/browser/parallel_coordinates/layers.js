// Two canvases. The lower one holds lines, axes and brush; the upper one holds the line under the
// mouse and the lines that are just appearing.
//
// A scene is what is drawn: its spec, scales, rows, plot (see layout.js), theme, brush, the rows
// that are fresh, and the one that is hovered. Nothing here changes it.

import { element } from "../mount.js";
import { drawAxis, write } from "./axes.js";
import { drawLegend } from "./legend.js";
import { strokeHovered, strokeOthers, strokeRow } from "./lines.js";

export class Layers {
  constructor(stage) {
    this.base = element("canvas", "pc-base", stage);
    this.base.setAttribute("role", "img");
    this.over = element("canvas", "pc-over", stage);
    this.over.setAttribute("aria-hidden", "true");
    this.crowd = { size: 0, standing: new Int32Array() };
  }

  drawBase(scene) {
    const { rows, brush, plot, theme } = scene;
    const ctx = surface(this.base, plot);
    const drawn = rows.finished.filter((i) => brush.holds(i));
    this.crowd = { size: drawn.length, standing: new Int32Array(rows.number.length) };
    drawn.forEach((i, place) => (this.crowd.standing[i] = place));
    const out = [...rows.pending, ...rows.finished].filter((i) => !brush.holds(i));
    if (brush.isOn) strokeOthers(ctx, scene, out);
    for (const i of [...rows.pending.filter((i) => brush.holds(i)), ...drawn]) {
      if (!scene.fresh.has(i)) strokeRow(ctx, scene, this.crowd, i, 1);
    }
    ctx.globalAlpha = 1;
    scene.scales.forEach((_, k) => drawAxis(ctx, scene, k));
    drawLegend(ctx, scene);
    if (rows.number.length === 0) {
      ctx.font = plot.fonts.tick;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      write(ctx, theme, "no trials yet", plot.width / 2, plot.top + plot.height / 2);
    }
  }

  // `fade` goes from 0 to 1 while fresh lines appear.
  drawOver(scene, fade) {
    const ctx = surface(this.over, scene.plot);
    for (const i of scene.fresh) {
      if (scene.brush.holds(i)) strokeRow(ctx, scene, this.crowd, i, fade);
    }
    const i = scene.hover;
    if (i >= 0 && i < scene.rows.number.length) strokeHovered(ctx, scene, i);
  }
}

// A cleared canvas of the right size in device pixels, drawn to in CSS pixels.
function surface(canvas, plot) {
  const ratio = window.devicePixelRatio || 1;
  const width = Math.round(plot.width * ratio);
  const height = Math.round(plot.full * ratio);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${plot.width}px`;
    canvas.style.height = `${plot.full}px`;
  }
  const ctx = canvas.getContext("2d");
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, plot.width, plot.full);
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
  ctx.lineJoin = "round";
  return ctx;
}
