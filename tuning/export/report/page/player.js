// Play, pause, speed and the slider: which moment the page shows. The moment is part of the
// address, as in the app's links: `#at=12t`, `#at=340e`, `#at=7.5s`.

const WHOLE = 20; // seconds that all of it plays at the usual speed
const FRAME = 90; // milliseconds between two drawings while it plays
const LINK = /^#at=(\d{1,9}(?:\.\d{1,9})?)([tes])$/;
const UNITS = { t: "trials", e: "epochs", s: "seconds" };

export class Player {
  // `source` has `total(unit)` and `told(unit, value)`; `show(unit, value)` draws a moment.
  constructor(root, source, show) {
    Object.assign(this, { root, source, show });
    const [play, speed, slider, told] = ["play", "speed", "at", "told"].map((id) => root.querySelector(`#${id}`));
    Object.assign(this, { play, speed, slider, told });
    this.units = [...root.querySelectorAll("[name=unit]")];
    this.last = 0;
    play.onclick = () => (this.timer ? this.pause() : this.start());
    slider.oninput = () => {
      this.pause();
      this.go(Number(slider.value));
    };
    this.units.forEach((radio) => (radio.onchange = () => this.turn(radio.value)));
    addEventListener("hashchange", () => this.follow());
    root.hidden = false;
    if (!this.follow()) this.turn(this.unit);
  }

  get unit() {
    return this.units.find((radio) => radio.checked).value;
  }

  get end() {
    return this.source.total(this.unit);
  }

  // To the moment of the address, if it has one.
  follow() {
    const found = LINK.exec(location.hash);
    if (!found || location.hash === this.said) return false;
    this.pause();
    this.units.find((radio) => radio.value === UNITS[found[2]]).checked = true;
    this.turn(this.unit, Number(found[1]));
    return true;
  }

  // To the same moment in another unit: as far along as before.
  turn(unit, value) {
    const share = this.value === undefined ? 1 : this.value / (this.total || 1);
    this.total = this.end;
    this.slider.max = this.total;
    this.slider.step = unit === "seconds" ? "any" : 1;
    const wanted = value ?? this.source.same?.(this.before, this.value, unit) ?? share * this.total;
    this.before = unit;
    this.go(unit === "seconds" ? wanted : Math.round(wanted));
  }

  go(value) {
    this.value = Math.min(Math.max(value, 0), this.total);
    this.slider.value = this.value;
    const told = this.source.told(this.unit, this.value);
    this.told.textContent = told;
    this.slider.setAttribute("aria-valuetext", told);
    this.show(this.unit, this.value);
    if (!this.timer) this.share();
  }

  share() {
    const at = this.value < this.total ? `#at=${Number(this.value.toFixed(2))}${this.unit[0]}` : "#";
    if (at === (location.hash || "#")) return;
    this.said = at;
    try {
      history.replaceState(null, "", at);
    } catch {
      // Some browsers let no page from a disk change its address: then it is not shared.
    }
  }

  start() {
    if (this.value >= this.total) this.value = 0;
    this.face("❚❚ Pause");
    this.since = performance.now();
    this.exact = this.value;
    this.timer = requestAnimationFrame((now) => this.step(now));
  }

  step(now) {
    this.exact += ((now - this.since) / 1000) * (this.total / WHOLE) * Number(this.speed.value);
    this.since = now;
    const next = this.unit === "seconds" ? this.exact : Math.floor(this.exact);
    const isOver = next >= this.total;
    if (isOver || (next !== this.value && now - this.last > FRAME)) {
      this.last = now;
      this.go(next);
    }
    if (isOver) this.pause();
    else this.timer = requestAnimationFrame((later) => this.step(later));
  }

  pause() {
    if (!this.timer) return;
    cancelAnimationFrame(this.timer);
    this.timer = 0;
    this.face("▶ Play");
    this.share();
  }

  face(text) {
    this.play.textContent = text;
  }
}
