"""A view holds what the store holds, and reads only what is new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.records.samples import epoch, finished, fit, spec, store, trial
from tuning.errors import NotFound
from tuning.objective import Objective
from tuning.store import ENDING, Batch, EventRecord, Store
from tuning.store.view import StudyView
from tuning.study import FitKind, FitState, StudyState, TrialState

EXECUTION = FitKind.EXECUTION


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    opened = store(tmp_path)
    yield opened
    opened.close()


def test_a_view_of_nothing_is_not_found(kept: Store) -> None:
    with pytest.raises(NotFound):
        StudyView(kept, 1)


def test_a_new_view_holds_everything(kept: Store) -> None:
    view = StudyView(kept, finished(kept))
    assert sorted(view.trials) == [0, 1]
    assert len(view.fits) == 4
    assert [e.epoch for e in view.curves[0, EXECUTION, 1]] == [1, 2]


def test_refresh_tells_whether_anything_is_new(kept: Store) -> None:
    study_id = kept.create_study(spec())
    view = StudyView(kept, study_id)
    assert not view.refresh()
    kept.set_state(study_id, StudyState.RUNNING)
    assert view.refresh()
    assert view.study.state is StudyState.RUNNING
    assert not view.refresh()


def test_what_follows_the_last_trial_is_told_while_it_lasts(kept: Store) -> None:
    study_id = finished(kept)
    assert StudyView(kept, study_id).ending == ""
    running = kept.create_study(spec())
    kept.set_state(running, StudyState.RUNNING)
    view = StudyView(kept, running)
    now = view.study.started or 0.0
    told = [EventRecord(now - 9, ENDING, "of an earlier run"), EventRecord(now, "test", "other")]
    kept.write(running, Batch(trials=[trial(1)], events=told))
    assert (view.refresh(), view.ending) == (True, "")
    kept.write(running, Batch(events=[EventRecord(now, ENDING, "the linear model")]))
    assert (view.refresh(), view.ending) == (True, "the linear model")
    kept.write(running, Batch(trials=[trial(2, state=TrialState.RUNNING)]))
    assert (view.refresh(), view.ending) == (True, "")


def test_what_is_written_while_a_view_reads_counts_once(kept: Store) -> None:
    study_id = kept.create_study(spec())
    begun = Batch([trial(0, None, state=TrialState.RUNNING)], [fit(0)], [epoch(0, 0, 1)])
    kept.write(study_id, begun)
    view = StudyView(kept, study_id)
    view.change -= 1  # as if the epoch had come after the study's own row was read
    kept.write(study_id, Batch(epochs=[epoch(0, 0, 2)]))
    view.refresh()
    assert [e.epoch for e in view.curves[0, EXECUTION, 0]] == [1, 2]
    assert view.totals.epochs == len(view.epoch_times()) == 2


def test_a_view_that_grew_equals_one_made_anew(kept: Store) -> None:
    study_id = kept.create_study(spec())
    view = StudyView(kept, study_id)
    for number in (0, 1):
        kept.write(study_id, Batch([trial(number, None, state=TrialState.RUNNING)], [fit(number)]))
        view.refresh()
        for at in (1, 2, 3):
            kept.write(study_id, Batch(epochs=[epoch(number, 0, at)]))
            view.refresh()
        kept.write(study_id, Batch([trial(number)]))
    view.refresh()
    fresh = StudyView(kept, study_id)
    assert (view.trials, view.fits, view.curves) == (fresh.trials, fresh.fits, fresh.curves)
    assert (view.study, view.change) == (fresh.study, fresh.change)
    assert (view.numbers, view.ranked, view.totals) == (fresh.numbers, fresh.ranked, fresh.totals)
    assert vars(view.ended) == vars(fresh.ended)


@pytest.mark.parametrize("metric", ["val_accuracy", "val_loss"])
def test_trials_are_ranked_and_stand_in_the_order_of_finishing(kept: Store, metric: str) -> None:
    study_id = kept.create_study(spec(objective=Objective(metric=metric)))
    view = StudyView(kept, study_id)
    ends = {0: (30.0, 0.5), 3: (20.0, 0.7), 1: (30.0, 0.9), 2: (10.0, 0.7)}
    for number, (at, score) in ends.items():
        running = trial(number, None, state=TrialState.RUNNING)
        kept.write(study_id, Batch([running]))
        view.refresh()
        assert view.unfinished
        kept.write(study_id, Batch([replace(trial(number, score), started=5.0, finished=at)]))
        view.refresh()
    before = view.snapshot()
    kept.write(study_id, Batch([replace(trial(1, 0.1), started=5.0, finished=40.0)]))
    kept.write(study_id, Batch([trial(4, None, state=TrialState.FAILED)]))
    view.refresh()
    best_first = {"val_accuracy": [2, 3, 0, 1], "val_loss": [1, 0, 2, 3]}[metric]
    assert [number for _, number in view.ranked] == best_first
    assert [n for n in view.ended.number if n != 4] == [2, 3, 0, 1]
    assert view.numbers == [0, 1, 2, 3, 4]
    assert list(before.ended.number) == [2, 3, 0, 1]
    assert list(before.ended.score) == [0.7, 0.7, 0.5, 0.9]
    assert before.numbers == [0, 1, 2, 3]
    assert len(before.ranked) == 4


def test_only_trials_move_the_counter_of_trials(kept: Store) -> None:
    study_id = finished(kept)
    view = StudyView(kept, study_id)
    before = view.trials_change
    kept.write(study_id, Batch(epochs=[epoch(0, 0, 3)]))
    view.refresh()
    assert view.trials_change == before
    kept.write(study_id, Batch(trials=[trial(2)]))
    view.refresh()
    assert view.trials_change == view.change > before


def test_a_fit_that_begins_again_loses_its_curve(kept: Store) -> None:
    study_id = finished(kept)
    view = StudyView(kept, study_id)
    key = (0, EXECUTION, 0)
    kept.write(study_id, Batch(fits=[fit(0, 0, attempt=2)], restarted=[key]))
    view.refresh()
    assert view.curves.get(key, []) == []
    kept.write(study_id, Batch(epochs=[epoch(0, 0, 1, loss=9.0)]))
    view.refresh()
    assert [e.metrics["loss"] for e in view.curves[key]] == [9.0]
    assert len(view.curves[0, EXECUTION, 1]) == 2


def test_a_restart_with_its_first_epoch_in_one_write(kept: Store) -> None:
    study_id = finished(kept)
    view = StudyView(kept, study_id)
    key = (1, EXECUTION, 1)
    again = [epoch(1, 1, 1, loss=9.0)]
    kept.write(study_id, Batch(fits=[fit(1, 1, attempt=2)], epochs=again, restarted=[key]))
    view.refresh()
    assert view.curves[key] == again


def test_the_fits_of_a_trial_refit_last(kept: Store) -> None:
    study_id = finished(kept)
    refit = fit(1, 0)
    kept.write(study_id, Batch(fits=[type(refit)(**vars(refit) | {"kind": FitKind.REFIT})]))
    view = StudyView(kept, study_id)
    found = [(record.kind.value, record.index) for record in view.fits_of(1)]
    assert found == [("execution", 0), ("execution", 1), ("refit", 0)]


def test_a_trial_waits_until_one_of_its_fits_trains_and_again_between_them(kept: Store) -> None:
    study_id = kept.create_study(spec())
    view = StudyView(kept, study_id)

    def told(batch: Batch) -> TrialState:
        kept.write(study_id, batch)
        view.refresh()
        assert view.trials == StudyView(kept, study_id).trials
        assert view.trials[0] == view.unfinished.get(0, view.trials[0])
        return view.trials[0].state

    waiting = fit(0, 0, state=FitState.WAITING, score=None)
    running, ended = replace(waiting, state=FitState.RUNNING), fit(0, 0)
    assert told(Batch([trial(0, None, state=TrialState.RUNNING)])) is TrialState.WAITING
    assert told(Batch(fits=[waiting])) is TrialState.WAITING
    before = view.trials_change
    assert told(Batch(fits=[running])) is TrialState.RUNNING
    assert view.trials_change == view.change > before
    assert told(Batch(fits=[ended, replace(waiting, index=1)])) is TrialState.WAITING
    assert told(Batch(fits=[replace(running, index=1)])) is TrialState.RUNNING
    assert told(Batch([trial(0)], [replace(ended, index=1)])) is TrialState.COMPLETED
    assert not view.unfinished
