// What is said beside the mouse of the trial that it points at.

import { element } from "../mount.js";
import { lineColor } from "./lines.js";

export class Tip {
  constructor(root) {
    this.root = root;
    this.node = element("div", "pc-tip", root);
  }

  // The values of row `i` of a scene; hidden for -1.
  fill(scene, i) {
    this.node.classList.toggle("pc-shown", i >= 0);
    if (i < 0) return;
    const { spec, rows, scales } = scene;
    this.node.replaceChildren();
    const head = element("div", "pc-tip-head", this.node);
    const dot = element("span", "pc-tip-dot", head);
    dot.style.background = lineColor(scene, i);
    element("span", "", head).textContent = `Trial ${rows.number[i]}`;
    const grid = element("div", "pc-tip-grid", this.node);
    spec.axes.forEach((axis, k) => {
      const value = rows.columns[k][i];
      const missing = k === rows.score ? "not finished" : "inactive";
      element("span", "", grid).textContent = axis.label;
      element("span", "", grid).textContent = Number.isNaN(value) ? missing : scales[k].text(value);
    });
  }

  // Beside the mouse, at its other side where there is no room.
  place(mouse) {
    const box = this.root.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.node;
    const x = mouse.x - box.left;
    const left = x + 18 + width > box.width ? x - 18 - width : x + 18;
    const top = Math.min(mouse.y - box.top - height / 2, box.height - height);
    this.node.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
  }
}
