// A picture for a model of images: a test image, a drawing, or a file of the reader's own.

import { element, textButton } from "../mount.js";
import { imageOf } from "./ink.js";
import { Pad } from "./pad.js";
import { isSwapped, pixelsOf } from "./upload.js";

export class Picture {
  // `changed(asked, truth)`: another image to predict; null where there is none.
  constructor(root, data, changed) {
    Object.assign(this, { shape: data.picture, changed, at: -1 });
    const { shape } = this;
    this.pad = new Pad(root, shape, (strokes) => this.draw(strokes));
    const bar = element("div", "try-it-bar", root);
    textButton("Another test image", bar, () => this.fill(), "ts-first");
    this.addUpload(bar);
    if (shape.draws) textButton("Clear", bar, () => this.clear());
    this.addSwap(bar);
    this.where = element("p", "try-it-where", root);
    this.where.setAttribute("role", "status");
  }

  addUpload(bar) {
    const input = element("input", "try-it-unseen", bar);
    Object.assign(input, { type: "file", accept: "image/png,image/jpeg", tabIndex: -1 });
    input.setAttribute("aria-hidden", "true");
    input.onchange = () => {
      const [file] = input.files;
      input.value = "";
      if (file) this.upload(file);
    };
    const button = textButton("Upload a picture", bar, () => input.click());
    button.title = "A PNG or JPEG, which is scaled to the size of the images.";
  }

  addSwap(bar) {
    this.swap = element("label", "try-it-swap", bar);
    this.swap.hidden = true;
    const box = element("input", "", this.swap);
    box.type = "checkbox";
    this.swap.append("Swap light and dark");
    box.onchange = () => this.showUpload();
    this.box = box;
  }

  begin() {
    this.fill();
  }

  // Shows the next test image.
  fill() {
    const { samples } = this.shape;
    this.at = (this.at + 1) % samples.length;
    const { pixels, truth } = samples[this.at];
    const bytes = Uint8Array.from(atob(pixels), (letter) => letter.charCodeAt(0));
    const values = Array.from(bytes, (byte) => (byte * this.shape.unit) / this.shape.largest);
    const draw = this.shape.draws ? "; begin to draw, and it makes room" : "";
    this.show(values, truth, `Test image ${this.at + 1} of ${samples.length}${draw}`);
  }

  draw(strokes) {
    const ink = imageOf(strokes, this.shape, this.shape.look);
    if (!ink) return this.clear();
    const { isLight } = this.shape;
    const values = Array.from(ink, (value) => (isLight ? 1 - value : value));
    this.pad.seen(values);
    this.tell(values, null, "Your drawing, scaled and centred as the images are");
  }

  async upload(file) {
    try {
      this.uploaded = await pixelsOf(file, this.shape);
    } catch {
      this.where.textContent = `${file.name} is no picture that this browser can read.`;
      return;
    }
    this.uploaded.name = file.name;
    this.box.checked = isSwapped(this.uploaded.values, this.shape);
    this.showUpload();
  }

  showUpload() {
    const { values, name } = this.uploaded;
    const given = this.box.checked ? values.map((value) => 1 - value) : values;
    this.show(given, null, `${name}, scaled to ${this.shape.width} × ${this.shape.height}`);
    this.swap.hidden = this.shape.channels > 1;
  }

  show(values, truth, words) {
    this.pad.show(values, words);
    this.tell(values, truth, words);
  }

  // `values`: from 0 to 1, row by row.
  tell(values, truth, words) {
    this.swap.hidden = true;
    this.where.textContent = words;
    const { largest } = this.shape;
    const image = values.map((value) => Math.round(value * largest * 1e4) / 1e4);
    this.changed({ image }, truth);
  }

  clear() {
    this.pad.clear();
    this.swap.hidden = true;
    this.where.textContent = "Draw here with a pen, a finger or the mouse";
    this.changed(null, null);
  }

  destroy() {
    this.pad.destroy();
  }
}
