// What the strategy itself has to say and what mattered, as it was after so many trials: figures and
// sentences that were made beforehand, because only Python knows how.

import { figure } from "./figures.js";
import { upTo } from "./timeline.js";

export function showFrames(frames, trials) {
  for (const { name, at, which, figures, told, height } of frames) {
    const nth = Math.max(upTo(at, trials) - 1, 0);
    const shown = figures[which[nth]];
    document.querySelector(`[data-figure="${name}"]`).hidden = shown === null;
    if (shown) figure(name, shown, height);
    const words = document.querySelector(`[data-told="${name}"]`);
    const asOf = trials === Infinity ? "" : ` As after ${at[nth]} trial${at[nth] === 1 ? "" : "s"}.`;
    if (words) words.textContent = told[nth] + asOf;
  }
}
