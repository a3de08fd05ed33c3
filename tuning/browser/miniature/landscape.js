// The picture of a search: a landscape of two hyperparameters that was measured once, and the
// trials of a search on it.

import { element } from "../mount.js";

export class Landscape {
  // `parent`: an empty square of the card. `data`: what the page sends, with `data.landscape`.
  constructor(parent, data) {
    this.root = element("div", "", parent);
    this.data = data;
  }

  // Draws the first `count` steps of `answer.steps`, the last of them as the present one; without
  // an answer (null) the landscape alone. It is called again with the same where the theme changed.
  show(answer, count) {
    this.root.textContent = `${count} of ${answer?.steps.length ?? 0}`;
  }

  // What is seen, in a sentence or two, for who does not see it.
  spoken(answer, count) {
    return `The first ${count} trials of the search.`;
  }

  destroy() {}
}
