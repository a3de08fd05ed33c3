// Numbers as people read them.

// About how long, as tuning/text/words.py says it.
export function duration(seconds) {
  if (seconds < 90) return `${Math.max(Math.round(seconds), seconds > 0 ? 1 : 0)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

// `0.9735`: four places, and the digits of what is too small for them.
export function score(value) {
  if (value === null || value === undefined) return "–";
  const isSmall = value !== 0 && Math.abs(value) < 5e-5;
  return isSmall ? String(Number(value.toPrecision(2))) : value.toFixed(4);
}
