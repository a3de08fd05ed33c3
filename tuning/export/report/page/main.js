// Starts a report: unpacks what it carries, then shows its last moment, or that of the address.

import { redraw } from "./figures.js";
import { Player } from "./player.js";
import { RacePage } from "./race_page.js";
import { StudyPage } from "./study_page.js";
import { loadPlotly, unpack } from "./unpack.js";

const PAGES = { study: StudyPage, race: RacePage };

async function begin() {
  const data = await unpack("data");
  await loadPlotly();
  const page = new PAGES[data.kind](data);
  if (data.empty) return page;
  const player = new Player(document.getElementById("player"), page, (unit, value) => page.show(unit, value));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  return { page, player };
}

begin().then(
  (report) => {
    window.report = report;
    document.documentElement.dataset.ready = "";
  },
  (error) => {
    console.error(error);
    document.getElementById("trouble").hidden = false;
  },
);
