"""Fits go to a worker that has compiled their architecture, and no worker goes without."""

from __future__ import annotations

from typing import Any, cast

from tuning.engine.data import SplitKey
from tuning.engine.dispatch import DEPTH, LONG_SECONDS, Dispatch
from tuning.engine.worker import FitTask
from tuning.study import Evaluation, FitKind, Objective

SPLIT = SplitKey("digits", Evaluation(), 1, 0)


def fit(trial: int, index: int = 0, **values: object) -> FitTask:
    return FitTask(
        study=1,
        trial=trial,
        kind=FitKind.EXECUTION,
        index=index,
        seed=1,
        family="dense",
        values=cast(Any, {"units": 8, **values}),
        split=SPLIT,
        classes=10,
        objective=Objective(),
        epochs=1,
    )


def size(task: FitTask) -> float:
    """The more units, the longer a fit takes."""
    return float(cast(Any, task.values["units"]))


def handed(dispatch: Dispatch) -> list[tuple[int, str]]:
    """The trials that are handed over now, with their workers."""
    given = []
    while (turn := dispatch.take()) is not None:
        given.append((turn[0].trial, turn[1]))
    return given


def test_a_trial_stays_with_the_worker_that_compiled_it() -> None:
    dispatch = Dispatch(lambda: ["a", "b"], size)
    for trial, units in ((1, 16), (2, 8)):
        for index in range(DEPTH):
            dispatch.add(fit(trial, index, units=units))
    assert sorted(handed(dispatch)) == [(1, "a"), (1, "a"), (2, "b"), (2, "b")]


def test_rates_and_epochs_share_a_program_and_a_batch_size_does_not() -> None:
    dispatch = Dispatch(lambda: ["a", "b"], size)
    first = fit(1, learning_rate=0.1, dropout=0.1, epochs=2, batch_size=32)
    dispatch.add(first)
    dispatch.add(fit(2, learning_rate=0.2, dropout=0.2, epochs=4, batch_size=32))
    dispatch.add(fit(3, learning_rate=0.1, dropout=0.1, epochs=2, batch_size=64))
    assert handed(dispatch) == [(1, "a"), (3, "b")]
    dispatch.end(first.key)
    assert handed(dispatch) == [(2, "a")]


def test_a_worker_with_nothing_of_its_own_takes_what_waits() -> None:
    dispatch = Dispatch(lambda: ["a", "b"], size)
    for index in range(4):
        dispatch.add(fit(1, index))
    assert [worker for _, worker in handed(dispatch)] == ["a", "b", "a", "b"]


def test_the_last_fit_goes_to_whoever_is_free_first() -> None:
    dispatch = Dispatch(lambda: ["a", "b"], size)
    tasks = [fit(1, index) for index in range(3)]
    for task in tasks:
        dispatch.add(task)
    assert [worker for _, worker in handed(dispatch)] == ["a", "b"]
    dispatch.end(tasks[1].key)
    assert [worker for _, worker in handed(dispatch)] == ["b"]


def test_of_the_fits_that_nobody_compiled_the_longest_comes_first() -> None:
    dispatch = Dispatch(lambda: ["a", "b"], size)
    tasks = {trial: fit(trial, units=wide) for trial, wide in ((1, 8), (2, 16), (3, 32))}
    for task in tasks.values():
        dispatch.add(task)
    assert handed(dispatch) == [(3, "a"), (2, "b")]


def test_long_fits_are_not_handed_out_before_their_turn() -> None:
    dispatch = Dispatch(lambda: ["a"], size)
    dispatch.took(LONG_SECONDS)
    for index in range(DEPTH):
        dispatch.add(fit(1, index))
    assert len(handed(dispatch)) == 1
    dispatch.took(LONG_SECONDS / 2)
    assert len(handed(dispatch)) == 1


def test_a_worker_that_still_trains_leaves_others_what_they_compiled() -> None:
    dispatch = Dispatch(lambda: ["a", "b"], size)
    mine, theirs = fit(1, units=16), fit(2, units=8)
    for task in (mine, theirs, fit(3, units=16), fit(4, units=8)):
        dispatch.add(task)
    assert len(handed(dispatch)) == 4
    dispatch.add(fit(5, units=8))
    dispatch.end(mine.key)
    assert handed(dispatch) == []
    dispatch.end(theirs.key)
    dispatch.add(fit(6, units=16))
    assert sorted(handed(dispatch)) == [(5, "b"), (6, "a")]


def test_a_worker_is_given_no_more_than_it_trains_and_the_next() -> None:
    dispatch = Dispatch(lambda: ["a"], size)
    tasks = [fit(1, index) for index in range(DEPTH + 1)]
    for task in tasks:
        dispatch.add(task)
    assert len(handed(dispatch)) == DEPTH
    dispatch.end(tasks[0].key)
    assert len(handed(dispatch)) == 1


def test_what_was_at_a_lost_worker_does_not_hold_up_the_others() -> None:
    workers = ["a"]
    dispatch = Dispatch(lambda: workers, size)
    for index in range(DEPTH + 1):
        dispatch.add(fit(1, index))
    handed(dispatch)
    workers[:] = []
    assert handed(dispatch) == []
    workers[:] = ["b"]
    assert handed(dispatch) == [(1, "b")]
