// The predictions of this visit: who somebody said would win, how sure they were, and what came.
//
// They are this tab's: `sessionStorage` has them over a reload, and where the browser keeps nothing
// they live as long as the page. A prediction is {chosen, choices, sure, outcome}: which of how many
// choices, a probability, and one of OUTCOMES.

const NAME = "tuning-predictions";
const CHANGED = "tuning-predictions-changed";

// What nobody can tell counts for nobody.
export const OUTCOMES = ["open", "right", "wrong", "untold"];
export const MOST_SURE = 0.99;

const kept = read();

// The prediction on a question or a race; undefined without one.
export const of = (id) => kept.predictions[id];

export function keep(id, prediction) {
  if (!isPrediction(prediction)) return;
  kept.predictions[id] = prediction;
  write();
}

// As if the visit began now.
export function forget() {
  kept.predictions = {};
  kept.orders = {};
  write();
}

// In which order the choices of a question are shown: shuffled once, so that it tells nothing.
export function order(id, count) {
  if (!isOrder(kept.orders[id], count)) {
    kept.orders[id] = shuffled(count);
    write();
  }
  return kept.orders[id];
}

// Calls `hear()` after every change; gives what ends that.
export function watch(hear) {
  addEventListener(CHANGED, hear);
  return () => removeEventListener(CHANGED, hear);
}

// The Brier score (Brier, 1950, https://doi.org/10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2) as
// a skill: 1 for being certain and right, 0 for a guess. What is not given to the chosen one is
// shared by the others evenly. On average nobody gains by saying another probability than they hold.
export function points({ choices, sure, outcome }) {
  if (outcome !== "right" && outcome !== "wrong") return 0;
  const each = (1 - sure) / (choices - 1);
  const brier =
    outcome === "right"
      ? (1 - sure) ** 2 + (choices - 1) * each ** 2
      : sure ** 2 + (1 - each) ** 2 + (choices - 2) * each ** 2;
  return 1 - brier / (1 - 1 / choices);
}

// Of all that have an outcome: how many, how many right, how sure on average, and their points.
export function standing() {
  const all = Object.values(kept.predictions);
  const told = all.filter(({ outcome }) => outcome === "right" || outcome === "wrong");
  const sum = (of) => told.reduce((total, one) => total + of(one), 0);
  return {
    count: told.length,
    right: sum(({ outcome }) => Number(outcome === "right")),
    sure: told.length ? sum(({ sure }) => sure) / told.length : 0,
    points: sum(points),
    open: all.filter(({ outcome }) => outcome === "open").length,
    untold: all.filter(({ outcome }) => outcome === "untold").length,
  };
}

// -- in words ------------------------------------------------------------------------------------

export const percent = (part) => `${Math.round(100 * part)}%`;

// `+0.84`, `−1.56`, `0.00`.
export function signed(value) {
  const text = Math.abs(value).toFixed(2);
  return Number(text) === 0 ? text : `${value < 0 ? "−" : "+"}${text}`;
}

// What came of one, in a sentence or two.
export function told(prediction) {
  const sure = `You were ${percent(prediction.sure)} sure`;
  switch (prediction.outcome) {
    case "open":
      return `${sure}. It is still open.`;
    case "untold":
      return `${sure}. Nobody can tell who won, so that it counts for nobody.`;
    default:
      return `${sure} and ${prediction.outcome}: ${signed(points(prediction))} of 1; a guess gives 0.`;
  }
}

// `5 predictions, 4 right (80%), on average 75% sure.`
export function calibration({ count, right, sure }) {
  if (!count) return "No prediction has an outcome yet.";
  const many = `${count} prediction${count === 1 ? "" : "s"}`;
  return `${many}, ${right} right (${percent(right / count)}), on average ${percent(sure)} sure.`;
}

// -- keeping -------------------------------------------------------------------------------------

// What is not readable, or of another make, is left out.
function read() {
  let found;
  try {
    found = JSON.parse(sessionStorage.getItem(NAME));
  } catch {
    found = null; // forbidden, or no JSON
  }
  const { predictions, orders } = isObject(found) ? found : {};
  const whole = Object.entries(isObject(predictions) ? predictions : {});
  return {
    predictions: Object.fromEntries(whole.filter(([, one]) => isPrediction(one))),
    orders: isObject(orders) ? orders : {},
  };
}

function write() {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(kept));
  } catch {
    // Forbidden or full: this page goes on with what it has.
  }
  dispatchEvent(new Event(CHANGED));
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPrediction(value) {
  if (!isObject(value)) return false;
  const { chosen, choices, sure, outcome } = value;
  const isChoice = Number.isInteger(choices) && choices > 1 && Number.isInteger(chosen);
  if (!isChoice || chosen < 0 || chosen >= choices || !OUTCOMES.includes(outcome)) return false;
  return typeof sure === "number" && sure >= 1 / choices - 1e-9 && sure <= MOST_SURE;
}

function isOrder(order, count) {
  const places = new Set(Array.isArray(order) ? order : []);
  return places.size === count && [...Array(count).keys()].every((place) => places.has(place));
}

// Fisher and Yates.
function shuffled(count) {
  const order = [...Array(count).keys()];
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}
