"""A study whose trials have given scores, one by one: comparisons are reckoned from it by hand."""

from __future__ import annotations

from collections.abc import Sequence

from tests.records import samples
from tuning.store import Batch, Store
from tuning.study import FitState, StudyState


def run(
    store: Store,
    trials: Sequence[Sequence[float]],
    state: StudyState = StudyState.COMPLETED,
    *,
    strategy: str = "random_search",
    method: str = "split",
    **changes: object,
) -> int:
    """A study whose trials have these fits, of two epochs and two seconds each; its id.

    A fit trains for half of its two seconds.
    """
    fits = {"folds" if method == "folds" else "executions": len(trials[0]) if trials else 2}
    spec = samples.spec(
        strategy={"name": strategy}, evaluation={"method": method, **fits}, **changes
    )
    study_id = store.create_study(spec)
    leave(store, study_id, trials, state)
    return study_id


def leave(
    store: Store, study_id: int, trials: Sequence[Sequence[float]], state: StudyState
) -> None:
    """The same records, of a study that is kept already."""
    batch, at = Batch(), 1000.0
    for number, scores in enumerate(trials):
        began = at
        for index, score in enumerate(scores):
            for epoch in (1, 2):
                at += 1
                batch.epochs.append(samples.epoch(number, index, epoch, time=at))
            done = {"score": score, "seconds": 1.0, "state": FitState.COMPLETED}
            batch.fits.append(samples.fit(number, index, **done))
        mean = sum(scores) / len(scores)
        spread = max(scores) - min(scores) if len(scores) > 1 else None
        times = {"started": began, "finished": at}
        batch.trials.append(samples.trial(number, mean, deviation=spread, **times))
    store.write(study_id, batch)
    samples.bring(store, study_id, state)
