// Strokes of a pen as an image like those that the model has learned from: as large, as thick, and
// in the same place. `look` says how those are, each in parts of an image's side: `fill` (the longer
// side of the ink), `stroke` (how thick), and the place `x`, `y` of the middle of the ink's box, or,
// as in MNIST, of its weight (`byWeight`).

const FINE = 8; // parts of a pixel's side that are drawn, and then averaged

// From strokes (lists of points from 0 to 1) to brightnesses from 0 to 1, row by row.
export function imageOf(strokes, { width, height }, look) {
  const points = strokes.flat();
  if (!points.length) return null;
  const box = boxOf(points);
  const thick = look.stroke * Math.min(width, height);
  const room = Math.max(look.fill * Math.min(width, height) - thick, 1);
  const scale = room / Math.max(box.width, box.height, 1e-6);
  // A dot, or a stroke of one point, is not blown up.
  const size = Math.max(box.width, box.height) < 0.02 ? 0 : scale;
  const at = { x: look.x * width, y: look.y * height };
  const paper = { width, height, thick };
  const image = drawn(strokes, box, size, at, paper);
  if (!look.byWeight) return image;
  const weight = weightOf(image, width);
  const moved = { x: 2 * at.x - weight.x, y: 2 * at.y - weight.y };
  return drawn(strokes, box, size, moved, paper);
}

function boxOf(points) {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

// The strokes with the middle of their box at `at`, in pixels.
function drawn(strokes, box, scale, at, { width, height, thick }) {
  const canvas = new OffscreenCanvas(width * FINE, height * FINE);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  Object.assign(pen, { lineCap: "round", lineJoin: "round", lineWidth: thick * FINE });
  const place = ({ x, y }) => [
    FINE * (at.x + scale * (x - box.x)),
    FINE * (at.y + scale * (y - box.y)),
  ];
  for (const stroke of strokes) {
    pen.beginPath();
    pen.moveTo(...place(stroke[0]));
    for (const point of stroke) pen.lineTo(...place(point));
    pen.stroke();
  }
  return averaged(pen.getImageData(0, 0, canvas.width, canvas.height).data, width, height);
}

// How much of each pixel is covered.
function averaged(fine, width, height) {
  const found = new Float32Array(width * height);
  for (let y = 0; y < height * FINE; y++) {
    for (let x = 0; x < width * FINE; x++) {
      const at = Math.floor(y / FINE) * width + Math.floor(x / FINE);
      found[at] += fine[4 * (y * width * FINE + x) + 3];
    }
  }
  return found.map((sum) => sum / (255 * FINE * FINE));
}

// The middle of the ink, in pixels.
function weightOf(image, width) {
  let [all, x, y] = [0, 0, 0];
  image.forEach((ink, at) => {
    all += ink;
    x += ink * ((at % width) + 0.5);
    y += ink * (Math.floor(at / width) + 0.5);
  });
  return { x: x / all, y: y / all };
}
