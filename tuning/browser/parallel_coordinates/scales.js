// Values and positions: where a value of an axis stands, and which ticks it has.

// Where values of an axis lie between 0 (bottom) and 1 (top), and back.
export class Scale {
  constructor(axis) {
    this.axis = axis;
    this.log = axis.scale === "log";
    this.category = axis.scale === "category";
    let { low, high } = axis;
    // Few whole values: each gets a band of its own, and lines fan out inside it.
    this.discrete = this.category || (axis.integer && !this.log && high - low <= 12);
    if (this.discrete) {
      low -= 0.5;
      high += 0.5;
    } else if (low === high) {
      const by = Math.abs(low) * 0.1 || 0.5;
      [low, high] = this.log ? [low / 2, high * 2] : [low - by, high + by];
    }
    this.start = this.log ? Math.log(low) : low;
    this.span = (this.log ? Math.log(high) : high) - this.start;
    this.low = low;
    this.high = high;
    this.texts = new Map(axis.ticks.map(([value, text]) => [value, text]));
    this.ticks = axis.ticks.length ? axis.ticks : this.niceTicks();
  }

  at(value) {
    if (Number.isNaN(value)) return NaN;
    const raw = this.log ? (value > 0 ? Math.log(value) : -Infinity) : value;
    return Math.min(1, Math.max(0, (raw - this.start) / this.span));
  }

  // The value at a position, rounded to what a pixel can tell; the ends are exact.
  value(at) {
    if (at <= 0) return this.low;
    if (at >= 1) return this.high;
    const raw = this.start + at * this.span;
    if (this.log) return Number(Math.exp(raw).toPrecision(4));
    const digits = Math.max(0, Math.min(15, 3 - Math.floor(Math.log10(this.span))));
    return Number(raw.toFixed(digits));
  }

  // Both ends moved onto whole bands, as the values in them; null when there is none.
  snap(low, high) {
    if (!this.discrete) return [low, high];
    const { low: first, high: last } = this.axis;
    const clamp = (code) => Math.min(last, Math.max(first, code));
    return [clamp(Math.round(low)), clamp(Math.round(high))];
  }

  // Where a range is drawn: whole bands for categories.
  edges([low, high]) {
    return this.discrete ? [this.at(low - 0.5), this.at(high + 0.5)] : [this.at(low), this.at(high)];
  }

  niceTicks() {
    const { low, high } = this.axis;
    if (low === high) return [[low, this.text(low)]];
    if (this.log) return this.logTicks(low, high);
    let step = niceStep((high - low) / 5);
    if (this.axis.integer) step = Math.max(1, Math.round(step));
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    const ticks = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
      const value = Number((i * step).toPrecision(12));
      const plain = Math.abs(value) < 1e5 && (digits <= 4 || value === 0);
      ticks.push([value, plain ? value.toFixed(digits) : short(value, 3)]);
    }
    return ticks;
  }

  logTicks(low, high) {
    const inside = (value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
    const two = (value) => Number.isInteger(Math.log2(value));
    if (this.axis.integer && two(low) && high / low <= 4096) {
      const ticks = [];
      for (let value = low; inside(value); value *= 2) ticks.push([value, String(value)]);
      return thin(ticks, 7);
    }
    const first = Math.floor(Math.log10(low));
    const last = Math.ceil(Math.log10(high));
    const few = Math.log10(high / low) < 1.7;
    const exponent = low < 0.009 || high >= 1e5;
    const ticks = [];
    for (let power = first; power <= last; power++) {
      for (const factor of few ? [1, 2, 5] : [1]) {
        const value = Number(`${factor}e${power}`);
        if (!inside(value)) continue;
        ticks.push([value, exponent && power !== 0 ? `${factor}e${power}` : String(value)]);
      }
    }
    return ticks.length > 1 ? thin(ticks, 7) : [[low, short(low, 2)], [high, short(high, 2)]];
  }

  text(value) {
    if (this.texts.has(value)) return this.texts.get(value);
    return this.axis.integer ? String(Math.round(value)) : short(value, 4);
  }
}

function niceStep(raw) {
  const power = 10 ** Math.floor(Math.log10(raw));
  const part = raw / power;
  return power * (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10);
}

function thin(ticks, most) {
  const every = Math.ceil(ticks.length / most);
  return ticks.filter((_, i) => i % every === 0);
}

export function short(value, digits) {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 0.001 || size >= 1e6) {
    return value.toExponential(digits - 1).replace(/\.?0+e/, "e").replace("e+", "e");
  }
  return String(Number(value.toPrecision(digits)));
}

export const clamp01 = (value) => Math.min(1, Math.max(0, value));
