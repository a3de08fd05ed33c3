// The theme as a canvas needs it, and the colours of the lines from the worst to the best.

import { themeOf } from "../mount.js";
import { clamp01 } from "./scales.js";

const COLORS = 64;

// Lightness runs evenly away from the background: the worst lines sink into it, the best stand
// out. Stops are [position, lightness, chroma, hue] in OKLCH.
const DARK = [[0, 0.44, 0.035, 275], [0.35, 0.59, 0.1, 240], [0.7, 0.75, 0.14, 170], [1, 0.92, 0.19, 108]];
const LIGHT = [[0, 0.77, 0.035, 230], [0.35, 0.66, 0.11, 180], [0.7, 0.52, 0.13, 245], [1, 0.36, 0.2, 290]];

function palette(dark) {
  const stops = dark ? DARK : LIGHT;
  return Array.from({ length: COLORS }, (_, i) => {
    const t = i / (COLORS - 1);
    const k = Math.max(1, stops.findIndex((stop) => stop[0] >= t));
    const [a, b] = [stops[k - 1], stops[k]];
    const u = (t - a[0]) / (b[0] - a[0]);
    return oklch(...[1, 2, 3].map((j) => a[j] + (b[j] - a[j]) * u));
  });
}

function oklch(lightness, chroma, hue) {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channel = (x) => {
    const y = x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055;
    return Math.round(255 * clamp01(y));
  };
  const red = channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = channel(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return `rgb(${red},${green},${blue})`;
}

// The app's theme at an element; `signature` changes with it.
export function readTheme(root) {
  const { get, ...base } = themeOf(root);
  const theme = {
    ...base,
    border: get("--st-border-color", "#d0d2d8"),
    primary: get("--st-primary-color", "#2f6fed"),
    size: Math.min(20, Math.max(12, parseFloat(get("--st-base-font-size", "16px")) || 16)),
  };
  theme.signature = Object.values(theme).join("|");
  theme.colors = palette(isDark(theme.background));
  theme.color = (good) => theme.colors[Math.round(good * (COLORS - 1))];
  return theme;
}

function isDark(background) {
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  probe.fillStyle = background;
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}
