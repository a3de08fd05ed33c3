"""What KerasTuner's oracles report: summaries, Hyperband's rungs, the Gaussian process' guesses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from tuning import strategies
from tuning.analysis.trials import title_of, varying
from tuning.space import AnyParameter, Boolean, Choice, Float, Int, show
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.study import FitKind, TrialState

PLANNED, WAITING, RUNNING = "planned", "waiting", "running"
PROMOTED, ENDED = "promoted", "ended"


# -- the summaries -------------------------------------------------------------------------------


def space_summary(view: StudyView) -> pd.DataFrame:
    """What `tuner.search_space_summary()` prints, a row a hyperparameter."""
    rows = view.study.result.get("space") or _declared(view)
    return pd.DataFrame(
        [
            {
                "Hyperparameter": title_of(view.study, row["name"]),
                "Kind": row["kind"],
                "Values": _values(row),
                "Step": None if row.get("step") is None else show(row["step"]),
                "Sampling": row.get("sampling"),
            }
            for row in rows
        ]
    )


def _declared(view: StudyView) -> list[dict[str, Any]]:
    """The rows from the spec, before the technique has reported its own."""
    return [
        {"name": name, "kind": type(parameter).__name__, **_limits(parameter)}
        for name, parameter in view.study.spec.space.searched.items()
    ]


def _limits(parameter: AnyParameter) -> dict[str, Any]:
    if isinstance(parameter, Choice):
        return {"values": parameter.values}
    if not isinstance(parameter, Int | Float):
        return {}
    limits: dict[str, Any] = {"min_value": parameter.low, "max_value": parameter.high}
    return limits | {"step": parameter.step, "sampling": parameter.scale}


def _values(row: dict[str, Any]) -> str:
    if row.get("values") is not None:
        return ", ".join(show(value) for value in row["values"])
    if "min_value" in row:
        return f"{show(row['min_value'])} to {show(row['max_value'])}"
    return ", ".join(map(show, Boolean().points()))


def best_trials(view: StudyView, most: int = 10) -> pd.DataFrame:
    """What `tuner.results_summary()` prints: the best trials, the best first."""
    best = [view.trials[number] for _, number in view.ranked[:most]]
    names = varying(view)
    rows = [[t.number, t.score, t.deviation, *map(t.values.get, names)] for t in best]
    titles = [title_of(view.study, name) for name in names]
    table = pd.DataFrame(rows, columns=["Trial", "Score", "± deviation", *titles])
    return table.astype({"Score": float, "± deviation": float})


# -- Hyperband -----------------------------------------------------------------------------------


def members(view: StudyView) -> pd.DataFrame:
    """Hyperband's rungs, a row for each place: its trial, and what became of it.

    Places of a rung are filled from the best; `status` is promoted, ended, running,
    waiting or planned.
    """
    planned: dict[tuple[int, int, int], int] = {}
    for sizes in strategies.brackets(view.study.spec):
        for rung, (size, until) in enumerate(sizes):
            key = (len(sizes) - 1, rung, until)
            planned[key] = planned.get(key, 0) + size
    promoted = {trial.reason.get("continues") for trial in view.trials.values()}
    cost = view.study.spec.objective.cost

    def rank(trial: TrialRecord) -> tuple[bool, float, int]:
        return (trial.score is None, cost(trial.score or 0.0), trial.number)

    rows: list[tuple[Any, ...]] = []
    for (bracket, rung, until), size in planned.items():
        own = [t for t in view.trials.values() if _place(t) == (bracket, rung)]
        for place, trial in enumerate(sorted(own, key=rank), 1):
            status = PROMOTED if trial.number in promoted else ENDED
            if not trial.state.is_finished():
                status = RUNNING if trial.state is TrialState.RUNNING else WAITING
            rows.append((bracket, rung, until, place, trial.number, trial.score, status))
        for place in range(len(own) + 1, size + 1):
            rows.append((bracket, rung, until, place, None, None, PLANNED))
    columns = ["bracket", "rung", "until", "place", "number", "score", "status"]
    return pd.DataFrame(rows, columns=columns).astype({"score": float, "number": "Int64"})


def _place(trial: TrialRecord) -> tuple[int, int] | None:
    reason = trial.reason
    return (reason["bracket"], reason["rung"]) if "bracket" in reason else None


@dataclass(frozen=True)
class Halved:
    """What Hyperband's early stopping has saved."""

    begun: int
    """Configurations drawn."""
    promoted: int
    epochs: int
    """Epochs trained, over all folds and executions."""
    all_through: int
    """Epochs if every configuration had been trained to the last rung."""


def halved(view: StudyView) -> Halved:
    spec = view.study.spec
    begun = [t for t in view.trials.values() if t.reason.get("rung") is not None]
    first = sum("continues" not in trial.reason for trial in begun)
    epochs = sum(len(curve) for key, curve in view.curves.items() if key[1] is not FitKind.REFIT)
    most = strategies.most_epochs(spec) * spec.evaluation.fits
    return Halved(first, len(begun) - first, epochs, first * most)


# -- Bayesian optimization -----------------------------------------------------------------------


def guesses(view: StudyView) -> pd.DataFrame:
    """A row a trial: what the Gaussian process expected, what came, how long it thought."""
    rows = [
        (
            trial.number,
            trial.reason.get("expected"),
            trial.reason.get("uncertainty"),
            trial.score,
            trial.deviation,
            trial.reason.get("thinking_seconds"),
        )
        for _, trial in sorted(view.trials.items())
    ]
    columns = ["number", "expected", "uncertainty", "score", "deviation", "thinking"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[1:], float))


def right_guesses(table: pd.DataFrame) -> tuple[int, int]:
    """How many guesses came true within their uncertainty, and of how many."""
    judged = table.dropna(subset=["expected", "score"])
    within = (judged["score"] - judged["expected"]).abs() <= judged["uncertainty"]
    return int(within.sum()), len(judged)
