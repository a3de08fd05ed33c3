"""Killed workers, orphaned engines, studies deleted while they run; see also `tests.chaos`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dask
import pytest

from tests.engine.conftest import QUICK, Bench
from tests.waiting import wait_for
from tuning.engine.miniatures import answers
from tuning.engine.miniatures.desk import Desk
from tuning.planning import files
from tuning.settings import Settings
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import StudyState, TrialState

LONG = QUICK | {
    "strategy": {"name": "random_search", "max_trials": 2},
    "space": {"units": [4, 8], "activation": ["relu", "tanh"], "epochs": 300},
}


@contextmanager
def miniature_under_way(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begins one that hangs at its first attempt, and waits for what the second one gives."""
    flag = bench.settings.home / "begun"
    asked = {"kind": "training", "lesson": "learning_rate", "flag": str(flag)}
    monkeypatch.setattr(answers, "answer", ATTEMPT["attempt"])
    desk = Desk(bench.store)
    desk.serve(bench.cluster)
    bench.store.ask_miniature("key", asked, "ann")
    wait_for(flag.exists)
    yield
    wait_for(lambda: bench.store.miniature_answer("key") == "2", seconds=60)
    desk.close()


ATTEMPT: dict[str, Any] = {"__name__": "__main__"}  # so that it is sent as it stands
exec(  # workers do not know the tests
    """
import pathlib, time
def attempt(said):
    flag = pathlib.Path(said["flag"])
    if flag.exists():
        return "2"
    flag.touch()
    time.sleep(100)
""",
    ATTEMPT,
)


def test_a_killed_worker_costs_its_fit_a_new_attempt_and_nothing_else(
    lone: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = lone.create(LONG)
    runner = lone.start(number)
    lone.wait(number, lambda view: any(len(c) > 5 for c in view.curves.values()))
    (pid,) = lone.cluster.client.run(os.getpid).values()
    with miniature_under_way(lone, monkeypatch):  # it stands beside the fit, and begins again, too
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not runner.is_alive(), seconds=120)
    view = StudyView(lone.store, number)
    assert view.study.state is StudyState.COMPLETED, view.study.error
    assert max(fit.attempt for fit in view.fits.values()) == 2
    for curve in (curve for (_, kind, _), curve in view.curves.items() if kind.scores):
        assert [epoch.epoch for epoch in curve] == list(range(1, 301))


SHORT = QUICK | {
    "strategy": {"name": "random_search", "max_trials": 400},
    "space": {
        "units": [4, 8],
        "learning_rate": {"type": "float", "low": 1e-4, "high": 1e-2, "scale": "log"},
        "epochs": 10,
    },
}


@pytest.mark.long
@pytest.mark.parametrize("given_up_after", ["1h", "0s"])
def test_two_workers_killed_one_after_the_other_are_back_and_no_fit_fails(
    bench: Bench, given_up_after: str
) -> None:
    number = bench.create(SHORT)
    runner = bench.start(number)
    bench.wait(number, lambda view: view.study.trials_finished > 20)
    first, second = bench.cluster.client.run(os.getpid).items()
    with dask.config.set({"distributed.deploy.lost-worker-timeout": given_up_after}):
        os.kill(first[1], signal.SIGKILL)
        wait_for(lambda: first[0] not in bench.cluster._there())
        os.kill(second[1], signal.SIGKILL)
        wait_for(lambda: second[0] not in bench.cluster._there())
        wait_for(lambda: len(bench.cluster._there()) == 2, seconds=120)
    wait_for(lambda: not runner.is_alive(), seconds=120)
    view = StudyView(bench.store, number)
    assert view.study.state is StudyState.COMPLETED, view.study.error
    assert [trial.state for trial in view.trials.values()] == [TrialState.COMPLETED] * 400
    told = [event.text for event in bench.store.events(number) if event.kind == "worker"]
    assert len(told) <= 4  # of those that trained, and of none besides


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, workers=1).prepare()


def engine(home: Settings) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tuning.engine", "--home", str(home.home), "--until-idle"]
    environment = os.environ | {"TUNING_WORKERS": "1"}
    with (home.home / "engine.log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, env=environment)


@pytest.mark.long
def test_an_orphan_of_a_killed_engine_is_not_left_running(home: Settings) -> None:
    store = Store(home.store_path)
    number = store.create_study(files.parse(LONG))
    store.set_state(number, StudyState.RUNNING)
    assert engine(home).wait(timeout=90) == 0
    assert store.study(number).state is StudyState.INTERRUPTED
    store.close()


def test_a_second_engine_leaves_the_home_to_the_first(home: Settings) -> None:
    from filelock import FileLock

    with FileLock(home.engine_lock):
        assert engine(home).wait(timeout=90) == 3


def test_a_study_deleted_while_it_runs_does_not_hurt_the_others(bench: Bench) -> None:
    doomed, other = bench.create(LONG), bench.create(QUICK)
    runner = bench.start(doomed)
    bench.wait(doomed, lambda view: bool(view.curves))
    bench.store.delete_study(doomed)
    runner.stop()
    view = bench.run(other)
    assert view.study.state is StudyState.COMPLETED, view.study.error
    wait_for(lambda: not runner.is_alive(), seconds=60)
