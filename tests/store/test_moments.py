"""A moment of a study shows just what was recorded by then."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests import records
from tests.records import techniques
from tests.records.samples import epoch, finished, fit, spec, store, trial
from tuning import analysis
from tuning.store import Batch, FitRecord, Store
from tuning.store.clock import running_seconds
from tuning.store.moments import Moment, at, convert, total
from tuning.store.past import KEPT
from tuning.store.view import StudyView
from tuning.study import Evaluation, FitKind, FitState, StudyState, TrialState

ALL: dict[str, Callable[[Store], int]] = {
    **techniques.ALL,
    "failures": lambda kept: records.fill(kept, records.spec(8), failed=(0, 3)),
    "stopped": lambda kept: records.fill(
        kept,
        records.spec(20, evaluation=Evaluation(method="folds", folds=3)),
        finished=3,
        running=2,
        state=StudyState.STOPPED,
    ),
    "without times": finished,
}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    opened = store(tmp_path)
    yield opened
    opened.close()


def known(view: StudyView) -> dict[str, Any]:
    """What a view holds but for its study's own row; NaN equals NaN."""
    columns = {name: str(list(column)) for name, column in vars(view.ended).items()}
    named = ("trials", "fits", "unfinished", "numbers", "ranked", "differs")
    held = {name: getattr(view, name).copy() for name in named}
    curves = {key: curve[:] for key, curve in view.curves.items() if curve}
    of = {number: view.fits_of(number) for number in view.trials}
    times = view.epoch_times().tolist()
    return held | {"curves": curves, "ended": columns, "of": of, "times": times}


@pytest.mark.parametrize("text", ["12t", "340e", "7.5s", "0t"])
def test_a_moment_is_read_from_a_link_and_written_again(text: str) -> None:
    moment = Moment.of(text)
    assert moment is not None
    assert str(moment) == text


@pytest.mark.parametrize("text", ["", "t", "12", "-1t", "1e5t", "nan s", "12 trials", "٣t"])
def test_what_is_no_moment_is_none(text: str) -> None:
    assert Moment.of(text) is None


@pytest.mark.parametrize("kind", ALL)
def test_the_end_is_the_study_and_just_before_it_all_is_known(kind: str, kept: Store) -> None:
    view = StudyView(kept, ALL[kind](kept))
    for unit in ("trials", "epochs", "seconds"):
        assert at(view, Moment(unit, total(view, unit))) is view
    if kind == "without times":
        return  # it took no seconds
    last = at(view, Moment("seconds", total(view, "seconds") - 1e-6))
    assert last.study.state is StudyState.RUNNING
    assert not last.study.test
    assert not last.study.result
    late = {key for key, curve in view.curves.items() if curve[-1].time > last.now}
    assert {k: c for k, c in known(last)["curves"].items() if k not in late} == {
        key: curve for key, curve in view.curves.items() if key not in late
    }


@pytest.mark.parametrize("kind", ALL)
def test_a_study_grows_from_moment_to_moment(kind: str, kept: Store) -> None:
    view = StudyView(kept, ALL[kind](kept))
    keys: dict[int, dict[str, Any]] = {}
    for unit in ("trials", "epochs"):
        before = at(view, Moment(unit, 0))
        assert before.totals.completed + before.totals.failed + before.totals.epochs == 0
        for step in range(int(total(view, unit))):
            shown = at(view, Moment(unit, step))
            ended = shown.totals.completed + shown.totals.failed
            assert (ended if unit == "trials" else shown.totals.epochs) == step or (
                kind == "stopped" and unit == "trials"  # those that stopped have ended, too
            )
            assert len(shown.ended.number) <= ended
            assert before.trials.keys() <= shown.trials.keys()
            assert all(t.score is None for t in shown.unfinished.values())
            best = analysis.best_of(shown, 1)
            assert best == ({shown.study.best_number} if best else set())
            # The same key for the same, other keys for others.
            assert keys.setdefault(shown.change, known(shown)) == known(shown)
            before = shown
    assert all(change < 0 for change in keys)


# -- a study as it ran ---------------------------------------------------------------------------

START = 1000.0


@dataclass
class Run:
    """Two trials of two fits at once, then one that fails; a batch a time, as an engine writes."""

    study_id: int

    def batches(self) -> Iterator[tuple[float, Batch]]:
        begun = [self.trial(n, state=TrialState.RUNNING, started=START + 1) for n in (1, 2)]
        waiting = [self.fit(n, index) for n in (1, 2) for index in (0, 1)]
        yield 1, Batch(begun, waiting)
        yield 2, Batch(fits=[self.runs(1, 0, 2)])
        yield 3, Batch(fits=[self.runs(2, 0, 3)], epochs=[epoch(1, 0, 1, START + 3)])
        yield 4, Batch(epochs=[epoch(1, 0, 2, START + 4)], fits=[self.ended(1, 0, 2, 0.7)])
        yield 5, Batch(epochs=[epoch(2, 0, 1, START + 5)], fits=[self.runs(1, 1, 5)])
        yield 6, Batch(epochs=[epoch(2, 0, 2, START + 6)], fits=[self.ended(2, 0, 3, 0.8)])
        yield 7, Batch(fits=[self.runs(2, 1, 7)], epochs=[epoch(1, 1, 1, START + 7)])
        yield 8, Batch(epochs=[epoch(2, 1, 1, START + 8)])
        yield (
            9,
            Batch(
                [self.trial(2, 0.85, deviation=0.05, started=START + 1, finished=START + 9)],
                [self.ended(2, 1, 7, 0.9)],
                [epoch(2, 1, 2, START + 9)],
            ),
        )
        third = self.trial(3, state=TrialState.RUNNING, started=START + 10, values={"units": 16})
        yield 10, Batch([third], [self.fit(3, 0)])
        failed = replace(third, state=TrialState.FAILED, finished=START + 12, error="NaN")
        wrong = replace(self.runs(3, 0, 11), state=FitState.FAILED, error="NaN", seconds=1.0)
        yield 11, Batch(fits=[self.runs(3, 0, 11)])
        yield 12, Batch([failed], [wrong])
        yield (
            13,
            Batch(
                [self.trial(1, 0.75, deviation=0.05, started=START + 1, finished=START + 13)],
                [self.ended(1, 1, 5, 0.8)],
                [epoch(1, 1, 2, START + 13)],
            ),
        )

    def trial(self, number: int, score: float | None = None, **changes: Any) -> Any:
        values = {"activation": "relu", "units": 32, "epochs": 2}
        return trial(number, score, **{"values": values} | changes)

    def fit(self, number: int, index: int) -> FitRecord:
        return fit(number, index, state=FitState.WAITING, score=None, seconds=None)

    def runs(self, number: int, index: int, since: float) -> FitRecord:
        waits = self.fit(number, index)
        return replace(waits, state=FitState.RUNNING, started=START + since, worker="w1")

    def ended(self, number: int, index: int, since: float, score: float) -> FitRecord:
        runs = self.runs(number, index, since)
        return replace(runs, state=FitState.COMPLETED, score=score, seconds=2.0, program="xla")


def test_a_study_is_replayed_as_a_reader_saw_it_run(kept: Store) -> None:
    study_id = kept.create_study(spec())
    kept.write(study_id, Batch(study={"state": "RUNNING", "started": START}))
    view, seen = StudyView(kept, study_id), {}
    for seconds, batch in Run(study_id).batches():
        kept.write(study_id, batch)
        view.refresh()
        seen[seconds] = known(view) | {"totals": replace(view.totals)}
    ends = {"state": "COMPLETED", "finished": START + 20, "seconds": 20.0, "test": {"loss": 0.2}}
    kept.write(study_id, Batch(study=ends | {"best_number": 2, "best_score": 0.85}))
    view = StudyView(kept, study_id)
    best = []
    for seconds, then in seen.items():
        shown = at(view, Moment("seconds", seconds))
        assert known(shown) | {"totals": shown.totals} == then, seconds
        assert (shown.now, shown.study.seconds) == (START + seconds, seconds)
        best.append(shown.study.best_number)
    assert best == [None] * 8 + [2] * 5
    assert at(view, Moment("seconds", 20)) is view


def test_the_same_moment_by_other_units(kept: Store) -> None:
    study_id = kept.create_study(spec())
    for _, batch in Run(study_id).batches():
        kept.write(study_id, batch)
    ends = {"state": "COMPLETED", "started": START, "finished": START + 20, "seconds": 20.0}
    kept.write(study_id, Batch(study=ends))
    view = StudyView(kept, study_id)
    assert [total(view, unit) for unit in ("trials", "epochs", "seconds")] == [3, 8, 20]
    told = {text: Moment.of(text) for text in ("1t", "5e", "7.5s")}
    moments = {text: moment for text, moment in told.items() if moment}
    # The first trial ended at 9 s, in the seventh epoch; the fifth epoch, at 7 s.
    assert [str(convert(view, moments["1t"], unit)) for unit in ("epochs", "seconds")] == [
        "7e",
        "9s",
    ]
    assert str(convert(view, moments["7.5s"], "epochs")) == "5e"
    assert str(convert(view, moments["5e"], "trials")) == "0t"
    # Between two trials time passes evenly: the second ended at 12 s.
    assert str(convert(view, Moment("trials", 1.5), "seconds")) == "10.5s"


# -- the study's clock ---------------------------------------------------------------------------


def test_pauses_do_not_count(kept: Store) -> None:
    """It ran from 1000 to 1010 and from 1110 to 1130; in the first part nothing took over 4 s."""
    study_id = kept.create_study(spec())
    changes = {"started": 1110.0, "finished": 1130.0, "seconds": 30.0}
    kept.write(study_id, Batch(study=changes))
    times = np.array([1002.0, 1005.0, 1009.0, 1112.0, 1120.0, 1130.0])
    found = running_seconds(times, kept.study(study_id))
    # Of the first run's 10 s, 7 lie between its times; the rest may have been at its begin.
    assert found.tolist() == [3.0, 6.0, 10.0, 12.0, 20.0, 30.0]


def test_of_several_pauses_the_longest_silences_are_left_out(kept: Store) -> None:
    """Two runs of 10 s each, 100 s apart, before the last of 10 s."""
    study_id = kept.create_study(spec())
    changes = {"started": 1500.0, "finished": 1510.0, "seconds": 30.0}
    kept.write(study_id, Batch(study=changes))
    times = np.array([1001.0, 1004.0, 1009.0, 1111.0, 1119.0, 1501.0, 1510.0])
    found = running_seconds(times, kept.study(study_id))
    # 16 of 20 s lie between the times; of the others, half are in the pause's silence of 102 s.
    assert found.tolist() == [2.0, 5.0, 10.0, 12.0, 20.0, 21.0, 30.0]


def test_what_began_again_after_a_stop_counts_from_then(kept: Store) -> None:
    study_id = kept.create_study(spec())
    first = fit(1, 0, started=1001.0, score=0.7)
    again = fit(1, 1, started=1111.0, attempt=2, score=0.8)
    done = trial(1, 0.75, started=1110.0, finished=1113.0)
    epochs = [epoch(1, 0, 1, 1002.0), epoch(1, 0, 2, 1003.0)]
    epochs += [epoch(1, 1, 1, 1112.0), epoch(1, 1, 2, 1113.0)]
    changes = {"state": "COMPLETED", "started": 1110.0, "finished": 1114.0, "seconds": 14.0}
    kept.write(study_id, Batch([done], [first, again], epochs, study=changes))
    view = StudyView(kept, study_id)
    shown = at(view, Moment("seconds", 10.5))  # its first run took 10 s
    assert shown.trials[1].state is TrialState.WAITING
    states = [shown.fits[1, FitKind.EXECUTION, index].state for index in (0, 1)]
    assert states == [FitState.COMPLETED, FitState.WAITING]
    assert at(view, Moment("seconds", 11.5)).trials[1].state is TrialState.RUNNING
    assert list(shown.curves) == [(1, FitKind.EXECUTION, 0)]


def test_a_moment_that_nobody_shows_is_freed_at_once(kept: Store) -> None:
    view = StudyView(kept, records.fill(kept, finished=KEPT + 2))
    first = weakref.ref(at(view, Moment("trials", 0)))
    gc.disable()
    try:
        for trials in range(1, KEPT + 1):
            at(view, Moment("trials", trials))
        assert first() is None
    finally:
        gc.enable()
