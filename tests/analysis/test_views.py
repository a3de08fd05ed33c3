"""Heat map, distribution and timeline: from records to hand-computed numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import records
from tuning import analysis
from tuning.objective import Objective
from tuning.space import Choice, Float, Int, Space, Values
from tuning.store import Batch, EpochRecord, FitRecord, Store, TrialRecord
from tuning.store.moments import Moment, at
from tuning.store.view import StudyView
from tuning.study import FitKind, FitState, TrialState

SPACE = Space(
    parameters={
        "optimizer": Choice(values=["adam", "sgd"]),
        "momentum": Float(low=0.0, high=0.9, when={"optimizer": ["sgd"]}),
        "units": Int(low=16, high=64, step=16),
        "learning_rate": Float(low=1e-6, high=1.0, scale="log"),
    }
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "studies.sqlite")


def study(store: Store, *trials: tuple[float | None, Values], **changes: object) -> StudyView:
    study_id = store.create_study(records.spec(20, space=SPACE, **changes))
    batch = Batch()
    for number, (score, values) in enumerate(trials):
        state = TrialState.FAILED if score is None else TrialState.COMPLETED
        batch.trials.append(TrialRecord(number, state, values, score))
    store.write(study_id, batch)
    return StudyView(store, study_id)


def values(optimizer: str, units: int, rate: float = 0.001, **more: float) -> Values:
    return {"optimizer": optimizer, "units": units, "learning_rate": rate, **more}


# -- heat map ------------------------------------------------------------------------------------


def test_a_cell_has_the_mean_and_the_best_of_its_trials(store: Store) -> None:
    view = study(
        store,
        (0.7, values("adam", 16)),
        (0.9, values("adam", 16)),
        (0.5, values("sgd", 64)),
        (None, values("sgd", 16)),
    )
    found = analysis.heat_map(view, "optimizer", "units")
    assert found.x.labels == ["adam", "sgd"]
    assert found.y.labels == ["16", "64"], "values of which there are few, one by one"
    assert found.cells.to_dict("records") == [
        {"x": 0, "y": 0, "numbers": [1, 0], "mean": pytest.approx(0.8), "best": 0.9, "count": 2},
        {"x": 1, "y": 1, "numbers": [2], "mean": 0.5, "best": 0.5, "count": 1},
    ]
    assert found.inactive == 0


def test_the_best_of_a_loss_is_the_lowest(store: Store) -> None:
    lowest = Objective(metric="val_loss")
    view = study(store, (0.7, values("adam", 16)), (0.4, values("adam", 16)), objective=lowest)
    (cell,) = analysis.heat_map(view, "optimizer", "units").cells.to_dict("records")
    assert (cell["best"], cell["numbers"]) == (0.4, [1, 0])


def test_a_range_is_parted_evenly_on_its_own_scale(store: Store) -> None:
    rates = [1e-6, 9e-6, 1.1e-5, 1e-4, 1e-3, 0.02, 0.05, 0.5, 0.99, 1.0]
    view = study(store, *((0.5, values("adam", 16, rate)) for rate in rates))
    found = analysis.heat_map(view, "learning_rate", "optimizer")
    assert found.x.labels[:2] == ["1e-6 to 1e-5", "1e-5 to 0.0001"]
    assert len(found.x.labels) == 6
    held = {int(cell["x"]): sorted(cell["numbers"]) for cell in found.cells.to_dict("records")}
    assert held == {0: [0, 1], 1: [2], 2: [3], 3: [4], 4: [5, 6], 5: [7, 8, 9]}, "both ends belong"


def test_trials_without_a_value_for_one_of_the_two_are_counted(store: Store) -> None:
    view = study(store, (0.7, values("adam", 16)), (0.5, values("sgd", 16, momentum=0.4)))
    found = analysis.heat_map(view, "momentum", "units")
    assert found.inactive == 1
    assert found.cells["numbers"].tolist() == [[1]]


def test_without_a_score_there_is_no_cell(store: Store) -> None:
    assert len(analysis.heat_map(study(store), "optimizer", "units").cells) == 0


def test_in_a_replay_bins_and_rows_are_those_of_the_whole_study(store: Store) -> None:
    view = StudyView(store, records.fill(store, records.spec(20)))
    then = at(view, Moment("trials", 4))
    assert len(then.ranked) == 4
    first, whole = (analysis.heat_map(v, "learning_rate", "units") for v in (then, view))
    assert (first.x.labels, first.y.labels) == (whole.x.labels, whole.y.labels)
    assert first.cells["count"].sum() == 4
    spread, all_ = analysis.distribution(then), analysis.distribution(view)
    assert spread is not None
    assert all_ is not None
    assert spread.edges.tolist() == all_.edges.tolist()
    assert (spread.trials, all_.trials) == (4, 20)
    assert analysis.timeline(then).workers == analysis.timeline(view).workers
    assert analysis.timeline(then).lasted < analysis.timeline(view).lasted


# -- distribution --------------------------------------------------------------------------------


def test_scores_fall_into_bins_of_equal_width(store: Store) -> None:
    scores = [0.0, 0.1, 0.2, 0.5, 1.0, None]
    view = study(store, *((score, values("adam", 16)) for score in scores))
    found = analysis.distribution(view)
    assert found is not None
    assert found.edges.tolist() == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert found.numbers == [[0, 1], [2], [3], [], [4]]
    assert found.counts() == [2, 1, 1, 0, 1]
    assert found.counts(frozenset({1, 4, 5})) == [1, 0, 0, 0, 1]
    assert found.quartiles == pytest.approx((0.1, 0.2, 0.5))
    assert found.trials == 5


def test_equal_scores_share_a_bin_and_none_makes_none(store: Store) -> None:
    found = analysis.distribution(study(store, *[(0.8, values("adam", 16))] * 3))
    assert found is not None
    assert found.numbers == [[0, 1, 2]]
    assert analysis.distribution(study(store, (None, values("adam", 16)))) is None


# -- timeline ------------------------------------------------------------------------------------


def fit(
    trial: int,
    index: int,
    worker: str,
    started: float | None,
    seconds: float | None,
    **more: object,
) -> FitRecord:
    state = FitState.COMPLETED if seconds is not None else FitState.RUNNING
    given = {"worker": worker, "started": started, "seconds": seconds, **more}
    return FitRecord(trial, FitKind.EXECUTION, index, 1, **{"state": state, **given})


def timed(store: Store, *fits: FitRecord, epochs: tuple[EpochRecord, ...] = ()) -> StudyView:
    view = study(store, *[(0.5, values("adam", 16))] * (1 + max(f.trial for f in fits)))
    store.write(view.study.id, Batch(fits=list(fits), epochs=list(epochs)))
    view.refresh()
    return view


def test_fits_stand_on_their_worker_from_the_first_one_on(store: Store) -> None:
    view = timed(
        store,
        fit(0, 0, "tcp://b", 1000.0, 10.0, score=0.5),
        fit(0, 1, "tcp://a", 1002.0, 4.0),
        fit(1, 0, "tcp://a", 1008.0, 2.0),
        fit(1, 1, "tcp://a", None, None, state=FitState.WAITING),
    )
    found = analysis.timeline(view)
    assert found.workers == ["tcp://a", "tcp://b"]
    assert found.fits["worker"].tolist() == [1, 0, 0]
    assert found.fits["trial"].tolist() == [0, 0, 1]
    assert found.fits["what"].tolist() == ["Execution 1", "Execution 2", "Execution 1"]
    assert found.fits["start"].tolist() == [0.0, 2.0, 8.0]
    assert found.fits["seconds"].tolist() == [10.0, 4.0, 2.0]
    # Worker b trained all ten seconds, worker a six of them.
    assert found.idle == pytest.approx(4 / 20)
    assert (found.left_out, found.pauses) == (0, 0)


def test_a_fit_that_trains_lasts_until_its_latest_epoch(store: Store) -> None:
    epoch = EpochRecord(0, FitKind.EXECUTION, 0, 1, {"loss": 1.0}, 1007.0)
    found = analysis.timeline(timed(store, fit(0, 0, "w", 1000.0, None), epochs=(epoch,)))
    assert found.fits["seconds"].tolist() == [7.0]
    assert found.fits["state"].tolist() == ["RUNNING"]


def test_a_pause_is_cut_out_and_a_wait_is_not(store: Store) -> None:
    view = timed(
        store,
        fit(0, 0, "w", 1000.0, 10.0),
        fit(1, 0, "w", 1050.0, 10.0),  # 40 seconds of thinking
        fit(2, 0, "w", 9060.0, 10.0),  # stopped, and resumed 8,000 seconds later
        fit(3, 0, "w", 9070.0, 10.0),
    )
    found = analysis.timeline(view)
    assert found.fits["start"].tolist() == [0.0, 50.0, 60.0, 70.0]
    assert found.pauses == 1
    assert found.idle == pytest.approx(40 / 80)


def test_of_many_fits_the_latest_are_shown(store: Store) -> None:
    fits = [fit(0, index, "w", 1000.0 + index, 1.0) for index in range(405)]
    found = analysis.timeline(timed(store, *fits))
    assert len(found.fits) == 400
    assert found.left_out == 5
    assert found.fits["start"].tolist()[0] == 0.0


def test_a_study_without_fits_has_an_empty_timeline(store: Store) -> None:
    found = analysis.timeline(study(store))
    assert len(found.fits) == 0
    assert (found.workers, found.pauses, found.idle) == ([], 0, 0.0)
