// Round ends of an axis for accuracies, and the step between its ticks.

const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2];
const MOST_STEPS = 6;

// `values`: numbers from 0 to 1, one or more.
export function axis(values) {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const step = STEPS.find((size) => (most - least) / size <= MOST_STEPS - 1) ?? STEPS.at(-1);
  const low = Math.max(round(Math.floor(least / step + 1e-9) * step), 0);
  const high = Math.min(round(Math.ceil(most / step - 1e-9) * step), 1);
  if (high > low) return { low, high, step };
  return low >= step ? { low: round(low - step), high, step } : { low, high: round(low + step), step };
}

export function ticks({ low, high, step }) {
  return Array.from({ length: Math.round((high - low) / step) + 1 }, (_, k) => round(low + k * step));
}

function round(value) {
  return Math.round(value * 100) / 100;
}
