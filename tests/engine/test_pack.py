"""A pack on its worker: what its fits gave comes back together, and few words before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from tests import records
from tuning.engine import pack, worker
from tuning.engine.fits import FitOutcome, FitTask, Source
from tuning.engine.reports import EpochEnded, FitLeft, FitStarted, Report, decode
from tuning.errors import StudyStopped
from tuning.store import EpochRecord

SPEC = records.spec(4)
SOURCE = Source(1, SPEC, "digits", 10)


def tasks(count: int, executions: int = 1) -> list[FitTask]:
    """The first fits of so many trials."""
    evaluation = SPEC.evaluation.model_copy(update={"method": "split", "executions": executions})
    source = replace(SOURCE, spec=SPEC.model_copy(update={"evaluation": evaluation}))
    return [source.task(number, {"units": 8, "epochs": 1}, 0) for number in range(1, count + 1)]


@dataclass
class Here:
    """Dask's worker, and in place of the training the scores that the fits are to have."""

    scores: dict[int, float]
    address: str = "tcp://here"
    heard: list[list[Report]] = field(default_factory=list)
    bars: list[float | None] = field(default_factory=list)
    before: Callable[[FitTask], None] = lambda task: None

    def log_event(self, topic: str, message: dict[str, Any]) -> None:
        assert topic == worker.topic(1)
        self.heard.append(decode(message))

    def run_fit(self, task: FitTask, dataset: Any, send: Any, keep_last: bool) -> FitOutcome:
        self.before(task)
        self.bars.append(task.bar)
        send(FitStarted(task.key, float(task.trial)))
        score = self.scores[task.trial]
        epoch = EpochRecord(*task.key, 1, {"val_accuracy": score}, 2.0)
        send(EpochEnded(epoch))
        wanted = task.bar is None or score >= task.bar
        weights = [np.full(3, score)] if wanted else None
        last = [np.zeros(1)] if keep_last else None
        return FitOutcome(*task.key, score, 0.5, "xla", [epoch], weights, last)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Here:
    made = Here({1: 0.5, 2: 0.8, 3: 0.6, 4: 0.8})
    monkeypatch.setattr(pack, "get_worker", lambda: made)
    monkeypatch.setattr(worker, "run_fit", made.run_fit)
    return made


def test_only_the_best_fits_weights_travel_and_of_equal_ones_the_first_trials(here: Here) -> None:
    one, two, three, four = tasks(4)
    outcomes = pack.run_fits([one, four, three, two], None)  # type: ignore[arg-type]
    assert [outcome.trial for outcome in outcomes if outcome.weights] == [2]
    assert here.bars == [None, 0.5, 0.8, 0.8]


def test_the_bar_of_the_study_stays_where_a_pack_finds_nothing_better(here: Here) -> None:
    asked = [replace(task, bar=0.9) for task in tasks(4)]
    outcomes = pack.run_fits(asked, None)  # type: ignore[arg-type]
    assert here.bars == [0.9] * 4
    assert not any(outcome.weights for outcome in outcomes)


def test_where_several_fits_make_a_trial_each_set_of_weights_travels(here: Here) -> None:
    outcomes = pack.run_fits(tasks(3, executions=2), None, {2})  # type: ignore[arg-type]
    assert all(outcome.weights for outcome in outcomes)
    assert [outcome.trial for outcome in outcomes if outcome.last_weights] == [2]


def test_a_pack_says_that_it_trains_and_what_it_gave_holds_the_rest(here: Here) -> None:
    outcomes = pack.run_fits(tasks(2), None)  # type: ignore[arg-type]
    assert here.heard == [[FitStarted(tasks(1)[0].key, 1.0)]]
    assert [(o.worker, o.started, len(o.epochs)) for o in outcomes] == [
        ("tcp://here", 1.0, 1),
        ("tcp://here", 2.0, 1),
    ]


def test_reports_of_a_pack_that_goes_on_are_sent_meanwhile(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.waiting import wait_for

    monkeypatch.setattr(pack, "REPORT_SECONDS", 0.0)
    last = tasks(3)[-1]

    def waits(task: FitTask) -> None:
        if task.trial == last.trial:
            wait_for(lambda: any(isinstance(r, FitLeft) for heard in here.heard for r in heard))

    here.before = waits
    pack.run_fits(tasks(3), None)  # type: ignore[arg-type]
    kinds = [type(report).__name__ for heard in here.heard for report in heard]
    assert kinds[:3] == ["FitStarted", "EpochEnded", "FitLeft"]


@pytest.mark.parametrize("error", [StudyStopped("Stopped."), RuntimeError("A fault.")])
def test_what_had_ended_comes_back_where_a_pack_cannot_go_on(here: Here, error: Exception) -> None:
    def fails(task: FitTask) -> None:
        if task.trial == failing:
            raise error

    here.before, failing = fails, 3
    outcomes = pack.run_fits(tasks(4), None)  # type: ignore[arg-type]
    assert [outcome.trial for outcome in outcomes] == [1, 2]
    failing = 1
    with pytest.raises(type(error)):
        pack.run_fits(tasks(2), None)  # type: ignore[arg-type]
