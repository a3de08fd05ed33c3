// The picture of the digits: images that the network has not trained on, its guess under each.

import { element } from "../mount.js";
import { bytesOf } from "./grids.js";
import { setting } from "./words.js";

const SIDE = 8; // pixels of an image

export class Tiles {
  constructor(parent, data) {
    this.data = data;
    this.root = element("div", "miniature-tiles", parent);
    this.root.setAttribute("role", "img");
    const { images, labels } = data.digits;
    const pixels = bytesOf(images);
    this.tiles = labels.map((label, k) => {
      const tile = element("figure", "", this.root);
      drawImage(element("canvas", "", tile), pixels.subarray(k * SIDE * SIDE, (k + 1) * SIDE * SIDE));
      return { tile, label, told: element("figcaption", "", tile) };
    });
    this.key = element("div", "miniature-key", parent);
    this.key.textContent = "Under each image: what the network reads; ✗ where it is another digit.";
    this.describe();
  }

  take(answer) {
    this.answer = answer;
    this.describe();
  }

  at(epoch) {
    const { guesses = [], shown_epochs: epochs = [] } = this.answer ?? {};
    let shown = epochs.findLastIndex((one) => one <= epoch);
    if (shown < 0) shown = 0;
    if (!guesses[shown]) return;
    this.tiles.forEach(({ tile, told, label }, k) => {
      const guess = guesses[shown][k];
      const isWrong = guess !== label;
      tile.classList.toggle("miniature-wrong", isWrong);
      told.textContent = `${isWrong ? "✗ " : ""}${guess ?? "–"}`;
    });
  }

  repaint() {}

  describe() {
    const { answer } = this;
    const told = `${this.tiles.length} handwritten digits of the validation data`;
    const guesses = answer?.guesses?.at(-1);
    const seen = guesses ? `, read with ${setting(this.data, answer)}: ${this.misread(guesses)}` : ".";
    this.root.setAttribute("aria-label", told + seen);
  }

  misread(guesses) {
    const wrong = this.tiles
      .map(({ label }, k) => [label, guesses[k]])
      .filter(([label, guess]) => label !== guess);
    const right = `${this.tiles.length - wrong.length} of ${this.tiles.length} are right`;
    if (!wrong.length) return `${right}.`;
    return `${right}; ${wrong.map(([label, guess]) => `a ${label} is read as ${guess ?? "nothing"}`).join(", ")}.`;
  }

  destroy() {}
}

// Ink on paper, in either theme.
function drawImage(canvas, pixels) {
  canvas.width = canvas.height = SIDE;
  const image = new ImageData(SIDE, SIDE);
  pixels.forEach((ink, k) => image.data.set([255 - ink, 255 - ink, 255 - ink, 255], 4 * k));
  canvas.getContext("2d").putImageData(image, 0, 0);
}
