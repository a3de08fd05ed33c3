"""A live page while a hundred trials end each second: what it costs, and how soon each is seen."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from benchmarks._browser import Wire, longest_task
from benchmarks._home import EPOCHS, PlayedEngine

RATE = 100.0
"""Trials a second, of ten epochs each."""
_LOOK = """() => {
  window.seen = { count: [], figure: [] };
  const note = (what, value) => {
    const known = window.seen[what];
    if (value > (known.at(-1)?.[1] ?? -1)) known.push([Date.now() / 1000, value]);
  };
  const look = () => {
    const stat = [...document.querySelectorAll(".ts-stat")].find(
      (each) => each.children[0].textContent === "Epochs");
    note("count", parseInt(stat?.children[1].textContent.replaceAll(",", "") ?? -1));
    const plot = document.querySelector('[data-key^="best-trials"] .js-plotly-plot');
    note("figure", plot?._fullData?.find((trace) => trace.uid === "best")?.x.at(-1));
  };
  setInterval(look, 20); // frames of its own would be drawn if it asked for them
}"""
"""Notes each number of epochs that is shown, and each number of trials that Best so far draws."""


def crowd(
    page: Page,
    wire: Wire,
    engine: PlayedEngine,
    study: int,
    seconds: float,
    cpu: Callable[[], float],
) -> dict[str, Any]:
    """`cpu`: the server's processor seconds so far."""
    page.evaluate(_LOOK)
    longest_task(page)
    coming = engine.crowd(study, RATE, seconds)
    page.wait_for_timeout(1000)  # it begins in a rest of the page
    before, runs, clock = cpu(), len(wire.runs), coming.written[-1][0]
    page.wait_for_timeout(1000 * (seconds - 1.5))
    worked, came = cpu() - before, [*wire.runs.values()][runs:]
    lasted = coming.written[-1][0] - clock
    coming.join()
    page.wait_for_timeout(2500)  # what was written last is seen
    seen = json.loads(page.evaluate("JSON.stringify(window.seen)"))
    numbers = (wire.ticking,)
    drawn = [run for run in came if not run.by_timer and run.fragments != numbers]
    ticks = max(len(drawn), 1)
    delays = {
        "count": _delays(coming.written, seen["count"], EPOCHS),
        "figure": _delays(coming.written, seen["figure"], 1),
    }
    return {
        "crowd_epoch_ms": round(1e3 * statistics.median(delays["count"])),
        "crowd_figure_ms": round(1e3 * statistics.median(delays["figure"])),
        "crowd_epoch_late_ms": _late(delays["count"]),
        "crowd_figure_late_ms": _late(delays["figure"]),
        "crowd_cpu_ms": round(1e3 * worked / ticks, 1),
        "crowd_kb": round(sum(run.received for run in came) / 1024 / ticks, 1),
        "crowd_longest_task_ms": round(1e3 * longest_task(page), 1),
        "crowd_ticks_a_second": round(ticks / lasted, 2),
        "crowd_server_busy": round(worked / lasted, 3),
    }


def _delays(
    written: list[tuple[float, int]], seen: list[tuple[float, float]], each: int
) -> list[float]:
    """Seconds from each write to the first moment that shows it; those that none shows count as
    long as it was looked for."""
    last = seen[-1][0] if seen else written[-1][0] + 2.5
    return [
        next((at for at, value in seen if value >= each * count), last) - wrote
        for wrote, count in written
    ]


def _late(delays: list[float]) -> int:
    """Nine of ten are seen by then, in milliseconds."""
    return round(1e3 * sorted(delays)[int(0.9 * len(delays))])
