"""A confirmation through real workers: fresh seeds and splits, the same for all trials; it goes on
with what is missing, and leaves its study as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.engine.conftest import QUICK, Bench
from tests.waiting import wait_for
from tuning import datasets
from tuning.analysis.confirmation import asked, confirmed
from tuning.engine.confirmation import fresh
from tuning.engine.confirmation.confirmations import Confirmations
from tuning.engine.fits import Source, SplitKey
from tuning.planning import files
from tuning.settings import Settings
from tuning.store import ConfirmationState, TrialRecord
from tuning.store.view import StudyView
from tuning.study import Evaluation, FitKind, FitState, StudyState, TrialState

FOLDS = QUICK | {
    "evaluation": {"method": "folds", "folds": 3},
    "strategy": {"name": "random_search", "max_trials": 2},
}


@pytest.fixture
def confirmations(bench: Bench) -> Confirmations:
    return Confirmations(bench.store, bench.settings, bench.recorder)


def ended(confirmations: Confirmations) -> Callable[[], bool]:
    def has_ended() -> bool:
        confirmations.forget_ended()
        return confirmations.is_empty()

    return has_ended


def begin(bench: Bench, confirmations: Confirmations, study: int, repeats: int) -> None:
    given = asked(StudyView(bench.store, study), repeats=repeats)
    bench.store.confirm(study, given.trials, repeats)
    confirmations.start(study)
    confirmations.begin(bench.cluster)


def test_it_stops_goes_on_with_what_is_missing_and_leaves_the_study_as_it_was(
    bench: Bench, confirmations: Confirmations
) -> None:
    study = bench.create(FOLDS)
    before = bench.run(study)
    many = 60
    begin(bench, confirmations, study, many)
    view = bench.wait(study, lambda view: len(done(view)) >= 2)
    confirmations.stop(study)
    wait_for(ended(confirmations), seconds=60)
    view.refresh()
    known = done(view)
    assert view.confirmations[-1].state is ConfirmationState.STOPPED
    assert 2 <= len(known) < 2 * many

    begin(bench, confirmations, study, 4)
    wait_for(ended(confirmations), seconds=60)
    view.refresh()
    assert view.confirmations[-1].state is ConfirmationState.COMPLETED
    fits = view.confirmed.fits
    assert {key: fits[key] for key in known} == known  # not trained again
    found = confirmed(view)
    assert found is not None
    assert found.done == 8
    for trial in found.trials:
        keys = [(trial.number, FitKind.CONFIRMATION, k) for k in range(4)]
        lengths = {len(view.confirmed.curves[key]) for key in keys}
        assert lengths == {trial.epoch}
        last = [view.confirmed.curves[key][-1].metrics["val_accuracy"] for key in keys]
        assert trial.scores == pytest.approx(last)

    study_now, study_before = view.study, before.study
    assert study_now.state is StudyState.COMPLETED
    assert replace(study_now, change=0) == replace(study_before, change=0)
    assert (view.trials, view.fits, view.curves) == (before.trials, before.fits, before.curves)

    begin(bench, confirmations, study, many)
    bench.wait(study, lambda view: view.confirmations[-1].state is ConfirmationState.RUNNING)
    bench.store.delete_study(study)
    wait_for(ended(confirmations), seconds=60)


def done(view: StudyView) -> dict[object, object]:
    fits = view.confirmed.fits.items()
    return {key: fit for key, fit in fits if fit.state is FitState.COMPLETED}


def test_what_a_dead_engine_left_goes_on_with_the_next_unless_it_is_stopped_before(
    bench: Bench, confirmations: Confirmations
) -> None:
    study = bench.create(FOLDS)
    bench.store.set_state(study, StudyState.STOPPED)
    number = bench.store.confirm(study, {1: 2}, 2)
    bench.store.set_confirmation(number, ConfirmationState.RUNNING)
    confirmations.take_over()
    assert not confirmations.is_empty()
    confirmations.stop(study)
    assert confirmations.is_empty()
    assert not bench.store.active_confirmations()


def source(evaluation: Evaluation) -> Source:
    spec = files.parse(QUICK).model_copy(update={"evaluation": evaluation})
    return Source(1, spec, "digits", 10)


def split_of(evaluation: Evaluation, repeat: int, number: int = 1) -> SplitKey:
    trial = TrialRecord(number, TrialState.COMPLETED, {"units": 4, "epochs": 2})
    return fresh.task(source(evaluation), trial, 2, repeat).split


def test_repeats_of_folds_score_every_row_once_and_never_as_the_search_divided_them(
    place: Settings,
) -> None:
    data = datasets.load("digits", place).subset(200, 1)
    evaluation = Evaluation(method="folds", folds=3)
    searched = {tuple(held) for _, held in data.splits(evaluation, 1)}
    for division in (range(3), range(3, 6)):
        keys = [split_of(evaluation, repeat) for repeat in division]
        held = [data.splits(key.evaluation, key.seed)[key.fold][1] for key in keys]
        assert sorted(np.concatenate(held)) == list(range(200))
        assert not searched & {tuple(rows) for rows in held}
    assert split_of(evaluation, 0).seed != split_of(evaluation, 3).seed


@pytest.mark.parametrize("method", ["folds", "split", "test"])
def test_a_repeat_has_one_split_for_all_trials_and_a_seed_for_each(method: str) -> None:
    evaluation = Evaluation.model_validate({"method": method})
    assert split_of(evaluation, 1, number=1) == split_of(evaluation, 1, number=2)
    trials = [TrialRecord(n, TrialState.COMPLETED, {"units": 4}) for n in (1, 2)]
    tasks = [fresh.task(source(evaluation), t, 2, k) for t in trials for k in range(3)]
    searched = {source(evaluation).task(n, {}, k).seed for n in (1, 2) for k in range(3)}
    assert len({task.seed for task in tasks} | searched) == len(tasks) + len(searched)


def test_of_a_study_that_validated_on_the_test_rows_a_fifth_of_the_training_rows_validates() -> (
    None
):
    key = split_of(Evaluation(method="test"), 0)
    assert (key.evaluation.method, key.evaluation.fraction) == ("split", 0.2)
