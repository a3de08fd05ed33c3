// Numbers as people read them.

// About how long, as tuning/text/words.py says it.
export function duration(seconds) {
  if (seconds < 90) return `${Math.max(Math.round(seconds), seconds > 0 ? 1 : 0)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

// `0.9735`, `54.313`, `180,921`: as tuning/text/words.py says a score.
export function score(value) {
  if (value === null || value === undefined) return "–";
  if (value !== 0 && Math.abs(value) < 5e-5) return String(Number(value.toPrecision(3)));
  const power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  const places = power > 0 ? Math.max(4 - power, 0) : power > -3 ? 4 : 2 - power;
  const [whole, rest] = value.toFixed(places).split("."); // rounds as Python does
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return rest ? `${grouped}.${rest}` : grouped;
}
