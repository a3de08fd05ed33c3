// A line across a figure that a person may drag up and down: the shape of its layout. Python is told
// its height; a number field beside the figure does the same by keyboard.

export class Line {
  constructor() {
    this.turn = 0;
    this.straightens = false;
  }

  take(component) {
    this.component = component;
  }

  get isOn() {
    return Boolean(this.component?.data.drags);
  }

  // Listens to a node that Plotly draws in; `redraw` is called when what is drawn is out of date.
  listen(node, redraw) {
    node.on("plotly_relayout", (change) => {
      const moved = Object.entries(change).filter(([name]) => /^shapes\[\d+\]\.y[01]$/.test(name));
      if (this.straightens || !moved.length || !this.isOn) return;
      const y = moved.reduce((sum, [, height]) => sum + Number(height), 0) / moved.length;
      const [shape] = moved[0][0].split(".");
      this.straighten(node, shape, y);
      redraw();
      this.turn += 1;
      this.component.setStateValue("dragged", { y, turn: this.turn });
    });
  }

  // Whatever way it was dragged, it lies level and from end to end.
  async straighten(node, shape, y) {
    const level = { x0: 0, x1: 1, y0: y, y1: y };
    const named = Object.entries(level).map(([name, value]) => [`${shape}.${name}`, value]);
    this.straightens = true;
    try {
      await window.Plotly.relayout(node, Object.fromEntries(named));
    } finally {
      this.straightens = false;
    }
  }
}
