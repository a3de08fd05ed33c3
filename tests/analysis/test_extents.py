"""The axes of a replay: how far a study's charts reach in all, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests import records
from tests.records.samples import epoch, spec, store, trial
from tuning import analysis, charts
from tuning.analysis import together
from tuning.store import Batch, Store
from tuning.store.moments import Moment, at
from tuning.store.view import StudyView
from tuning.study import TrialState


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    opened = store(tmp_path)
    yield opened
    opened.close()


def test_extents_are_those_of_all_that_was_recorded(kept: Store) -> None:
    study_id = kept.create_study(spec())
    ends = {0: (0.5, 0.1, 1010.0), 1: (0.8, None, 1020.0)}
    trials = [
        replace(trial(n, score, deviation=spread), started=1000.0, finished=end)
        for n, (score, spread, end) in ends.items()
    ]
    trials.append(replace(trial(2, None, state=TrialState.FAILED), started=1000.0, finished=1030.0))
    epochs = [epoch(0, 0, 1, loss=2.0, val_loss=3.0), epoch(0, 0, 2, loss=1.0, val_loss=4.0)]
    kept.write(study_id, Batch(trials, epochs=epochs))
    found = analysis.extents(StudyView(kept, study_id))
    assert found.epochs == (1, 2)
    assert found.measures["val_loss"] == (3.0, 4.0)
    assert found.scores == pytest.approx((0.4, 0.8))
    assert found.spent == {"trials": (0.0, 3.0), "epochs": (0.0, 2.0), "seconds": (0.0, 30.0)}
    both = [found.measures["loss"], found.measures["val_loss"]]
    assert together(both) == (1.0, 4.0)


def test_one_outlier_leaves_the_axis_free(kept: Store) -> None:
    study_id = kept.create_study(spec())
    epochs = [epoch(0, 0, at, loss=1.0 + at / 100) for at in range(1, 101)]
    epochs.append(epoch(0, 0, 101, loss=1e6))
    kept.write(study_id, Batch(epochs=epochs))
    found = analysis.extents(StudyView(kept, study_id)).measures
    assert found["loss"] is None
    assert together([found["loss"], found["val_loss"]]) is None


def test_a_study_without_records_holds_nothing(kept: Store) -> None:
    found = analysis.extents(StudyView(kept, kept.create_study(spec())))
    assert (found.epochs, found.scores, found.measures) == (None, None, {})
    assert set(found.spent.values()) == {None}


def test_parallel_axes_stand_still_while_a_study_is_replayed(kept: Store) -> None:
    view = StudyView(kept, records.fill(kept, records.spec(12)))
    axes = analysis.parallel(view).axes
    for count in (0, 1, 5, 11):
        assert analysis.parallel(at(view, Moment("trials", count))).axes == axes


def test_a_held_axis_has_room_at_its_ends_and_whole_ticks() -> None:
    figure = {"data": [], "layout": {"xaxis": {"tickformat": "d", "dtick": 1}, "yaxis": {}}}
    held = charts.held(figure, (0.0, 30.0), None)["layout"]
    assert held["xaxis"]["range"] == pytest.approx([-1.2, 31.2])
    assert held["xaxis"]["dtick"] == 5
    assert "range" not in held["yaxis"]
