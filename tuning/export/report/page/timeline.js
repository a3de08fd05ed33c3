// The order of what happened in a study, as tuning/store/timeline.py has it. A moment is how many
// things had happened by then: what has a smaller place was there.

// How many of ascending numbers are at most `value`.
export function upTo(numbers, value) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Null is the place of what never happened.
export const isThere = (place, happened) => place !== null && place < happened;

export const UNITS = ["trials", "epochs", "seconds"];

export class Timeline {
  constructor({ length, first, seconds, trialEnds, epochEnds }) {
    Object.assign(this, { length, first, seconds, trialEnds, epochEnds });
  }

  // How much of a unit there is in all: trials, epochs or seconds.
  total(unit) {
    if (unit === "seconds") return this.seconds.at(-1) ?? 0;
    return (unit === "trials" ? this.trialEnds : this.epochEnds).length;
  }

  // How many things had happened when so much of a unit was spent. Between two trials or epochs,
  // time passes evenly.
  happened(unit, value) {
    if (value >= this.total(unit)) return this.length;
    if (unit === "seconds") return upTo(this.seconds, value);
    const whole = Math.floor(value);
    const [least, next] = [this.after(unit, whole), this.after(unit, whole + 1)];
    if (value === whole) return least;
    const [begin, end] = [this.seconds[least - 1], this.seconds[next - 1]];
    const found = upTo(this.seconds, begin + (value - whole) * (end - begin));
    return Math.min(Math.max(found, least), next - 1);
  }

  // The same for whole numbers: with an epoch counts what happened before the next.
  after(unit, count) {
    if (!count) return this.first;
    if (unit === "trials") return this.trialEnds[count - 1] + 1;
    return this.epochEnds[count] ?? this.length;
  }

  // How much of a unit was spent when so many things had happened.
  spent(unit, happened) {
    if (unit === "seconds") return this.seconds[Math.max(happened, 1) - 1] ?? 0;
    return upTo(unit === "trials" ? this.trialEnds : this.epochEnds, happened - 1);
  }
}
