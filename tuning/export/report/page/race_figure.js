// A race's figure as it was when each study had spent so much: every line goes on to there, and
// the strategies' points and names stand at the ends, as in tuning/charts/race_heads.py.

import { score } from "./words.js";

const GAP = 0.055; // names whose heights differed by less of the axis would write over each other
const LATE = 0.72; // from this part of the axis on, a name stands to the left of its point

export function raceAt({ data, layout }, value) {
  const traces = data.map((trace) => (trace.mode === "lines" ? cut(trace, value) : trace));
  const heads = traces.filter((trace) => trace.uid?.startsWith("line-") && trace.x.length);
  const free = apart(heads.map((line) => height(line, layout) + (late(line, layout) ? GAP / 2 : 0)));
  const shown = traces.flatMap((trace) => {
    if (trace.mode === "lines") return [trace];
    const k = heads.findIndex((line) => line.legendgroup === trace.legendgroup);
    return k < 0 ? [] : [atEnd(trace, heads[k], free[k], layout)];
  });
  return { data: shown, layout };
}

function cut(trace, value) {
  const count = trace.x.filter((x) => x <= value).length;
  const more = count && count < trace.x.length ? 1 : 0;
  const cutOff = (values) => [...values.slice(0, count), ...values.slice(count - 1, count - 1 + more)];
  const [y, customdata] = [cutOff(trace.y), cutOff(trace.customdata ?? [])];
  return { ...trace, x: [...trace.x.slice(0, count), ...(more ? [value] : [])], y, customdata };
}

const isLog = ({ yaxis }) => yaxis.type === "log";

// Where a line ends, as a part of the axis of scores.
function height(line, layout) {
  const [low, high] = layout.yaxis.range ?? [0, 1];
  const y = line.y.at(-1);
  return ((isLog(layout) ? Math.log10(y) : y) - low) / (high - low);
}

function late(line, { xaxis }) {
  const last = xaxis.range?.[1] ?? line.x.at(-1);
  return line.x.at(-1) > LATE * last;
}

function atEnd(trace, line, place, layout) {
  const x = [line.x.at(-1)];
  if (trace.mode === "markers") return { ...trace, x, y: [line.y.at(-1)] };
  const [low, high] = layout.yaxis.range ?? [0, 1];
  const at = low + place * (high - low);
  const name = trace.text[0].replace(/ \S+ *$/, ` ${score(line.customdata.at(-1))}  `);
  const textposition = late(line, layout) ? "middle left" : "middle right";
  return { ...trace, x, y: [isLog(layout) ? 10 ** at : at], text: [name], textposition };
}

// The places (0 to 1), moved as little as leaves the gap between any two; their order stays.
function apart(places) {
  const order = [...places.keys()].sort((a, b) => places[b] - places[a]);
  const groups = []; // the middle of some neighbours, and their number
  for (const k of order) {
    let [middle, count] = [places[k], 1];
    while (groups.length && groups.at(-1)[0] - middle < (GAP * (groups.at(-1)[1] + count)) / 2) {
      const [above, many] = groups.pop();
      middle = (above * many + middle * count) / (many + count);
      count += many;
    }
    groups.push([middle, count]);
  }
  const tops = groups.flatMap(([middle, count]) =>
    [...Array(count).keys()].map((n) => middle + GAP * ((count - 1) / 2 - n)),
  );
  return places.map((_, k) => tops[order.indexOf(k)]);
}
