"""Confirmations in the store: one at a time a study, apart from the study's own records."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import records
from tests.records.samples import bring, finished, store
from tuning.errors import NotFound, StateConflict
from tuning.store import Batch, ConfirmationState, EpochRecord, FitRecord, archive
from tuning.store.moments import Moment, at
from tuning.store.view import StudyView
from tuning.study import FitKind, FitState, StudyState

AGAIN = FitKind.CONFIRMATION


def test_one_confirmation_of_a_study_at_a_time(tmp_path: Path) -> None:
    kept = store(tmp_path)
    study = finished(kept)
    number = kept.confirm(study, {1: 2, 0: 1}, 3)
    with pytest.raises(StateConflict, match="is being confirmed already"):
        kept.confirm(study, {1: 2}, 5)
    other = finished(kept)
    assert [c.study_id for c in kept.active_confirmations()] == [study]
    kept.confirm(other, {1: 2}, 1)
    assert [c.kind for c in kept.take_commands()] == ["confirm", "confirm"]
    kept.set_confirmation(number, ConfirmationState.STOPPED)
    again = kept.confirm(study, {1: 2}, 5)
    first, second = kept.confirmations(study)
    assert (list(first.trials.items()), first.fits) == ([(1, 2), (0, 1)], 6)
    assert (first.state, second.id) == (ConfirmationState.STOPPED, again)


def test_a_study_that_runs_or_is_not_there_is_not_confirmed(tmp_path: Path) -> None:
    kept = store(tmp_path)
    study = kept.create_study(records.spec())
    bring(kept, study, StudyState.RUNNING)
    with pytest.raises(StateConflict, match=f"study {study} is RUNNING"):
        kept.confirm(study, {1: 2}, 5)
    with pytest.raises(NotFound):
        kept.confirm(99, {1: 2}, 5)
    assert not kept.confirmations(study)


def test_its_fits_change_no_score_curve_count_nor_moment_of_the_search(tmp_path: Path) -> None:
    kept = store(tmp_path)
    study = records.fill(kept, finished=3)
    view = StudyView(kept, study)
    before = (view.fits, view.curves, view.totals, view.study.best_score)
    moment = at(view, Moment("trials", 2))
    number = kept.confirm(study, {1: 2}, 2)
    key = (1, AGAIN, 0)
    fits = [FitRecord(*key, 7, FitState.COMPLETED, 0.5, 1.0, started=9e9)]
    epochs = [EpochRecord(*key, epoch, {"val_accuracy": 0.5}, 9e9 + epoch) for epoch in (1, 2)]
    kept.write(study, Batch(fits=fits, epochs=epochs))
    kept.set_confirmation(number, ConfirmationState.COMPLETED)
    assert view.refresh()
    assert (view.fits, view.curves, view.totals, view.study.best_score) == before
    shown = view.snapshot()
    assert [c.state for c in shown.confirmations] == [ConfirmationState.COMPLETED]
    assert shown.confirmed.fits[key].score == 0.5
    assert [epoch.epoch for epoch in shown.confirmed.curves[key]] == [1, 2]
    later = at(view, Moment("trials", 2))
    assert (later.study.seconds, later.confirmations, later.confirmed.fits) == (
        moment.study.seconds,
        [],
        {},
    )


def test_a_fit_that_begins_again_drops_what_it_had_reported(tmp_path: Path) -> None:
    kept = store(tmp_path)
    study = finished(kept)
    key = (1, AGAIN, 0)
    running = FitRecord(*key, 7, FitState.RUNNING)
    kept.write(study, Batch(fits=[running], epochs=[EpochRecord(*key, 1, {"val_loss": 1.0}, 1.0)]))
    view = StudyView(kept, study)
    again = FitRecord(*key, 7, FitState.RUNNING, attempt=2)
    kept.write(study, Batch(fits=[again], restarted=[key]))
    view.refresh()
    assert not view.confirmed.curves.get(key)


def test_it_is_deleted_and_packed_with_its_study(tmp_path: Path) -> None:
    home, kept = records.a_home(tmp_path / "one")
    study = records.fill(kept)
    number = kept.confirm(study, {1: 5}, 5)
    archive.pack(home, study, tmp_path / "packed.zip")
    other, there = records.a_home(tmp_path / "two")
    taken = archive.unpack(other, tmp_path / "packed.zip")
    (found,) = there.confirmations(taken)
    assert (found.trials, found.repeats) == ({1: 5}, 5)
    assert found.state is ConfirmationState.STOPPED  # no engine there has it
    kept.delete_study(study)
    assert not kept.active_confirmations()
    with pytest.raises(NotFound):
        kept.set_confirmation(number, ConfirmationState.RUNNING)
