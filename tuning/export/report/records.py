"""A study's records as a report carries them: columns, and the place of each thing in its order.

The browser replays them: of a moment it is known how many things had happened, and what has a
smaller place was there (`tuning.store.timeline`, whose places these are).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tuning import analysis, metrics, strategies, tasks
from tuning.charts import rounded
from tuning.store import EpochRecord, FitKey, StudyRecord, TrialRecord
from tuning.store.timeline import NEVER, Timeline
from tuning.store.view import StudyView

Columns = dict[str, list[Any]]
MOST_NUMBERS = 500_000
"""Of curves in a report, a megabyte and a half; of more, some epochs are left out."""


def replayed(view: StudyView) -> dict[str, Any]:
    """Everything that a report needs to show a study at any moment; times are in seconds."""
    line = Timeline(view)
    keys = [key for key in line.fits if key[1].scores]
    return {
        **told(view.study),
        "measures": {
            each.name: [each.training, each.validation] for each in tasks.measures(view.study.spec)
        },
        "fitsPlanned": view.study.spec.evaluation.fits,
        "bestNumber": view.study.best_number,
        **order(line),
        "trials": _trials(view, line),
        "fits": _fits(view, line, keys),
        "curves": _curves(view, line, keys),
        "ended": finished(view),
        "gauge": {
            step.trial: rounded([step.corrected, step.low, step.high])
            for step in analysis.course_of(view)
        },
    }


def told(study: StudyRecord) -> dict[str, Any]:
    """What a study is, for figures and tables."""
    objective = study.spec.objective
    known = strategies.STRATEGIES.get(study.strategy)
    return {
        "id": study.id,
        "strategy": known.title if known else study.strategy,
        "color": known.color if known else None,
        "active": study.state.is_active(),
        "objective": {
            **objective.model_dump(mode="json"),
            "direction": objective.direction,
            "title": metrics.title(objective.metric),
        },
    }


def order(line: Timeline) -> dict[str, Any]:
    """Which moments there are: the places of trials' ends and of epochs, and the study's clock."""
    return {
        "length": line.length,
        "first": int(line.place("trials", 0)[0]),
        "seconds": [round(float(second), 3) for second in line.seconds],
        "trialEnds": sorted(places(line.ended, known=True)),
        "epochEnds": sorted(places(line.epochs[~line.is_refit], known=True)),
    }


def places(positions: Iterable[int], known: bool = False) -> list[Any]:
    """Places as numbers, None for what did not happen; left out where all are `known`."""
    found = [None if place == NEVER else int(place) for place in positions]
    return [place for place in found if place is not None] if known else found


def finished(view: StudyView) -> Columns:
    """The trials in the order of finishing, and the epochs that had been spent by then."""
    table = analysis.best_so_far(view)
    return {"number": table["number"].tolist(), "epochs": table["epochs"].tolist()}


def _trials(view: StudyView, line: Timeline) -> Columns:
    trials = [view.trials[number] for number in line.numbers]
    return {
        "number": line.numbers,
        "began": places(line.begun),
        "ended": places(line.ended),
        "state": [trial.state.value for trial in trials],
        "score": [_finite(trial.score) for trial in trials],
        "deviation": [_finite(trial.deviation) for trial in trials],
        "started": _since(view, [trial.started for trial in trials]),
        "finished": _since(view, [trial.finished for trial in trials]),
        "continues": [_parent(view, trial) for trial in trials],
    }


def _parent(view: StudyView, trial: TrialRecord) -> int | None:
    """The trial that it was promoted from."""
    parents = analysis.lineage(view, trial.number)
    return parents[0] if parents else None


def _since(view: StudyView, times: Sequence[float | None]) -> list[float | None]:
    """Times from the study's making on."""
    return [None if time is None else round(time - view.study.created, 6) for time in times]


def _fits(view: StudyView, line: Timeline, keys: Sequence[FitKey]) -> Columns:
    at = {key: place for place, key in enumerate(line.fits)}
    fits = [view.fits[key] for key in keys]
    return {
        "trial": [key[0] for key in keys],
        "index": [key[2] for key in keys],
        "began": places(line.fit_begun[at[key]] for key in keys),
        "ended": places(line.fit_ended[at[key]] for key in keys),
        "score": [_finite(fit.score) for fit in fits],
        "seconds": [_finite(fit.seconds) for fit in fits],
    }


def every(view: StudyView) -> int:
    """Of each fit's epochs, every so-manieth is carried; 1 for all of them."""
    epochs = sum(len(curve) for curve in view.curves.values())
    return max(1, -(-epochs * len(tasks.columns(view.study.spec)) // MOST_NUMBERS))


def _curves(view: StudyView, line: Timeline, keys: Sequence[FitKey]) -> dict[str, Any]:
    """The epochs of the fits one after the other: which one's, its number, its place, its metrics.

    Metrics have five digits, as in figures.
    """
    at = {key: place for place, key in enumerate(line.curves)}
    apart = every(view)
    found = [
        (fit, view.curves[key][k], line.epochs[line.starts[at[key]] + k])
        for fit, key in enumerate(keys)
        if key in at
        for k in _carried(view, view.curves[key], apart)
    ]
    return {
        "fit": [fit for fit, _, _ in found],
        "epoch": [epoch.epoch for _, epoch, _ in found],
        "at": places(place for *_, place in found),
        "metrics": {
            name: rounded(epoch.metrics.get(name) for _, epoch, _ in found)
            for name in tasks.columns(view.study.spec)
        },
    }


def _carried(view: StudyView, curve: Sequence[EpochRecord], apart: int) -> Iterable[int]:
    """Which epochs of a fit: its first, its last, its best and every so-manieth between."""
    if apart == 1:
        return range(len(curve))
    objective = view.study.spec.objective
    known = [(k, epoch.metrics.get(objective.metric)) for k, epoch in enumerate(curve)]
    costs = [(objective.cost(v), k) for k, v in known if v is not None and np.isfinite(v)]
    best = [min(costs)[1]] if costs else []
    return sorted({0, len(curve) - 1, *best, *range(apart - 1, len(curve), apart)})


def _finite(value: float | None) -> float | None:
    return value if value is not None and np.isfinite(value) else None
