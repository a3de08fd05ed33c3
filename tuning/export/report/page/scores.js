// The way to the best score, as tuning/analysis/curves.py reckons it.

import { isThere, upTo } from "./timeline.js";

// One score from a fit's values, epoch by epoch.
export function scoreOf({ reduce, last, direction }, values) {
  if (reduce === "last") return values.at(-1);
  if (reduce === "mean_last") {
    const tail = values.slice(-last);
    return tail.reduce((sum, value) => sum + value, 0) / tail.length;
  }
  return direction === "max" ? Math.max(...values) : Math.min(...values);
}

// A row a trial that had ended, in the order of finishing: its score, the best until then (null
// before there is one), and the trials, epochs and seconds that had been spent.
export function bestSoFar({ study, happened }) {
  const { trials, ended, place } = study;
  const rows = ended.number.filter((n) => isThere(trials.ended[place.get(n)], happened)).length;
  const order = ended.number.slice(0, rows).map((number) => place.get(number));
  const at = order.map((k) => trials.finished[k]);
  const seconds = busySeconds(order.map((k) => trials.started[k] ?? trials.finished[k]), at);
  let best = null;
  return order.map((k, row) => {
    const score = trials.score[k];
    if (score !== null && (best === null || isBetter(study.objective, score, best))) best = score;
    return {
      number: trials.number[k],
      score,
      deviation: trials.deviation[k],
      best,
      trials: row + 1,
      epochs: ended.epochs[row],
      seconds: seconds[row],
    };
  });
}

export function isBetter({ direction }, score, than) {
  return direction === "max" ? score > than : score < than;
}

// At each time, the seconds so far in which some trial ran: pauses do not count.
function busySeconds(starts, at) {
  const order = [...at.keys()].sort((a, b) => starts[a] - starts[b] || at[a] - at[b]);
  const spans = [];
  for (const k of order) {
    const last = spans.at(-1);
    if (last && starts[k] <= last.end) last.end = Math.max(last.end, at[k]);
    else {
      const before = last ? last.before + last.end - last.start : 0;
      spans.push({ start: starts[k], end: at[k], before });
    }
  }
  const begins = spans.map((span) => span.start);
  return at.map((time) => {
    const { start, end, before } = spans[upTo(begins, time) - 1];
    return before + Math.min(time, end) - start;
  });
}
