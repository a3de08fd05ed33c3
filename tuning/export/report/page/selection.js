// What is selected on the page, for every chart and the table: trials picked one by one; where
// there are none, those inside the brush. In the app Python has this part (tuning/ui/selection.py).

export class Selection {
  // `changed()` is called when a person has selected something else.
  constructor(changed) {
    this.changed = changed;
    this.brush = {};
    this.picked = [];
    this.turns = new Map(); // of each component, the number of its latest report
  }

  get isOn() {
    return this.picked.length > 0 || Object.keys(this.brush).length > 0;
  }

  select(brush, picked) {
    this.brush = brush;
    this.picked = picked;
    this.changed();
  }

  turn(name) {
    return this.turns.get(name) ?? 0;
  }

  // What a component calls with what a person did: `{brush, picked}`, or `{trials, everything}`.
  hearing(name) {
    return (_, { turn, brush, picked, trials, everything }) => {
      this.turns.set(name, turn);
      this.select(everything ? {} : (brush ?? this.brush), picked ?? trials);
    };
  }

  toggle(number, isPicked) {
    const others = this.picked.filter((one) => one !== number);
    this.select(this.brush, isPicked ? [...others, number] : others);
  }
}
