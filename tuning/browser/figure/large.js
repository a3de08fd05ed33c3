// A figure for a projector: its type and its lines grow as the page's type does.

const LINES = 1.6;
const TALL = 280; // pixels: a figure from here on takes its share of the window
const SHARE = 0.4;

// By how much: 1, unless the page presents.
export function enlargement() {
  const style = getComputedStyle(document.documentElement);
  return style.getPropertyValue("--present-ink") ? parseFloat(style.fontSize) / 16 : 1;
}

// How high a figure is that has this height elsewhere.
export function heightOf(height, by) {
  return by === 1 || height < TALL ? height : Math.round(SHARE * innerHeight);
}

// `value`, a part of a figure, with what `by` enlarges; `within` names the part.
export function enlarged(value, by, within = "") {
  if (by === 1 || value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((each) => enlarged(each, by, within));
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, grown(name, part, by, within)]),
  );
}

function grown(name, part, by, within) {
  if (typeof part === "number") {
    if (name === "size" && /font$/.test(within)) return part * by;
    if (name === "width" && within === "line") return part * LINES;
    return part;
  }
  // Numbers to be drawn are many, and none of them grows.
  return Array.isArray(part) && typeof part[0] !== "object" ? part : enlarged(part, by, name);
}
