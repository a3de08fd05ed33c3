// The visit's score of predictions, as a chip that opens; and, in a race, what came of its own.

import { element, oneEach, textButton } from "../mount.js";
import { calibration, forget, keep, of, signed, standing, told, watch } from "../predictions.js";

const RULE =
  "Points reward honesty: 1 for being certain and right, 0 for a guess, and the less the surer you " +
  "were and wrong. Nobody gains, on average, by saying more or less than they believe. It is the ";
const BRIER = "https://doi.org/10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2";

export default oneEach((component) => new VisitScore(component.parentElement));

class VisitScore {
  constructor(parent) {
    parent.querySelectorAll(":scope > .visit-score").forEach((old) => old.remove());
    this.root = element("div", "visit-score", parent);
    this.root.dataset.testid = "visit-score";
    this.own = element("p", "visit-score-own", this.root);
    this.own.setAttribute("aria-live", "polite");
    const chip = element("details", "", this.root);
    this.summary = element("summary", "", chip);
    const more = element("div", "visit-score-more", chip);
    this.calibration = element("p", "", more);
    this.others = element("p", "", more);
    this.explain(element("p", "", more));
    this.addForget(more);
    chip.ontoggle = () => {
      const end = chip.getBoundingClientRect().left + more.offsetWidth;
      more.classList.toggle("visit-score-ends", end > innerWidth);
    };
    this.leave = watch(() => this.show());
  }

  explain(place) {
    place.append(RULE);
    const link = element("a", "", place);
    Object.assign(link, { href: BRIER, target: "_blank", rel: "noopener" });
    link.textContent = "quadratic score of Brier, 1950";
    place.append(", as a share of what a guess leaves to gain.");
  }

  addForget(more) {
    this.forget = textButton("Forget these predictions", more, () => forget());
    this.forget.title = "The next reader begins anew. Other tabs keep theirs.";
  }

  update({ data }) {
    this.data = data;
    const { name, prediction } = data;
    if (prediction && JSON.stringify(of(name)) !== JSON.stringify(prediction)) {
      keep(name, prediction);
    }
    this.show();
  }

  show() {
    const { name } = this.data;
    const own = name && of(name);
    const now = standing();
    this.root.classList.toggle("visit-score-alone", !name);
    this.own.hidden = !own;
    this.own.textContent = own ? told(own) : "";
    this.summary.textContent = `Your predictions: ${summary(now)}`;
    this.calibration.textContent = calibration(now);
    this.others.textContent = rest(now);
    this.others.hidden = !rest(now);
    this.forget.disabled = !(now.count + now.open + now.untold);
  }

  destroy() {
    this.leave();
    this.root.remove();
  }
}

function summary({ count, right, points, open, untold }) {
  if (count) return `${right} of ${count} right, ${signed(points)} points`;
  return open + untold ? "none that counts yet" : "none yet";
}

// Those that do not count.
function rest({ open, untold }) {
  const parts = [];
  if (open) parts.push(`${open} still open`);
  if (untold) parts.push(`${untold} where nobody can tell who won`);
  return parts.length ? `Not counted: ${parts.join(", ")}.` : "";
}
