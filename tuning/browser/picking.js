// What a person picks in the browser and Python owns: what a click makes of it, and whose word
// counts.

// The trials that are picked after a click on some: these alone, or none of them where they were
// picked alone; with `beside` (Shift, Ctrl or ⌘) the others stay.
export function afterClick(picked, trials, beside) {
  const all = trials.every((number) => picked.includes(number));
  const others = picked.filter((number) => !trials.includes(number));
  if (beside) return all ? others : [...others, ...trials];
  return all && !others.length ? [] : trials;
}

export const isBeside = (event) => Boolean(event?.shiftKey || event?.ctrlKey || event?.metaKey);

const LOST_MS = 3000; // a report that was not answered by then is not waited for

// Each report has a number, and Python's answer names the latest that it has heard. What is older
// than a report under way is not taken: a drag is never undone by an answer to the one before it.
export class Turns {
  constructor(state) {
    this.state = state;
    this.turn = 0;
    this.reported = 0;
  }

  // Whether what Python says now is to be taken; `heard` is the number that it has heard.
  takes(heard) {
    const waits = this.turn > heard && performance.now() - this.reported < LOST_MS;
    if (!waits) this.turn = Math.max(this.turn, heard);
    return !waits;
  }

  report(component, value) {
    this.turn += 1;
    this.reported = performance.now();
    component.setStateValue(this.state, { ...value, turn: this.turn });
  }
}
