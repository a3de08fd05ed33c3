"""What scikit-learn's searches report: the table of `cv_results_`, halving rounds, the refit."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tuning import strategies
from tuning.analysis.trials import title_of
from tuning.errors import TuningError
from tuning.space import Value, Values, show
from tuning.store import FitRecord
from tuning.store.view import StudyView
from tuning.study import FitKind


def best_params(view: StudyView) -> tuple[float, list[tuple[str, str]]] | None:
    """`best_score_`, and `best_params_` as titles and values; None before the search is through."""
    result = view.study.result
    if result.get("best_score") is None:
        return None
    params: Values = result.get("best_params", {})
    named = [(title_of(view.study, name), show(value)) for name, value in params.items()]
    return float(result["best_score"]), named


def cv_results(view: StudyView) -> pd.DataFrame | None:
    """The table of `cv_results_`, the best first; None before the search is through.

    scikit-learn maximizes, and so reports a loss as its negative: here it is positive again.
    """
    rows: list[dict[str, Any]] = view.study.result.get("cv_results", [])
    if not rows:
        return None
    sign = 1 if view.study.spec.objective.direction == "max" else -1
    names = list(dict.fromkeys(name for row in rows for name in row["params"]))
    table = pd.DataFrame([_row(view, row, names, sign) for row in rows])
    return table.sort_values(["Rank", "Trial"], ignore_index=True)


def _row(view: StudyView, row: dict[str, Any], names: list[str], sign: int) -> dict[str, Any]:
    def number(name: str, sign: int = 1) -> float | None:
        return None if row.get(name) is None else sign * row[name]

    splits = sum(name.startswith("split") for name in row)
    shown: dict[str, Any] = {"Rank": row.get("rank_test_score"), "Trial": row["trial"]}
    if row.get("iter") is not None:
        shown |= {"Round": row["iter"] + 1, "Resources": row.get("n_resources")}
    shown |= {title_of(view.study, name): _cell(row["params"].get(name)) for name in names}
    shown |= {"Mean": number("mean_test_score", sign), "± deviation": number("std_test_score")}
    return shown | {f"Split {k + 1}": number(f"split{k}_test_score", sign) for k in range(splits)}


def _cell(value: Value) -> Value:
    return show(value) if isinstance(value, bool) else value


def rounds(view: StudyView) -> pd.DataFrame | None:
    """The rounds of a halving search so far; None for other searches."""
    spec = view.study.spec
    try:
        brackets = strategies.brackets(spec)
    except TuningError:  # data of one's own that are gone
        return None
    if not brackets:
        return None
    (planned,) = brackets
    rows = []
    for number, (candidates, resources) in enumerate(planned, 1):
        own = [t for t in view.trials.values() if t.reason.get("round") == number]
        scores = [t.score for t in own if t.score is not None]
        rows.append(
            {
                "Round": number,
                "Candidates": candidates,
                "Begun": len(own),
                "Ended": sum(trial.state.is_finished() for trial in own),
                spec.strategy.options["resource"].capitalize() + " each": resources,
                "Best": spec.objective.best(scores) if scores else None,
            }
        )
    return pd.DataFrame(rows).astype({"Best": float})


def refit(view: StudyView) -> FitRecord | None:
    """The best candidate's training on all rows."""
    return next((f for key, f in view.fits.items() if key[1] is FitKind.REFIT), None)
