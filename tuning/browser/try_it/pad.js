// A pad that shows an image, and on which one can draw where that makes sense.

import { element } from "../mount.js";

const SIDE = 280; // pixels of the drawing

export class Pad {
  // `drawn(strokes)`: what stands on the pad now, lists of points from 0 to 1.
  constructor(root, shape, drawn) {
    Object.assign(this, { shape, drawn, strokes: [] });
    const place = element("div", "try-it-pads", root);
    this.canvas = element("canvas", "try-it-pad", place);
    this.canvas.setAttribute("role", "img");
    const longest = Math.max(shape.width, shape.height);
    this.canvas.style.aspectRatio = `${shape.width} / ${shape.height}`;
    this.large = [shape.width, shape.height].map((side) => Math.round((SIDE * side) / longest));
    if (!shape.draws) return;
    this.canvas.classList.add("try-it-draws");
    const figure = element("figure", "try-it-seen", place);
    this.small = element("canvas", "", figure);
    element("figcaption", "", figure).textContent = "What the model sees";
    this.listen();
  }

  listen() {
    const { canvas } = this;
    canvas.onpointerdown = (event) => {
      if (event.button) return;
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      if (!this.isDrawing) this.begin();
      this.strokes.push([this.point(event)]);
      this.pen();
    };
    canvas.onpointermove = (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      const all = event.getCoalescedEvents?.() ?? [];
      const stroke = this.strokes[this.strokes.length - 1];
      stroke.push(...(all.length ? all : [event]).map((each) => this.point(each)));
      this.pen();
    };
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  }

  // An empty sheet.
  begin() {
    this.isDrawing = true;
    this.strokes = [];
    [this.canvas.width, this.canvas.height] = this.large;
    this.paint();
  }

  pen() {
    this.paint();
    this.drawn(this.strokes);
    const { length } = this.strokes;
    this.canvas.setAttribute("aria-label", `A drawing of ${length} stroke${length === 1 ? "" : "s"}`);
  }

  paint() {
    const { width, height } = this.canvas;
    const pen = this.canvas.getContext("2d");
    pen.fillStyle = this.shape.isLight ? "#fff" : "#000";
    pen.fillRect(0, 0, width, height);
    pen.strokeStyle = this.shape.isLight ? "#000" : "#fff";
    Object.assign(pen, { lineCap: "round", lineJoin: "round" });
    pen.lineWidth = this.shape.look.stroke * Math.min(width, height);
    for (const stroke of this.strokes) {
      pen.beginPath();
      pen.moveTo(stroke[0].x * width, stroke[0].y * height);
      for (const { x, y } of stroke) pen.lineTo(x * width, y * height);
      pen.stroke();
    }
  }

  // Shows an image (values from 0 to 1, row by row) in place of a drawing.
  show(values, words) {
    this.isDrawing = false;
    this.strokes = [];
    paintPixels(this.canvas, values, this.shape);
    this.canvas.setAttribute("aria-label", words);
    this.seen(values);
  }

  // What the model is given of it.
  seen(values) {
    if (this.small) paintPixels(this.small, values, this.shape);
  }

  clear() {
    this.begin();
    this.canvas.setAttribute("aria-label", "An empty sheet");
    const { width, height, channels, isLight } = this.shape;
    this.seen(new Array(width * height * channels).fill(isLight ? 1 : 0));
  }

  destroy() {
    this.canvas.onpointerdown = this.canvas.onpointermove = null;
  }
}

function paintPixels(canvas, values, { width, height, channels }) {
  Object.assign(canvas, { width, height });
  const bytes = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < width * height; at++) {
    const own = Array.from({ length: channels }, (_, k) => 255 * values[at * channels + k]);
    const [red, green = red, blue = red, opaque = 255] = own;
    bytes.set([red, green, blue, opaque], 4 * at);
  }
  canvas.getContext("2d").putImageData(new ImageData(bytes, width, height), 0, 0);
}
