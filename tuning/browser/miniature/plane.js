// The picture of two-dimensional data: the points, and for every place of the plane which class the
// network sees there and how sure it is, with the line where it is undecided.

import { element, themeOf } from "../mount.js";
import { contour } from "./contour.js";
import { between, bytesOf, enlarge } from "./grids.js";
import { mark, markPicture } from "./marks.js";
import { SCORE, count, number, setting } from "./words.js";

const WIDE = 120; // pixels that the field is reckoned in; it is drawn smoothly at any size
const FAINT = 0.1; // how much of its colour the field has where the network is undecided,
const STRONG = 0.5; // and where it is sure
const INK = 0.3; // how much of the text's colour a point has: it is seen on its own field

export class Plane {
  constructor(parent, data) {
    this.data = data;
    this.root = element("div", "miniature-plane", parent);
    this.canvas = element("canvas", "", this.root);
    this.canvas.setAttribute("role", "img");
    this.field = new OffscreenCanvas(WIDE, WIDE);
    this.image = new ImageData(WIDE, WIDE);
    this.numbers = new Float32Array(WIDE * WIDE);
    this.grid = null;
    this.points = data.points.map((group) => ({ ...group, places: floats(group.places) }));
    this.key = element("div", "miniature-key", parent);
    this.repaint();
    this.describe();
    this.resizes = new ResizeObserver(() => this.paint());
    this.resizes.observe(this.root);
  }

  // Takes an answer; it is seen with the first `at`.
  take(answer) {
    const frames = answer.frames ?? [];
    this.frames = frames.map(({ epoch, grid }) => ({ epoch, grid: bytesOf(grid) }));
    this.describe(answer);
  }

  // Shows the network as it was at an epoch; of one that failed before any, the points alone.
  at(epoch) {
    if (!this.frames.length) {
      this.grid = null;
      return this.paint();
    }
    const size = this.frames[0].grid.length;
    if (this.grid?.length !== size) this.grid = new Float32Array(size);
    between(this.frames, epoch, this.grid);
    this.paint();
  }

  // With the colours of the theme as it is now.
  repaint() {
    const { background, text } = themeOf(this.root);
    this.background = background;
    this.line = text;
    const [ground, ink, ...classes] = [background, text, ...this.data.colors].map(rgb);
    this.colors = classes.map((color) => `rgb(${mixed(color, ink, INK).map(Math.round)})`);
    this.shades = Array.from({ length: 256 }, (_, byte) => {
      const lean = (2 * byte) / 255 - 1;
      const share = FAINT + (STRONG - FAINT) * Math.abs(lean);
      return mixed(ground, classes[lean < 0 ? 0 : 1], share);
    });
    this.drawKey();
    this.paint();
  }

  paint() {
    const side = Math.round(this.root.clientWidth * devicePixelRatio);
    if (!side) return;
    if (this.canvas.width !== side) this.canvas.width = this.canvas.height = side;
    const context = this.canvas.getContext("2d");
    context.fillStyle = this.background;
    context.fillRect(0, 0, side, side);
    if (this.grid) this.paintField(context, side);
    for (const group of this.points) this.paintPoints(context, group, side);
  }

  paintField(context, side) {
    const size = Math.sqrt(this.grid.length);
    enlarge(this.grid, size, this.numbers, WIDE);
    const { data } = this.image;
    for (let row = 0; row < WIDE; row += 1) {
      for (let column = 0; column < WIDE; column += 1) {
        const shade = this.shades[Math.round(this.numbers[(WIDE - 1 - row) * WIDE + column])];
        data.set(shade, 4 * (row * WIDE + column));
        data[4 * (row * WIDE + column) + 3] = 255;
      }
    }
    this.field.getContext("2d").putImageData(this.image, 0, 0);
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.field, 0, 0, side, side);
    this.paintLine(context, size, side);
  }

  paintLine(context, size, side) {
    // From the middle of a square; at the rim, to the picture's edge.
    const place = (step) => {
      if (step <= 0) return 0;
      return step >= size - 1 ? side : ((step + 0.5) / size) * side;
    };
    context.beginPath();
    contour(this.grid, size, 127.5, (x1, y1, x2, y2) => {
      context.moveTo(place(x1), side - place(y1));
      context.lineTo(place(x2), side - place(y2));
    });
    context.strokeStyle = this.line;
    context.lineWidth = side / 220;
    context.stroke();
  }

  paintPoints(context, { places, classes, hollow }, side) {
    const radius = side / 84;
    for (let k = 0; k < classes.length; k += 1) {
      const [x, y] = [places[2 * k], places[2 * k + 1]];
      const color = this.colors[classes[k]];
      mark(context, classes[k], x * side, (1 - y) * side, radius);
      context.lineJoin = "round";
      context.strokeStyle = hollow ? color : this.background;
      context.lineWidth = hollow ? radius * 0.62 : radius * 0.5;
      context.fillStyle = hollow ? this.background : color;
      context.fill();
      context.stroke();
    }
  }

  describe(answer) {
    const told = this.points.map(({ classes, name }) => count(classes.length, `${name} point`));
    const seen = answer
      ? `, and which class the network sees at every place with ${setting(this.data, answer)}. ` +
        (answer.error ?? `Its ${SCORE} is ${number(answer.score)}.`)
      : ".";
    this.canvas.setAttribute("aria-label", `${this.data.shape}: ${told.join(" and ")} of two classes${seen}`);
  }

  drawKey() {
    this.key.innerHTML = this.points
      .map(({ name, hollow }) => {
        const shapes = this.colors.map((color, kind) => markPicture(kind, color, hollow));
        return `<span>${shapes.join("")} ${name}</span>`;
      })
      .concat('<span><i class="miniature-line"></i> undecided</span>')
      .join("");
  }

  destroy() {
    this.resizes.disconnect();
  }
}

function floats(text) {
  return new Float32Array(bytesOf(text).buffer);
}

const mixed = (one, other, share) => one.map((channel, k) => channel + (other[k] - channel) * share);

// A CSS colour as three numbers up to 255.
function rgb(color) {
  const context = (rgb.context ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true }));
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}
