// What a miniature says: its state, its outcome and its settings, in one sentence each.

export const SCORE = "validation accuracy";

// `0.930`; what is not a number is a dash.
export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value !== 0 && (Math.abs(value) < 0.001 || Math.abs(value) >= 1000)) {
    return value.toPrecision(2).replace("e+", "e");
  }
  return value.toFixed(3);
}

export const last = (list) => (list?.length ? list[list.length - 1] : null);

export const count = (many, one) => `${many} ${one}${many === 1 ? "" : "s"}`;

// The value of a control as the page spells it.
export function spelled(control, value) {
  const at = control.stops.indexOf(value);
  return at < 0 ? String(value) : control.texts[at];
}

// `Learning rate 0.01, dropout (hidden layers) 0.5`; of some of the controls, if they are given.
export function setting(data, answer, controls = data.controls) {
  const parts = controls.map((control) => {
    const title = control.title.replace(/, (.+)$/, " ($1)");
    return `${title} ${spelled(control, answer.values[control.name])}`;
  });
  return parts.map((part, at) => (at ? within(part) : part)).join(", ");
}

// The same within a sentence.
export const within = (text) => text[0].toLowerCase() + text.slice(1);

// Short names of settings side by side: the values in which they differ, and the seed where it does;
// ✗ where the training failed.
export function names(data, answers) {
  const differ = (of) => new Set(answers.map(of)).size > 1;
  const told = data.controls.filter((c, k) => !k || differ((answer) => answer.values[c.name]));
  const seeds = differ((answer) => answer.seed);
  return answers.map((answer) => {
    const values = told.map((control) => spelled(control, answer.values[control.name])).join(" · ");
    return values + (seeds ? ` (seed ${answer.seed})` : "") + (answer.error ? " ✗" : "");
  });
}

// `before`: the answer that was shown before, if it is of another setting.
export function outcome(data, answer, before) {
  const named = setting(data, answer);
  if (answer.error) return `${named}: ${answer.error}`;
  const { accuracy } = answer.curves;
  const own =
    `${named}: ${SCORE} ${number(answer.score)} after ${count(accuracy.length, "epoch")}, ` +
    `training accuracy ${number(last(accuracy))}`;
  if (!before) return `${own}.`;
  const earlier = before.error ? "failed" : `had ${number(before.score)}`;
  return `${own}; ${unlike(data, answer, before)} ${earlier}.`;
}

// The setting before by what is other in it: its values, or only its seed.
function unlike(data, answer, before) {
  const other = data.controls.filter(({ name }) => answer.values[name] !== before.values[name]);
  return other.length ? within(setting(data, before, other)) : `seed ${before.seed}`;
}

// What a line of the server means: `state` in a few words beside the picture, `sentence` where
// there is more to say. `isExample`: what is shown meanwhile is the example that comes with it.
export function told(said, isExample = Boolean(said.answer)) {
  switch (said.state) {
    case "waiting":
      return { state: said.ahead ? `Waiting: ${count(said.ahead, "request")} ahead of this one` : "Waiting" };
    case "training":
      return { state: "Training …" };
    case "stored": {
      const shown = isExample ? "Until then this is a stored example; it" : "This";
      const state = isExample ? "A stored example" : "Not yet";
      return { state, sentence: `${said.why} ${shown} asks again every two seconds.` };
    }
    case "refused":
      return { state: "Refused", sentence: said.why };
    default:
      return {
        state: "No connection",
        sentence: "The server does not answer. The picture stays; this asks again every two seconds.",
      };
  }
}

export function done(answer) {
  const seconds = answer.seconds < 0.01 ? "<0.01" : answer.seconds.toFixed(2);
  const epochs = answer.curves.accuracy.length;
  return `${seconds} s of training, ${count(epochs, "epoch")}, seed ${answer.seed}`;
}
