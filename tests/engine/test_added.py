"""Trials that people add: none is lost or begun twice, whenever an engine dies or a study ends."""

from __future__ import annotations

from typing import Any

from tests.engine import faults
from tests.engine.conftest import QUICK, Bench
from tuning.store.view import StudyView
from tuning.study import StudyState, TrialState

OPEN: dict[str, Any] = QUICK | {"strategy": {"name": "by_hand"}}
VALUES = {"units": 4, "activation": "relu", "epochs": 2}


def proposed(view: StudyView) -> list[tuple[str, str]]:
    """Who proposed each trial, and its state."""
    return [(trial.reason["by"], trial.state.value) for _, trial in sorted(view.trials.items())]


def test_what_is_added_survives_its_engine_and_knows_who_proposed_it(bench: Bench) -> None:
    """The engine dies as soon as it has recorded one of the three."""
    number = bench.create(OPEN)
    for name in ("Anna", "Ben", "Zoe"):
        bench.store.add_trial(number, VALUES, name)
    assert faults.run_until(bench, number, "a trial is proposed")
    left = [one.payload["by"] for one in bench.store.added(number)]
    assert left == ["Ben", "Zoe"]
    runner = bench.start(number)
    view = bench.wait(number, lambda view: view.totals.completed == 3)
    assert bench.store.added(number) == []
    assert [name for name, _ in proposed(view)] == ["Anna", "Ben", "Zoe"]
    assert view.trials[1].reason == {"text": "Proposed by hand.", "by_hand": True, "by": "Anna"}
    runner.stop()


def test_what_was_added_before_the_end_was_said_is_trained_first(bench: Bench) -> None:
    number = bench.create(OPEN)
    runner = bench.start(number)
    bench.wait(number, lambda view: view.study.state is StudyState.RUNNING)
    for name in ("Anna", "Ben", "Zoe"):
        bench.store.add_trial(number, VALUES, name)
    runner.finish()
    view = bench.wait(number, lambda view: view.study.state is StudyState.COMPLETED)
    done = TrialState.COMPLETED.value
    assert proposed(view) == [("Anna", done), ("Ben", done), ("Zoe", done)]
    bench.store.add_trial(number, VALUES, "Tom")  # too late: it is over
    bench.store.pass_on(number)
    assert bench.store.added(number) == []
