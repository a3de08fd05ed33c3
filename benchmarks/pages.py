"""`python -m benchmarks.pages`: the wait for a page, and what a page costs while it is watched.

The real app and a real Chromium with software drawing, over homes filled with records
(`benchmarks._home`); the way from Start to the first epoch is over the real engine.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from playwright.sync_api import Browser, Page

from benchmarks import _report
from benchmarks._browser import Tick, Wire, browser, longest_task, watched_page
from benchmarks._crowd import crowd
from benchmarks._home import PlayedEngine
from benchmarks._machine import cpu_seconds, machine, tree
from tests.browser.site import running_app
from tuning.store import Store

# The plan of a new study counts epochs, too.
FIRST_EPOCH = """() => location.pathname.endsWith('/live')
    && [...document.querySelectorAll('.ts-stat')].some(stat =>
        stat.children[0].textContent === 'Epochs' && /^[1-9]/.test(stat.children[1].textContent))"""
LIMITS = {
    "cold_seconds": 2.5,
    "warm_seconds": 0.5,
    "studies_seconds": 1.0,
    "tick_changed_cpu_ms": 60.0,
    "tick_changed_kb": 60.0,
    "tick_unchanged_cpu_ms": 60.0,
    "tick_unchanged_kb": 3.0,
    "longest_task_ms": 200.0,
    "live_open_longest_task_ms": 200.0,
    "crowd_epoch_ms": 500.0,
    "crowd_figure_ms": 500.0,
    "crowd_cpu_ms": 60.0,
    "crowd_kb": 60.0,
    "crowd_longest_task_ms": 200.0,
    "engine_warm_seconds": 20.0,
    "first_epoch_seconds": 3.0,
}
TITLES = {
    "cold_seconds": "Server's start to the first text of the first page (s)",
    "warm_seconds": "First text of a page, server warm (s)",
    "studies_seconds": "Studies page opens, {studies:,} studies (s)",
    "tick_changed_cpu_ms": "Live tick, a trial ended: the server's processor time (ms)",
    "tick_changed_kb": "Live tick, a trial ended: on the wire (KB)",
    "tick_unchanged_cpu_ms": "Live tick, nothing changed: the server's processor time (ms)",
    "tick_unchanged_kb": "Live tick, nothing changed: on the wire (KB)",
    "longest_task_ms": "Longest task in the browser while ticking (ms)",
    "live_open_longest_task_ms": "Longest task in the browser while the Live page opens (ms)",
    "crowd_epoch_ms": "100 trials a second: from an epoch's write to its count on the screen (ms)",
    "crowd_figure_ms": "100 trials a second: from a trial's write to its figure (ms)",
    "crowd_cpu_ms": "100 trials a second, a tick: the server's processor time (ms)",
    "crowd_kb": "100 trials a second, a tick: on the wire (KB)",
    "crowd_longest_task_ms": "100 trials a second: longest task in the browser (ms)",
    "engine_warm_seconds": "Engine warm after the server's start (s)",
    "first_epoch_seconds": "Start to the first epoch on the screen, digits (s)",
}


@dataclass(frozen=True)
class Size:
    """How much is recorded, and how often each thing is measured."""

    trials: int
    studies: int
    repeats: int
    ticks: int
    crowd: float
    """Seconds for which a hundred trials end each second."""


@click.command()
@click.option("--quick", is_flag=True, help="Fewer repeats; the same studies.")
@click.option("--trials", type=click.IntRange(20), default=10_000, help="Of the live study.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def main(quick: bool, trials: int, as_json: bool) -> None:
    """Page times, ticks and bytes against their targets."""
    size = Size(trials, 500, 1 if quick else 3, 4 if quick else 12, 6 if quick else 10)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, browser() as chromium:
        result = recorded(chromium, Path(folder) / "recorded", size)
        result |= trained(chromium, Path(folder) / "trained", size)
    result |= {"limits": LIMITS, "trials": size.trials, "studies": size.studies}
    result["machine"] = machine()
    if as_json:
        _report.print_json(result)
    else:
        _table(result)


def recorded(chromium: Browser, home: Path, size: Size) -> dict[str, Any]:
    """Everything that needs records alone."""
    with PlayedEngine(home) as engine:
        began = time.perf_counter()
        study = engine.fill(size.trials, size.studies)
        _report.say(f"home filled in {time.perf_counter() - began:.0f} s")
        cold = [_cold(chromium, home) for _ in range(size.repeats)]
        with running_app(home) as address:
            page = watched_page(chromium)
            _open(page, address)
            warm = [_open(page, address) for _ in range(size.repeats + 2)]
            path = f"{address}/studies"
            listed = [_open(page, path, _studies_shown) for _ in range(size.repeats + 2)]
            page.context.close()
            live = _live(chromium, engine, f"{address}/live?study={study}", study, size)
    return {
        "cold_seconds": _median(cold),
        "warm_seconds": _median(warm),
        "studies_seconds": _median(listed[1:]),
        "studies_first_seconds": round(listed[0], 2),
        **live,
    }


def _cold(chromium: Browser, home: Path) -> float:
    """Seconds from starting a server to the first text that it shows."""
    page = watched_page(chromium)
    began = time.perf_counter()
    with running_app(home) as address:
        page.goto(address, wait_until="commit")
        _text_shown(page)
        seconds = time.perf_counter() - began
        page.context.close()
    _report.say(f"  cold: {seconds:.2f} s")
    return seconds


def _text_shown(page: Page) -> None:
    page.wait_for_selector("h1", state="visible", timeout=60_000)


def _studies_shown(page: Page) -> None:
    page.wait_for_selector(
        "[class*='st-key-study-'] .ts-row >> nth=11", state="visible", timeout=60_000
    )


def _open(page: Page, address: str, shown: Callable[[Page], None] = _text_shown) -> float:
    """Seconds from asking for a page to its first text."""
    page.goto("about:blank")
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    shown(page)
    return time.perf_counter() - began


def _live(
    chromium: Browser, engine: PlayedEngine, address: str, study: int, size: Size
) -> dict[str, Any]:
    """Ticks of the live page while nothing changes, and while trials end."""
    page = watched_page(chromium)
    wire = Wire(page)
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(".ts-stats", state="visible", timeout=120_000)
    opened = time.perf_counter() - began
    page.wait_for_timeout(3000)
    opening = longest_task(page)
    _report.say(f"  live page opened in {opened:.1f} s")
    wire.next_tick()
    server = _server()
    used, calm = cpu_seconds(server), time.perf_counter()
    unchanged = [wire.next_tick() for _ in range(size.ticks)]
    used, calm = cpu_seconds(server) - used, time.perf_counter() - calm
    alone = used / size.ticks
    changed: list[Tick] = []
    before, timed = cpu_seconds(server), wire.timed()
    for _ in range(size.ticks):
        engine.end_trials(study)
        changed.append(wire.news())
    # The clock's own ticks went on meanwhile.
    worked = cpu_seconds(server) - before - alone * (wire.timed() - timed)
    longest = longest_task(page)
    many = crowd(page, wire, engine, study, size.crowd, lambda: cpu_seconds(server))
    page.context.close()
    return {
        **many,
        "live_open_seconds": round(opened, 2),
        "live_open_longest_task_ms": round(opening * 1e3, 1),
        "tick_changed_ms": _median([tick.seconds * 1e3 for tick in changed]),
        "tick_changed_kb": _median([tick.received / 1024 for tick in changed]),
        "tick_unchanged_ms": _median([tick.seconds * 1e3 for tick in unchanged]),
        "tick_unchanged_kb": _median([tick.received / 1024 for tick in unchanged]),
        "tick_changed_cpu_ms": round(worked / size.ticks * 1e3, 1),
        "tick_unchanged_cpu_ms": round(alone * 1e3, 1),
        "longest_task_ms": round(longest * 1e3, 1),
        "server_busy_unchanged": round(used / calm, 3),
        "ticks": [
            {"changed": is_changed, "ms": round(t.seconds * 1e3, 1), "bytes": t.received}
            for is_changed, ticks in ((False, unchanged), (True, changed))
            for t in ticks
        ],
    }


def _server() -> int:
    """The process id of the app's server, which this process has started."""
    _, *below = tree(os.getpid())
    return next(int(p.pid) for p in below if "streamlit" in " ".join(p.cmdline()))


def trained(chromium: Browser, home: Path, size: Size) -> dict[str, Any]:
    """The real engine: how soon it is warm, and how soon Start shows an epoch."""
    began, waits = time.perf_counter(), []
    with running_app(home) as address:
        store = Store(home / "studies.sqlite")
        while (record := store.engine()) is None or record.state != "ready":
            if time.perf_counter() - began > 180:
                raise RuntimeError("The engine was not warm after 180 s.")
            time.sleep(0.05)
        warm = time.perf_counter() - began
        _report.say(f"  engine warm after {warm:.1f} s")
        for _ in range(size.repeats):
            page = watched_page(chromium)
            page.goto(f"{address}/new_study")
            page.get_by_role("button", name="Start from a preset").click()
            page.locator(".st-key-preset-first_steps button").click()
            button = page.get_by_role("button", name="Start", exact=True)
            button.wait_for(state="visible", timeout=60_000)
            page.wait_for_timeout(1500)
            pressed = time.perf_counter()
            button.click()
            page.wait_for_function(FIRST_EPOCH, timeout=120_000, polling=20)
            waits.append(time.perf_counter() - pressed)
            _report.say(f"  first epoch on the screen after {waits[-1]:.2f} s")
            _end_all(store)
            page.context.close()
        store.close()
    return {
        "engine_warm_seconds": round(warm, 1),
        "first_epoch_seconds": _median(waits),
        "first_epochs": [round(wait, 2) for wait in waits],
    }


def _end_all(store: Store) -> None:
    """Stops what runs, and waits for it."""
    for study in store.studies():
        if study.state.is_active():
            store.send("stop", study.id)
    end = time.monotonic() + 60
    while any(study.state.is_active() for study in store.studies()):
        if time.monotonic() > end:
            raise RuntimeError("A study did not stop within 60 s.")
        time.sleep(0.05)


def _median(values: list[float]) -> float:
    return round(statistics.median(values), 2)


def _table(result: dict[str, Any]) -> None:
    rows = [
        [
            TITLES[name].format(**result),
            f"{result[name]:g}",
            f"{limit:g}",
            _report.met(result[name], limit),
        ]
        for name, limit in LIMITS.items()
    ]
    title = f"Pages; the live study has {result['trials']:,} trials × 10 epochs"
    _report.show(title, ["", "median", "at most", "reached"], rows)
    _report.note(
        f"The live page opens in {result['live_open_seconds']} s. While nothing changes, it takes "
        f"{result['server_busy_unchanged']:.0%} of a core on the server. The browser waits "
        f"{result['tick_changed_ms']:.0f} ms for the whole answer when a trial ended (two "
        f"questions; it draws the first parts meanwhile, on the same cores), and "
        f"{result['tick_unchanged_ms']:.0f} ms when nothing changed. Of a hundred trials a second "
        f"nine of ten are counted after {result['crowd_epoch_late_ms']} ms and drawn after "
        f"{result['crowd_figure_late_ms']} ms, in {result['crowd_ticks_a_second']} ticks a second, "
        f"which take {result['crowd_server_busy']:.0%} of a core on the server."
    )


if __name__ == "__main__":
    main()
