"""Kills whatever works, at random moments, and looks at what the studies come to.

`python -m tests.chaos --kills 100 --seed 1` runs a small study of every strategy undisturbed, and
then again and again while it ends, with SIGKILL, a worker, all workers, the engine, the process
that keeps it (the web server or the command line), or all at once. What was recorded before a kill
must be there in the end, and every study must end with the same trials as the undisturbed one.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import psutil
from sqlalchemy import create_engine, text

from tests.engine.outcome import found
from tests.waiting import free_port, wait_for
from tuning.cli import follow
from tuning.planning import files
from tuning.processes.home import home_to_ourselves
from tuning.settings import PROJECT, Settings
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import StudyState

OPTIONS: dict[str, dict[str, Any]] = {
    "random_search": {"max_trials": 8},
    "randomized_search_cv": {"n_iter": 8},
    "hyperband": {"max_epochs": 9},
    "bayesian": {"max_trials": 8, "num_initial_points": 4},
    "grid_search": {"points": 2},
    "grid_search_cv": {"points": 2},
    "one_at_a_time": {"points": 3},
    "halving_random_search": {"n_candidates": 9},
    "by_hand": {"trials": [{"units": 4}, {"units": 8}] * 3, "stay_open": False},
}
SPACE = {
    "units": [4, 8],
    "activation": ["relu", "tanh"],
    "learning_rate": {"type": "float", "low": 1e-3, "high": 1e-1, "scale": "log"},
    "epochs": 20,
}
KINDS = ("worker", "workers", "engine", "keeper", "all")
MOST_WORKER_KILLS = 2
"""In a row: a fit whose worker dies three times fails, undisturbed or not."""
PATIENCE = 900
FINISHED = (StudyState.COMPLETED, StudyState.FAILED)
Epochs = dict[tuple[Any, ...], dict[str, float]]


def document(strategy: str) -> dict[str, Any]:
    space = SPACE | ({"learning_rate": 0.01} if strategy.startswith("halving_grid") else {})
    if strategy == "by_hand":
        space = {"units": [4, 8], "epochs": 20}
    return {
        "dataset": {"name": "digits", "rows": 200},
        "evaluation": {"method": "folds", "folds": 2},
        "strategy": {"name": strategy, **OPTIONS.get(strategy, {})},
        "space": space,
    }


@dataclass
class Kill:
    """One kill, and what was recorded just before it."""

    kind: str
    at: float
    epochs: Epochs = field(repr=False)
    went_on: bool = False


class Home:
    """One home with a study of each strategy, and the process that keeps its engine."""

    def __init__(self, folder: Path, strategies: list[str], workers: int) -> None:
        self.settings = Settings(home=folder, workers=workers).prepare()
        self.store = Store(self.settings.store_path)
        self._sql = create_engine(f"sqlite:///{self.settings.store_path}")
        self.studies = {
            name: self.store.create_study(files.parse(document(name))) for name in strategies
        }
        self._keeper: subprocess.Popen[bytes] | None = None
        self._started: dict[int, psutil.Process] = {}
        """All that was seen of what we started, by process id."""

    # -- who works -------------------------------------------------------------------------

    def keep(self, rng: random.Random) -> None:
        """Starts a keeper if there is none: the web server, now and then a command line."""
        if self._keeper is not None and self._keeper.poll() is None:
            return
        with home_to_ourselves(self.settings) as is_free:
            left = self._left()
            by_line = is_free and left and rng.random() < 0.3
            if by_line:
                for number in left:
                    follow.settle(self.store, number, StudyState.INTERRUPTED)
                for number in left[1:]:
                    follow.send_again(self.store, number)
        command = ["streamlit", "run", "app.py", "--server.port", str(free_port())]
        if by_line:
            command = ["tuning", "resume", str(left[0])]
        place = self.settings
        environment = {"TUNING_HOME": str(place.home), "TUNING_WORKERS": str(place.workers)}
        with (self.settings.home / "keeper.log").open("ab") as log:
            self._keeper = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=PROJECT,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _left(self) -> list[int]:
        states = {number: self.store.study(number).state for number in self.studies.values()}
        return [number for number, state in states.items() if state not in FINISHED]

    def processes(self) -> dict[str, list[psutil.Process]]:
        """What is alive of what we started, by what it is."""
        assert self._keeper is not None
        with contextlib.suppress(psutil.Error):
            keeper = psutil.Process(self._keeper.pid)
            for process in [keeper, *keeper.children(recursive=True)]:
                self._started[process.pid] = process
        for engine in [p for p in self._started.values() if _is(p, "tuning.engine")]:
            with contextlib.suppress(psutil.Error):
                self._started |= {p.pid: p for p in engine.children(recursive=True)}
        alive = [p for p in self._started.values() if p.is_running()]
        return {
            "keeper": [p for p in alive if p.pid == self._keeper.pid],
            "engine": [p for p in alive if _is(p, "tuning.engine")],
            "workers": [p for p in alive if _is(p, "spawn_main")],
            "all": alive,
        }

    def close(self) -> None:
        if self._keeper is not None and self._keeper.poll() is None:
            self._keeper.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._keeper.wait(30)
        if self._keeper is not None:
            end(self.processes()["all"])
            self._keeper.wait()
        self.store.close()
        self._sql.dispose()

    # -- what is recorded ------------------------------------------------------------------

    def is_through(self) -> bool:
        return not self._left()

    def epochs(self) -> Epochs:
        """All epochs, without their times."""
        columns = 'study_id, trial, kind, "index", epoch, metrics'
        with self._sql.connect() as connection:
            rows = connection.execute(text(f"SELECT {columns} FROM epochs")).all()
        return {tuple(key): json.loads(metrics) for *key, metrics in rows}

    def epochs_since(self, moment: float) -> int:
        query = text("SELECT count(*) FROM epochs WHERE time > :moment")
        with self._sql.connect() as connection:
            return int(connection.execute(query, {"moment": moment}).scalar_one())

    def found(self) -> dict[str, dict[str, Any]]:
        """What each study has come to."""
        return {
            name: found(StudyView(self.store, number), self.settings.models / str(number))
            for name, number in self.studies.items()
        }


def _is(process: psutil.Process, name: str) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE and name in " ".join(process.cmdline())
    except psutil.Error:
        return False


def end(processes: list[psutil.Process]) -> None:
    """With SIGKILL, by their ids."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGKILL)


class Chaos:
    """Kills in one home until all studies are through, or so often."""

    def __init__(self, home: Home, rng: random.Random, most: int) -> None:
        self._home, self._rng, self._most = home, rng, most
        self.kills: list[Kill] = []

    def run(self) -> list[Kill]:
        while not self._home.is_through() and len(self.kills) < self._most:
            self._wait_for_a_moment()
            if not self._home.is_through():
                self._kill()
        self._wait(self._home.is_through)
        after = self._home.epochs_since
        for kill in self.kills:
            kill.went_on = bool(after(kill.at)) or self._home.is_through()
        return self.kills

    def _wait_for_a_moment(self) -> None:
        """Some epochs after the last kill; now and then whatever there is then."""
        since = self.kills[-1].at if self.kills else 0.0
        if self.kills and self._rng.random() < 0.25:
            self._home.keep(self._rng)
            time.sleep(self._rng.uniform(0, 8))
            return
        wanted = self._rng.randint(1, 60)
        self._wait(lambda: self._home.epochs_since(since) >= wanted or self._home.is_through())

    def _wait(self, condition: Any) -> None:
        def holds() -> bool:
            if condition():
                return True
            self._home.keep(self._rng)
            time.sleep(0.1)
            return False

        wait_for(holds, PATIENCE)

    def _kill(self) -> None:
        there = self._home.processes()
        there["worker"] = there["workers"] and [self._rng.choice(there["workers"])]
        last = [kill.kind for kill in self.kills[-MOST_WORKER_KILLS:]]
        kinds = [kind for kind in KINDS if there[kind]]
        if len(last) == MOST_WORKER_KILLS and all(kind.startswith("worker") for kind in last):
            kinds = [kind for kind in kinds if not kind.startswith("worker")]
        if not kinds:
            return
        kind = self._rng.choice(kinds)
        epochs = self._home.epochs()
        end(there[kind])
        self.kills.append(Kill(kind, time.time(), epochs))
        click.echo(f"  {len(self.kills)}: {kind}, after {len(epochs)} epochs", err=True)


@contextlib.contextmanager
def home(strategies: list[str], workers: int) -> Iterator[Home]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        there = Home(Path(folder), strategies, workers)
        try:
            yield there
        finally:
            there.close()


def undisturbed(strategies: list[str], workers: int) -> dict[str, dict[str, Any]]:
    """What the study of each strategy comes to by itself."""
    with home(strategies, workers) as calm:
        Chaos(calm, random.Random(0), 0).run()
        return calm.found()


def run(kills: int, seed: int, expected: dict[str, dict[str, Any]], workers: int) -> bool:
    """Kills so often, and prints what came of it; whether all is as it should be.

    expected: by strategy, what its study comes to undisturbed.
    """
    rng, strategies = random.Random(seed), list(expected)
    done: list[Kill] = []
    lost = resumed = same = 0
    while len(done) < kills:
        with home(strategies, workers) as disturbed:
            came = Chaos(disturbed, rng, kills - len(done)).run()
            left, results = disturbed.epochs(), disturbed.found()
        done += came
        lost += sum(any(left.get(k) != v for k, v in kill.epochs.items()) for kill in came)
        resumed += sum(kill.went_on for kill in came)
        differs = [name for name in strategies if results[name] != expected[name]]
        same += 0 if differs else len(came)
        for name in differs:
            parts = [p for p in expected[name] if results[name][p] != expected[name][p]]
            click.echo(f"  {name} differs in {', '.join(parts)}", err=True)
    click.echo(f"killed {len(done)}, lost {lost}, resumed {resumed}, same set {same}")
    return lost == 0 and resumed == same == len(done)


@click.command()
@click.option("--kills", default=100, help="How often to kill.")
@click.option("--seed", default=1, help="Decides what is killed, and when.")
@click.option("--strategy", "strategies", multiple=True, help="Only these; all by default.")
@click.option("--workers", default=2, help="How many workers train.")
def main(kills: int, seed: int, strategies: tuple[str, ...], workers: int) -> None:
    """Kills whatever works, at random moments, and looks at what the studies come to."""
    expected = undisturbed(list(strategies) or sorted(strategies.STRATEGIES), workers)
    sys.exit(0 if run(kills, seed, expected, workers) else 1)


if __name__ == "__main__":
    main()
