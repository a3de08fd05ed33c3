// Goes through an answer in about a second; at once to its end where a person wants no motion.

export const FILM_MS = 1000;

export const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class Film {
  // `show(part)`: how much of it is shown, from 0 to 1.
  constructor(show) {
    this.show = show;
  }

  play(then = () => {}) {
    this.stop();
    if (isStill() || document.hidden) {
      this.show(1);
      return then();
    }
    const began = performance.now();
    const tick = (now) => {
      const part = Math.min(Math.max((now - began) / FILM_MS, 0), 1);
      this.frame = part < 1 ? requestAnimationFrame(tick) : 0;
      this.show(part);
      if (part === 1) then();
    };
    this.frame = requestAnimationFrame(tick);
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }
}
