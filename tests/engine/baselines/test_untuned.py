"""The untuned network: trained as a trial of the family's defaults is, when it is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.records import samples
from tuning import catalog, datasets, settings
from tuning.datasets import Dataset
from tuning.engine import worker
from tuning.engine.baselines.untuned import Untuned
from tuning.engine.books.earlier import Earlier
from tuning.engine.books.ledger import Ledger
from tuning.engine.books.recorder import Recorder
from tuning.engine.books.summaries import Summaries
from tuning.engine.fits import FitOutcome, FitTask, Source
from tuning.engine.proposals import Proposal
from tuning.store import EpochRecord, Store
from tuning.store.view import StudyView
from tuning.study import Evaluation, FitKind, FitState, StudySpec


@dataclass
class Desk:
    """A study's books, and in place of its workers this process. `trained`: what was asked for."""

    store: Store
    study: int
    recorder: Recorder
    data: Dataset
    ledger: Ledger
    trained: int = 0

    def on_a_worker(self, run: Any, task: FitTask) -> FitOutcome:
        self.trained += 1
        outcome: FitOutcome = run(task, self.data, self.ledger.hear)
        return outcome

    def untuned(self) -> Untuned:
        return Untuned(self.ledger, self)  # type: ignore[arg-type]

    def view(self) -> StudyView:
        self.recorder.flush()
        return StudyView(self.store, self.study)

    def end_a_trial(self) -> None:
        """Of 2 epochs, in the books alone."""
        task = self.ledger.source.task(self.ledger.take_number(), {"units": 8, "epochs": 2}, 0)
        self.ledger.begin(Proposal(task.trial, task.values), [task])
        outcome = worker.run_fit(task, self.data, worker.send_nothing)
        self.ledger.fit_ended(outcome)
        assert self.ledger.end(task.trial) is not None


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A study that plans 10 trials of 2 epochs, as many as 4 times the 5 of the defaults."""
    home = settings.load(tmp_path).prepare()
    store, digits = Store(home.store_path), datasets.load("digits", home).subset(150, 1)
    recorder = Recorder(store, Summaries(home.logs))
    study = store.create_study(spec())
    yield Desk(store, study, recorder, digits, books(store, study, recorder, tmp_path))
    recorder.close()
    store.close()


def spec() -> StudySpec:
    return samples.spec(
        dataset={"name": "digits", "rows": 150},
        strategy={"name": "random_search", "max_trials": 10},
        evaluation={"method": "split"},
        space={"units": list(range(4, 24, 2)), "epochs": 2},
    )


def books(store: Store, study: int, recorder: Recorder, folder: Path) -> Ledger:
    view = StudyView(store, study)
    source = Source(study, view.study.spec, "digits of 150", 10)
    return Ledger(source, recorder, Earlier(view), folder)


def test_it_is_trained_as_a_trial_of_the_defaults_and_counts_as_none(
    desk: Desk, tmp_path: Path
) -> None:
    untuned = desk.untuned()
    assert not untuned.is_due(), "the first trial comes first"
    desk.end_a_trial()
    assert untuned.is_due()
    score, note = untuned.train()
    assert note == "The family's defaults, trained for 5 epochs."

    values = catalog.family("dense").defaults()
    alike = worker.run_fit(desk.ledger.source.task(0, values, 0), desk.data, worker.send_nothing)
    assert score == alike.score
    view = desk.view()
    key = (0, FitKind.BASELINE, 0)
    assert view.fits[key].state is FitState.COMPLETED
    curve = [epoch.metrics for epoch in view.curves[key]]
    assert curve == [epoch.metrics for epoch in alike.epochs]
    assert view.numbers == [1]
    assert (view.study.epochs_done, view.totals.epochs, view.totals.fits) == (2, 2, 1)
    assert view.study.best_number == 1

    desk.ledger = books(desk.store, desk.study, desk.recorder, tmp_path)
    again = desk.untuned()
    assert again.is_due()
    assert again.train() == (score, note)
    assert desk.trained == 1, "an earlier run trained it"


def test_it_is_left_out_where_it_would_be_much_of_the_study_or_the_seconds_count(
    desk: Desk,
) -> None:
    desk.end_a_trial()
    for changes, why in (
        ({"training_seconds": 5.0}, "A study that ends after some seconds of training"),
        ({"strategy": spec().strategy.model_copy(update={"options": {"max_trials": 9}})}, "Its 5"),
    ):
        desk.ledger.spec = spec().model_copy(update=changes)
        untuned = desk.untuned()
        assert not untuned.is_due()
        assert untuned.left_out.startswith(why)
    desk.ledger.spec = spec()
    desk.ledger.earlier.study = replace(desk.ledger.earlier.study, race=1)
    assert not desk.untuned().is_due()
    assert desk.untuned().left_out == "Studies of a race train no untuned network."


def test_one_that_cannot_be_trained_says_why(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(run: Any, task: FitTask) -> FitOutcome:
        raise OSError("gone")

    monkeypatch.setattr(desk, "on_a_worker", lost)
    assert desk.untuned().train() == (None, "Its worker was lost 3 times.")
    assert desk.view().fits[0, FitKind.BASELINE, 0].state is FitState.FAILED


def test_in_folds_it_is_scored_at_their_common_epoch(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    folds = spec().model_copy(update={"evaluation": Evaluation(method="folds", folds=2)})
    desk.ledger.spec = folds
    desk.ledger.source = replace(desk.ledger.source, spec=folds)
    curves = [(0.5, 0.9), (0.8, 0.6)]

    def trained(run: Any, task: FitTask) -> FitOutcome:
        assert task.split.fold == task.index
        epochs = [
            EpochRecord(*task.key, at, {"val_accuracy": value, "val_loss": 1.0}, float(at))
            for at, value in enumerate(curves[task.index], start=1)
        ]
        return FitOutcome(*task.key, max(curves[task.index]), 1.0, "xla", epochs)

    monkeypatch.setattr(desk, "on_a_worker", trained)
    score, _ = desk.untuned().train()
    assert score == pytest.approx(0.75), "the means are 0.65 and 0.75, their own bests 0.9 and 0.8"
