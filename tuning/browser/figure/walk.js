// The points of a figure as one walks over them: lines of stops. A trace is a line, and so is each
// row of a heat map. Left and right follow a line; up and down go to the line above or below or,
// where there is one alone, by height. So every point is reached.

import { trialsOf } from "./picks.js";

const SLACK = 2; // pixels beyond an axis at which a point is still in sight

// The lines that are in sight, the lowest first. A stop has what Plotly finds it by (`hover`), the
// `uid` of its trace and its place there (`point`), its place in pixels and its `trials`.
export function linesOf(node) {
  const lines = node.calcdata.flatMap((points, curve) => traceLines(node, points, curve));
  const found = lines.filter((line) => line.length).sort((a, b) => height(b) - height(a));
  found.forEach((line, k) => line.forEach((stop) => (stop.line = k)));
  return found;
}

function traceLines(node, points, curve) {
  const { trace } = points[0];
  const { _fullLayout: layout, data } = node;
  if (trace.visible !== true || trace.hoverinfo === "skip" || !trace.xaxis) return [];
  const across = layout[trace.xaxis.replace("x", "xaxis")];
  const up = layout[trace.yaxis.replace("y", "yaxis")];
  const isHeat = trace.type === "heatmap";
  const stop = (point, x, y, customdata) => ({
    // Plotly finds no cell by its number.
    hover: { curveNumber: curve, ...(isHeat ? { xval: x, yval: y } : { pointNumber: point }) },
    point: `${point}`,
    subplot: trace.xaxis + trace.yaxis,
    uid: trace.uid,
    x: across.c2p(x),
    y: up.c2p(y),
    trials: trialsOf({ data: data[curve], customdata }),
  });
  const inSight = ({ x, y }) =>
    x >= -SLACK && x <= across._length + SLACK && y >= -SLACK && y <= up._length + SLACK;
  if (isHeat) {
    return points[0].z.map((row, i) =>
      byPlace(
        Array.from(row, (z, k) => ({ z, k }))
          .filter(({ z }) => Number.isFinite(z))
          .map(({ k }) => stop([i, k], middle(points[0].x, k), middle(points[0].y, i), trace.customdata?.[i]?.[k]))
          .filter(inSight),
      ),
    );
  }
  const stops = points
    .map(({ x, y }, k) => stop(k, x, y, trace.customdata?.[k]))
    .filter((one) => Number.isFinite(one.x) && Number.isFinite(one.y) && inSight(one));
  // A line's points have an order of their own; bars and dots are met from left to right.
  return [trace.mode?.includes("lines") ? stops : byPlace(stops)];
}

// Plotly keeps the edges of a heat map's cells.
const middle = (edges, k) => (edges[k] + (edges[k + 1] ?? edges[k])) / 2;
const byPlace = (stops) => stops.sort((a, b) => a.x - b.x || b.y - a.y);
const height = (line) => line.reduce((sum, { y }) => sum + y, 0) / line.length;

const STEPS = { ArrowLeft: -1, ArrowRight: 1, PageUp: 10, PageDown: -10 };

// Where a key leads to; null at an end, undefined for a key that does not move.
export function moved(lines, at, key) {
  const line = lines[at.line];
  if (key === "Home") return line[0];
  if (key === "End") return line.at(-1);
  if (STEPS[key]) return step(line, at, STEPS[key]);
  if (key !== "ArrowUp" && key !== "ArrowDown") return undefined;
  const up = key === "ArrowUp" ? 1 : -1;
  if (lines.length === 1) return step([...line].sort((a, b) => b.y - a.y || a.x - b.x), at, up);
  return nearest(lines[at.line + up], at);
}

function step(line, at, by) {
  const from = line.indexOf(at);
  const to = Math.min(Math.max(from + by, 0), line.length - 1);
  return to === from ? null : line[to];
}

function nearest(line, { x }) {
  const off = (stop) => Math.abs(stop.x - x);
  return line ? line.reduce((best, stop) => (off(stop) < off(best) ? stop : best)) : null;
}

// The stop that was, among lines that are drawn anew: the same trial of the same trace, else the
// same place in it; null where it is gone.
export function placeOf(lines, was) {
  const own = lines.flat().filter(({ uid }) => uid === was.uid);
  const isSame = (stop) =>
    was.trials.length === 1 ? stop.trials[0] === was.trials[0] : stop.point === was.point;
  return own.find((stop) => isSame(stop) && stop.point === was.point) ?? own.find(isSame) ?? null;
}
