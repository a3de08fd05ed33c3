"""What KerasTuner's oracles report: summaries, and the Gaussian process' guesses."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tuning.analysis.trials import title_of, varying
from tuning.space import AnyParameter, Boolean, Choice, Float, Int, show
from tuning.store.view import StudyView

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
