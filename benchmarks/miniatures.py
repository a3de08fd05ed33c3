"""`python -m benchmarks.miniatures`: from the move of a lesson's control to its answer.

The real app over a fresh home, asked as a browser asks: one visitor, then many at the same moment,
each also beside a study. Every move is another setting, so that no answer comes from the cache.
`--record` makes the stored examples of all lessons anew instead (`tuning/learn/recorded/`).
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import click
import httpx
import psutil  # type: ignore[import-untyped]

from benchmarks import _report
from benchmarks._machine import Stopwatch, machine
from benchmarks._visitors import PAUSE, Deck, Move, many, move, one
from tests.browser.site import running_app
from tuning import settings
from tuning.learn import LESSONS
from tuning.learn.examples import FOLDER, path, start
from tuning.planning import files
from tuning.store import Store

MEDIAN_LIMIT, WORST_LIMIT = 2.0, 5.0
STUDY = {
    "name": "Benchmark: a study that visitors learn beside",
    "dataset": "digits",
    "strategy": {"name": "random_search", "max_trials": 5000},
    "evaluation": {"method": "split"},
    "space": {
        "units": [16, 32, 64],
        "dropout": {"type": "float", "low": 0.0, "high": 0.5},
        "learning_rate": {"type": "float", "low": 1e-4, "high": 1e-2, "scale": "log"},
        "epochs": 20,
    },
}
UNDISTURBED = 10.0
"""Seconds in which the study trains alone, before and after its visitors."""


@click.command()
@click.option("--visitors", type=click.IntRange(2, 200), default=30, help="Who move at once.")
@click.option("--record", is_flag=True, help="Make the lessons' stored examples instead.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def main(visitors: int, record: bool, as_json: bool) -> None:
    """Seconds from a move to its answer, and what a study loses by it."""
    if record:
        record_all()
        return
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        result = asyncio.run(_measure(Path(folder), visitors))
    result["machine"] = machine()
    _report.print_json(result) if as_json else _table(result)


def record_all() -> None:
    """Writes each lesson's answer at its start where it is new; drops those of lessons gone."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    from tuning.engine.miniatures import answers  # TensorFlow, for ten seconds

    FOLDER.mkdir(exist_ok=True)
    for file in FOLDER.glob("*.json"):
        if file.stem not in LESSONS:
            file.unlink()
    for name, lesson in LESSONS.items():
        asked = start(lesson)
        answer = answers.answer(asked.as_json())
        text = f'{{"key": {json.dumps(asked.key)}, "answer": {answer}}}\n'
        if not _says_the_same(path(lesson), text):
            path(lesson).write_text(text, encoding="utf-8")
            _report.say(f"{name}: {len(text):,} bytes")


def _says_the_same(file: Path, text: str) -> bool:
    """Whether a file has this already, but for how long it took."""
    if not file.is_file():
        return False
    before, now = json.loads(file.read_text(encoding="utf-8")), json.loads(text)
    for found in (before, now):
        found["answer"].pop("seconds", None)
    return bool(before == now)


# -- the server and a study ----------------------------------------------------------------------


async def _told(moving: Coroutine[Any, Any, list[Move]], server: int) -> dict[str, Any]:
    """What there is to say of these moves; `server`: its process."""
    watch = Stopwatch(server)
    moves = await moving
    time_used = watch.read()
    seconds = [move.seconds for move in moves]
    return {
        "median_seconds": round(statistics.median(seconds), 3),
        "worst_seconds": round(max(seconds), 3),
        "answers": sum(move.state == "done" for move in moves),
        "moves": len(moves),
        "cached": sum(move.is_cached for move in moves),
        "cpu_seconds_each": round(time_used.cpu / len(moves), 3),
        "cores_busy_elsewhere": round(time_used.elsewhere, 2),
    }


async def _measure(home: Path, visitors: int) -> dict[str, Any]:
    deck, result = Deck(), {}
    with running_app(home) as address:
        store = Store(settings.load(home).store_path)
        _report.say("The server is up; its engine loads TensorFlow")
        server = psutil.Process(await _until_ready(store)).ppid()
        limits = httpx.Limits(max_connections=visitors)
        async with httpx.AsyncClient(
            base_url=address, timeout=150, limits=limits, trust_env=False
        ) as client:
            _report.say(f"One visitor, then {visitors} at once")
            await move(client, 0, deck.draw())
            result["one"] = await _told(one(client, deck), server)
            result["many"] = await _told(many(client, deck, visitors), server)
            _report.say("The same beside a study")
            result |= await _beside_a_study(client, deck, visitors, store, server)
        store.close()
    return {"visitors": visitors, "settings": deck.size, **result}


async def _beside_a_study(
    client: httpx.AsyncClient, deck: Deck, visitors: int, store: Store, server: int
) -> dict[str, Any]:
    study = store.create_study(files.parse(STUDY))
    store.send("start", study)
    while not store.epochs(study):
        await asyncio.sleep(0.2)
    speed = _Speed(store, study)
    await asyncio.sleep(UNDISTURBED)
    before = speed.read()
    told_one = await _told(one(client, deck), server)
    beside_one = speed.read()
    told_many = await _told(many(client, deck, visitors), server)
    beside_many = speed.read()
    await asyncio.sleep(UNDISTURBED)
    alone = (before + speed.read()) / 2
    store.send("stop", study)
    return {
        "one_beside_study": told_one,
        "many_beside_study": told_many,
        "epochs_a_second": round(alone, 1),
        "lost_to_one": round(1 - beside_one / alone, 3),
        "lost_to_many": round(1 - beside_many / alone, 3),
    }


class _Speed:
    """Epochs a second of a study, from one reading to the next."""

    def __init__(self, store: Store, study: int) -> None:
        self._store, self._study = store, study
        self._at, self._count = time.perf_counter(), self._epochs()

    def _epochs(self) -> int:
        return len(self._store.epochs(self._study))

    def read(self) -> float:
        count, now = self._epochs(), time.perf_counter()
        speed = (count - self._count) / (now - self._at)
        self._at, self._count = now, count
        return speed


async def _until_ready(store: Store) -> int:
    """Waits for the engine; its process."""
    end = time.monotonic() + 180
    while (record := store.engine()) is None or record.state != "ready":
        if time.monotonic() > end:
            raise click.ClickException("The engine was not ready after 180 s.")
        await asyncio.sleep(0.1)
    return record.pid


def _table(result: dict[str, Any]) -> None:
    names = {
        "one": "One visitor",
        "many": f"{result['visitors']} visitors at once",
        "one_beside_study": "One visitor, beside a study",
        "many_beside_study": f"{result['visitors']} at once, beside a study",
    }
    rows = [
        [
            title,
            f"{told['median_seconds']:.2f}",
            f"{told['worst_seconds']:.2f}",
            f"{told['answers']} of {told['moves']}",
            str(told["cached"]),
            f"{told['cpu_seconds_each']:.2f}",
            f"{told['cores_busy_elsewhere']:.1f}",
            _report.met(*_aim(name, told)),
        ]
        for name, title in names.items()
        for told in [result[name]]
    ]
    columns = ["", "median (s)", "worst (s)", "answers", "cached", "cpu (s) each"]
    columns += ["cores busy elsewhere", "reached"]
    _report.show("From the move of a control to its answer", columns, rows)
    _report.note(
        f"Aims: a median of {MEDIAN_LIMIT:g} s for one visitor, and every answer within "
        f"{WORST_LIMIT:g} s for many. The processor time is of everything that runs here, beside a "
        f"study with the study's own. That trained {result['epochs_a_second']} epochs a second "
        f"alone; it lost {result['lost_to_one']:.0%} of them while one visitor moved a control "
        f"each {PAUSE:g} s, and {result['lost_to_many']:.0%} to {result['visitors']} visitors."
    )


def _aim(name: str, told: dict[str, Any]) -> tuple[float, float]:
    if name.startswith("one"):
        return told["median_seconds"], MEDIAN_LIMIT
    return told["worst_seconds"], WORST_LIMIT


if __name__ == "__main__":
    main()
