// Starts a report: unpacks what it carries, then shows its last moment, or that of the address.

import { redraw } from "./figures.js";
import { fitToPaper } from "./printing.js";
import { RacePage } from "./race_page.js";
import { Replay } from "./replay.js";
import { StudyPage } from "./study_page.js";
import { loadPlotly, unpack } from "./unpack.js";

const PAGES = { study: StudyPage, race: RacePage };

async function begin() {
  const data = await unpack("data");
  if (data.empty) return;
  await loadPlotly();
  const page = new PAGES[data.kind](data);
  window.report = new Replay(document.getElementById("replay"), page);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  fitToPaper();
}

begin().then(
  () => (document.documentElement.dataset.ready = ""),
  (error) => {
    console.error(error);
    document.getElementById("trouble").hidden = false;
  },
);
