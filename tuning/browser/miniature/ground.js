// The landscape by itself: where a value lies on an axis, what a place scores, its picture.

const WIDE = 160; // pixels of the picture; it is drawn smoothly at any size

export class Axis {
  // `places`: the values that were measured, from one end to the other.
  constructor({ name, title, log, places }) {
    Object.assign(this, { name, title, log, values: places });
    this.places = places.map((value) => (log ? Math.log10(value) : value));
    this.low = this.places[0];
    this.high = this.places.at(-1);
  }

  // From 0 to 1.
  part(value) {
    return ((this.log ? Math.log10(value) : value) - this.low) / (this.high - this.low);
  }

  get ticks() {
    const [step, ends] = this.log ? [1, [this.low, this.high]] : [0.2, [this.low, this.high]];
    const many = Math.round((ends[1] - ends[0]) / step);
    return Array.from({ length: many + 1 }, (_, k) => {
      const at = ends[0] + k * step;
      return this.log ? Number((10 ** at).toPrecision(6)) : Number(at.toFixed(6));
    });
  }

  // The measured value that is nearest to a part of the way.
  nearest(part) {
    const at = this.low + part * (this.high - this.low);
    const far = this.places.map((place) => Math.abs(place - at));
    return far.indexOf(Math.min(...far));
  }

  // The measured value before a part of the way, and how far it is to the next.
  between(part) {
    const at = this.low + part * (this.high - this.low);
    const after = this.places.findIndex((place) => place > at);
    const before = (after < 0 ? this.places.length : Math.max(after, 1)) - (after < 0 ? 2 : 1);
    return [before, (at - this.places[before]) / (this.places[before + 1] - this.places[before])];
  }
}

// A picture of scores (first axis, second axis) as an address, the second axis upwards.
export function picture(axes, grid, scores) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = WIDE;
  const context = canvas.getContext("2d");
  const image = context.createImageData(WIDE, WIDE);
  const [across, up] = axes.map((axis) =>
    Array.from({ length: WIDE }, (_, k) => axis.between((k + 0.5) / WIDE)),
  );
  for (let row = 0; row < WIDE; row += 1) {
    const [low, v] = up[WIDE - 1 - row];
    for (let column = 0; column < WIDE; column += 1) {
      const [left, u] = across[column];
      const [a, b] = [grid[left], grid[left + 1]];
      const score = (1 - u) * ((1 - v) * a[low] + v * a[low + 1]) + u * ((1 - v) * b[low] + v * b[low + 1]);
      image.data.set([...scores.channels(score), 255], 4 * (row * WIDE + column));
    }
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}
