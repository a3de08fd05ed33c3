// Whether a figure is in sight. One that is not is drawn anew only every so often, or as soon as a
// person comes to it: most of a page is out of sight, and what it shows may change at each tick.

const NEAR = "200px"; // from the window's edge
const EVERY_MS = 2000;

export class Sight {
  // `draw` is called when what was put off is to be drawn.
  constructor(root, draw) {
    this.draw = draw;
    this.isIn = true;
    this.last = 0;
    this.watcher = new IntersectionObserver(([...entries]) => this.turn(entries.at(-1)), { rootMargin: NEAR });
    this.watcher.observe(root);
    addEventListener("beforeprint", (this.print = () => this.turn({ isIntersecting: true })));
  }

  turn({ isIntersecting }) {
    const comes = isIntersecting && !this.isIn;
    this.isIn = isIntersecting;
    if (comes) this.draw();
  }

  // Whether a drawing is put off; else it is taken to be drawn now.
  waits() {
    const left = this.last + EVERY_MS - performance.now();
    if (!this.isIn && left > 0) {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.draw();
      }, left);
      return true;
    }
    this.last = performance.now();
    return false;
  }

  leave() {
    this.watcher.disconnect();
    clearTimeout(this.timer);
    removeEventListener("beforeprint", this.print);
  }
}
