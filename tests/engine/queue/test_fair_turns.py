"""Real studies that run at once: level in epochs, and paused when a person says so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.conftest import QUICK, Bench
from tests.waiting import wait_for
from tuning.engine.service import Engine
from tuning.engine.strategies._scikit.search import ScikitStrategy
from tuning.store.view import StudyView
from tuning.study import StudyState, TrialState, Turn

LONGEST, TRIALS = 6, 18
SPACE = {"units": [4, 8], "learning_rate": {"type": "float", "low": 0.001, "high": 0.1}}
HALVING = QUICK | {
    "strategy": {
        "name": "halving_random_search",
        "n_candidates": 36,
        "factor": 2,
        "resource": "epochs",
    },
    "space": SPACE | {"epochs": 4},
}
RANDOM = QUICK | {
    "strategy": {"name": "random_search", "max_trials": TRIALS},
    "space": SPACE | {"epochs": LONGEST},
}


def times(view: StudyView) -> list[float]:
    return sorted(epoch.time for curve in view.curves.values() for epoch in curve)


@pytest.mark.long
def test_a_halving_search_and_another_stay_level(bench: Bench) -> None:
    studies = [bench.create(document) for document in (HALVING, RANDOM)]
    for number in studies:
        bench.start(number)
    views = [bench.wait(n, lambda view: not view.study.state.is_active()) for n in studies]
    assert {view.study.state for view in views} == {StudyState.COMPLETED}
    first, second = map(times, views)
    begin, end = max(first[0], second[0]), min(first[-1], second[-1])
    ahead = [
        sum(t <= at for t in first) - sum(t <= at for t in second)
        for at in sorted(first + second)
        if begin <= at <= end
    ]
    assert len(ahead) > 80
    # A pack: at most a worker's share of all that random search has.
    most = LONGEST * TRIALS // bench.cluster.workers
    assert max(abs(epochs - ahead[0]) for epochs in ahead) <= most


@pytest.mark.long
def test_a_study_stays_paused_when_the_engine_comes_back(bench: Bench) -> None:
    number = bench.create(RANDOM)
    bench.store.set_turn(number, Turn.PAUSED)
    engine = Engine(bench.settings, until_idle=False, parent=None)
    engine.studies.runners[number] = first = bench.start(number)
    waiting = bench.wait(number, lambda view: len(view.trials) > 1)
    assert {trial.state for trial in waiting.trials.values()} == {TrialState.WAITING}
    assert waiting.study.is_paused
    first.stop(interrupted=True)
    wait_for(lambda: not first.is_alive(), seconds=60)
    assert bench.store.study(number).state is StudyState.INTERRUPTED
    engine.studies.runners[number] = bench.start(number)
    bench.wait(number, lambda view: view.study.is_paused)
    engine.tick()
    assert not bench.store.epochs(number)
    bench.store.set_turn(number, Turn.FAIR)
    engine.tick()
    view = bench.wait(number, lambda view: not view.study.state.is_active())
    assert view.study.state is StudyState.COMPLETED
    told = [event.text for event in bench.store.events(number) if event.kind == "turn"]
    assert told[-1] == Turn.FAIR.told


def test_a_paused_study_can_be_stopped_and_goes_on_when_it_is_resumed(bench: Bench) -> None:
    number = bench.create(HALVING)
    bench.store.set_turn(number, Turn.PAUSED)
    runner = bench.start(number)
    bench.wait(number, lambda view: view.study.is_paused)
    runner.stop()
    bench.wait(number, lambda view: view.study.state is StudyState.STOPPED)
    assert not bench.store.epochs(number)
    bench.store.send("resume", number)
    Engine(bench.settings, until_idle=False, parent=None).tick()
    assert bench.store.study(number).turn is Turn.FAIR


def test_a_search_that_is_stopped_before_its_fits_are_in_line_ends(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = bench.create(HALVING)
    bench.store.set_turn(number, Turn.PAUSED)  # its fits would wait for ever
    job = ScikitStrategy._job

    def stopped(self: ScikitStrategy) -> Any:
        bench.runners[0].stop()
        return job(self)

    monkeypatch.setattr(ScikitStrategy, "_job", stopped)
    bench.start(number)
    bench.wait(number, lambda view: view.study.state is StudyState.STOPPED)
