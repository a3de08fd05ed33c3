// How a score of the landscape becomes a place between 0 and 1, and a colour. Places go by errors:
// from 0.90 to 0.95 is as far as from 0.80 to 0.90, since each halves what is still wrong.

const TICKS = [0.1, 0.5, 0.8, 0.9, 0.95, 0.98];
const WORST = 0.1; // guessing among ten classes
// Viridis, which is told apart by its lightness alone.
const COLORS = ["440154", "472d7b", "3b528b", "2c728e", "21918c", "28ae80", "5ec962", "addc30", "fde725"];
const CHANNELS = COLORS.map((color) => [0, 2, 4].map((at) => parseInt(color.slice(at, at + 2), 16)));

export class Scores {
  // `best`: the greatest score that there is.
  constructor(best) {
    this.best = best;
  }

  place(score) {
    const error = Math.min(Math.max(1 - score, 1 - this.best), 1 - WORST);
    return Math.log(error / (1 - WORST)) / Math.log((1 - this.best) / (1 - WORST));
  }

  get ticks() {
    return TICKS.filter((tick) => tick <= this.best);
  }

  // Three numbers up to 255.
  channels(score) {
    const at = this.place(score) * (CHANNELS.length - 1);
    const before = Math.min(Math.floor(at), CHANNELS.length - 2);
    return CHANNELS[before].map((low, k) => low + (CHANNELS[before + 1][k] - low) * (at - before));
  }

  color(score) {
    return `rgb(${this.channels(score).map(Math.round).join(" ")})`;
  }
}

// Its scale, as a CSS gradient.
export const GRADIENT = `linear-gradient(to right, ${COLORS.map((color) => `#${color}`).join(", ")})`;
