// Figures at a moment: the looks that the page carries (tuning/export/report/figures.py), filled
// with numbers. What is drawn, and of how many, is as in tuning/charts/.

import { behind, curvesOf, meanCurve } from "./curves.js";
import { bestSoFar } from "./scores.js";

const MOST_BEHIND = 16;

const rounded = (value) => (value === null ? null : Number(value.toPrecision(5)));

// A figure without a point says why: "No trial has a score".
export function saying(text, { data, layout }) {
  if (data.some(({ y }) => y?.some((value) => value !== null))) return { data, layout };
  const words = { text, showarrow: false, x: 0.5, y: 0.5, xref: "paper", yref: "paper" };
  const [xaxis, yaxis] = [layout.xaxis, layout.yaxis].map((axis) => ({ ...axis, showticklabels: false }));
  return { data, layout: { ...layout, xaxis, yaxis, annotations: [...(layout.annotations ?? []), words] } };
}

// -- the best so far ---------------------------------------------------------------------------

export function bestFigure(moment, looks, by) {
  const table = bestSoFar(moment);
  const [points, steps] = looks.best[by].data;
  const layout = structuredClone(looks.best[by].layout);
  const rises = table.map((row, k) => k === 0 || row.best !== table[k - 1].best);
  const scored = table.filter((row) => row.score !== null);
  const chosen = evenly(scored.length, looks.mostPoints);
  const drawn = scored.filter((row, k) => chosen(k) || rises[row.trials - 1]);
  if (drawn.length < scored.length) {
    const [some, all] = [drawn, scored].map((rows) => rows.length.toLocaleString("en"));
    layout.xaxis.title.text += ` · ${some} of ${all} points`;
  }
  steady(layout, moment, by);
  const at = table.filter((_, k) => rises[k] || k === table.length - 1);
  const gauge = gaugeLines(table, moment.study, looks.gauge, by);
  layout.annotations = [...(layout.annotations ?? []), ...gauge.names];
  const data = [filledPoints(points, drawn, scored, by), ...gauge.data, {
    ...steps,
    x: at.map((row) => rounded(row[by])),
    y: at.map((row) => rounded(row.best)),
  }];
  return { data: [...data, ...underWay(moment, looks.underWay, by)], layout };
}

// The corrected score within its band, as far as it was known, and what both lines are called.
function gaugeLines(table, { gauge }, look, by) {
  const rows = table.filter((row) => gauge[row.number]);
  if (!rows.length) return { data: [], names: [] };
  const x = rows.map((row) => rounded(row[by]));
  const [corrected, low, high] = [0, 1, 2].map((k) => rows.map((row) => gauge[row.number][k]));
  const [lower, upper, line] = look.traces;
  const ends = [[table.at(-1)[by], table.at(-1).best], [x.at(-1), corrected.at(-1)]];
  return {
    data: [
      { ...lower, x, y: low },
      { ...upper, x, y: high },
      { ...line, x, y: corrected, customdata: low.map((end, k) => [end, high[k]]) },
    ],
    names: look.names.map((name, k) => ({ ...name, x: ends[k][0], y: ends[k][1] })),
  };
}

function filledPoints(points, drawn, scored, by) {
  const spreads = scored.some((row) => row.deviation !== null);
  return {
    ...points,
    x: drawn.map((row) => rounded(row[by])),
    y: drawn.map((row) => rounded(row.score)),
    customdata: drawn.map((row) => row.number),
    error_y: {
      ...points.error_y,
      visible: spreads,
      array: spreads ? drawn.map((row) => rounded(row.deviation ?? 0)) : [],
    },
  };
}

// Which of `count` points are drawn; a few more points leave the choice as it is.
function evenly(count, most) {
  let apart = 1;
  while (count > apart * most) apart *= 2;
  return (k) => k % apart === 0;
}

// Both axes are as long from the start as they are at the end.
function steady(layout, { study }, by) {
  const whole = bestSoFar({ study, happened: study.length });
  const end = Math.max(...whole.map((row) => row[by]), 1);
  const scores = whole.flatMap(({ score, deviation }) =>
    score === null ? [] : [score - (deviation ?? 0), score + (deviation ?? 0)],
  );
  for (const [, low, high] of Object.values(study.gauge)) scores.push(low, high);
  for (const baseline of layout.shapes ?? []) scores.push(baseline.y0);
  layout.xaxis.range = [0, end * 1.04];
  if (scores.length > 1) {
    const [low, high] = [Math.min(...scores), Math.max(...scores)];
    const room = 0.06 * (high - low) || 0.005;
    layout.yaxis.range = [low - room, high + room];
  }
}

function underWay(moment, look, by) {
  if (by === "seconds" || (moment.isEnd && !moment.study.active)) return [];
  const running = moment.begun.filter((k) => !moment.over.has(k));
  const scores = running.map((k) => [moment.study.trials.number[k], moment.scoreSoFar(k)]);
  const known = scores.filter(([, score]) => score !== null);
  if (!known.length) return [];
  const at = moment.spent(by) + (by === "trials" ? 1 : 0);
  return [{
    ...look,
    x: known.map(() => at),
    y: known.map(([, score]) => rounded(score)),
    customdata: known.map(([number]) => number),
  }];
}

// -- learning curves -----------------------------------------------------------------------------

// The look of each trial: its place among the colours. The best has its own, the last one; others
// keep theirs unless two would clash.
export function colorsOf(numbers, best, count) {
  const taken = new Map();
  numbers.forEach((number) => {
    if (number === best) return taken.set(number, count);
    const used = [...taken.values()];
    const free = [...Array(count).keys()].filter((color) => !used.includes(color));
    const own = number % count;
    return taken.set(number, free.includes(own) || !free.length ? own : free[0]);
  });
  return taken;
}

// `chosen` in colours of their own, `thin` in one colour; places, not numbers.
export function curvesFigure(moment, looks, measure, { chosen, thin }) {
  const { trials, measures } = moment.study;
  const [training, validation] = measures[measure];
  const look = looks.curves[measure];
  const best = moment.best === undefined ? null : trials.number[moment.best];
  const numbers = chosen.map((k) => trials.number[k]);
  const colors = colorsOf(numbers, best, looks.colors.trials.length);
  const others = behind(moment, chosen, MOST_BEHIND).filter((k) => !thin.includes(k));
  const data = [
    ...oneColor(moment, look.behind, validation, others),
    ...oneColor(moment, look.thin, validation, thin),
  ];
  for (const k of chosen) {
    const number = trials.number[k];
    const fits = curvesOf(moment, k);
    const mean = meanCurve(fits);
    for (const trace of look.traces[colors.get(number)]) {
      const name = trace.uid.endsWith("-training") ? training : validation;
      const isThin = trace.uid.startsWith("fits-");
      if (isThin && fits.length < 2) continue;
      data.push({ ...numbered(trace, number), ...points(isThin ? fits : mean ? [mean] : [], name) });
    }
  }
  return { data, layout: look.layout };
}

// A look with its trial's number in place of `#`.
function numbered(trace, number) {
  const named = Object.fromEntries(
    ["name", "hovertemplate", "uid"].filter((key) => trace[key]).map((key) => [key, trace[key].replaceAll("#", number)]),
  );
  return { ...trace, ...named, ...(trace.meta && { meta: { trials: [number] } }) };
}

// Many curves as one line, null between them.
function gapped(lists) {
  return lists.flatMap((values) => [...values, null]);
}

function points(curves, name) {
  const across = curves.map((curve) => curve.epoch);
  const up = curves.map((curve) => curve.metrics[name].map(rounded));
  return curves.length === 1 ? { x: across[0], y: up[0] } : { x: gapped(across), y: gapped(up) };
}

function oneColor(moment, look, validation, places) {
  const means = places.map((k) => meanCurve(curvesOf(moment, k))).filter(Boolean);
  if (!means.length) return [];
  return [{
    ...look,
    x: gapped(means.map((mean) => mean.epoch)),
    y: gapped(means.map((mean) => mean.metrics[validation].map(rounded))),
    customdata: gapped(means.map((mean) => mean.epoch.map(() => mean.trial))),
  }];
}

// -- parallel coordinates --------------------------------------------------------------------------

// The trials that are drawn: of many, half of them the best, the others the latest.
export function lines(moment, most) {
  const drawable = moment.begun.filter((k) => moment.score(k) !== null || !moment.over.has(k));
  const kept = new Set(moment.ranked.slice(0, Math.floor(most / 2)));
  for (const k of drawable.reverse()) {
    if (kept.size >= most) break;
    kept.add(k);
  }
  return [...kept].sort((a, b) => a - b);
}

// Columns as the canvas reads them: an Arrow table in as far as it asks.
export function linesTable(moment, parallel) {
  const shown = lines(moment, parallel.most);
  const { trials } = moment.study;
  const columns = {
    number: shown.map((k) => trials.number[k]),
    score: shown.map((k) => moment.score(k)),
  };
  for (const [name, values] of Object.entries(parallel.values)) {
    columns[name] = shown.map((k) => values[k]);
  }
  return columns;
}
