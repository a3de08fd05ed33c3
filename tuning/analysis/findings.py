"""What to know before trusting the best: noise, ties, range ends, what mattered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tuning import catalog
from tuning.analysis.trials import title_of, varying
from tuning.space import Float, Int, Value, show
from tuning.store import TrialRecord
from tuning.study import FitKind, TrialState
from tuning.view import StudyView

FEWEST_FOR_IMPORTANCE = 10
REFIT = "Final training"


@dataclass(frozen=True)
class Part:
    """One of the fits that make up a score."""

    label: str
    seed: int
    score: float | None
    seconds: float | None
    state: str
    note: str


def parts(view: StudyView, number: int) -> list[Part]:
    """The fits of one trial as a page lists them, from 1."""
    titles = {FitKind.EXECUTION: "Execution", FitKind.FOLD: "Fold", FitKind.REFIT: REFIT}
    folds = view.study.spec.evaluation.folds
    found = []
    for fit in view.fits_of(number):
        label = titles[fit.kind]
        if fit.kind is FitKind.EXECUTION:
            label += f" {fit.index + 1}"
        elif fit.kind is FitKind.FOLD:
            again = f", run {fit.index // folds + 1}" if fit.index >= folds else ""
            label += f" {fit.index % folds + 1}{again}"
        note = fit.error or ""
        found.append(Part(label, fit.seed, fit.score, fit.seconds, fit.state.value, note))
    return found


def ties(view: StudyView) -> list[int]:
    """Other trials whose score lies within one deviation of the best: perhaps only luck apart."""
    best = view.trials.get(view.study.best_number) if view.study.best_number is not None else None
    if best is None or best.score is None or best.deviation is None:
        return []
    return [
        number
        for number, trial in sorted(view.trials.items())
        if trial.score is not None
        and number != best.number
        and abs(trial.score - best.score) <= best.deviation
    ]


def findings(view: StudyView) -> list[str]:
    """What a person should know before trusting the best: ties, range ends, failures."""
    number = view.study.best_number
    best = view.trials.get(number) if number is not None else None
    if best is None:
        return []
    found = [text for name in view.study.spec.space.searched if (text := _edge(view, name, best))]
    tied = ties(view)
    if tied:
        which = f"trial {tied[0]} scores" if len(tied) == 1 else f"{len(tied)} other trials score"
        found.insert(
            0,
            f"{which[0].upper()}{which[1:]} within one standard deviation of the best: "
            "the difference may be luck.",
        )
    failed = sum(trial.state is TrialState.FAILED for trial in view.trials.values())
    if failed:
        found.append(f"{failed} of {len(view.trials)} trials failed; their reasons stand in Live.")
    return found


def _edge(view: StudyView, name: str, best: TrialRecord) -> str | None:
    parameter, value = view.study.spec.space[name], best.values.get(name)
    if not isinstance(parameter, Int | Float) or value is None or len(parameter.points(5)) < 4:
        return None
    share = position(parameter, float(value))
    margin = 0.02 if parameter.is_finite else 0.05
    if margin < share < 1 - margin:
        return None
    at_low = share <= margin
    family = catalog.family(view.study.spec.model)
    limits = family[name].low if at_low else family[name].high
    if limits is not None and (parameter.low if at_low else parameter.high) == limits:
        return None  # there is nothing beyond
    end, beyond = ("lower", "Lower") if at_low else ("upper", "Higher")
    return (
        f"{title_of(view.study, name)} is {show(value)}, at the {end} end of its range. "
        f"{beyond} values may be better."
    )


def position(parameter: Int | Float, value: float) -> float:
    """Where a value stands between the ends of its range, on the range's own scale: 0 to 1."""
    if parameter.high == parameter.low:
        return 0.5
    if parameter.scale == "log":
        return float(np.log(value / parameter.low) / np.log(parameter.high / parameter.low))
    return (value - parameter.low) / (parameter.high - parameter.low)


def importance(view: StudyView) -> pd.DataFrame | None:
    """How much of the scores' spread goes with each hyperparameter alone.

    Scores are ranked and grouped by a hyperparameter's values (numbers in up to four groups of
    equal size); `share` is the part of the ranks' variance between the groups, less what chance
    would give (epsilon squared). None for too few trials. Two hyperparameters that only matter
    together are not seen by it.
    """
    scored = [t for t in view.trials.values() if t.score is not None]
    if len(scored) < FEWEST_FOR_IMPORTANCE:
        return None
    ranks = pd.Series([t.score for t in scored], dtype=float).rank()
    rows = [
        (name, title_of(view.study, name), _share([t.values.get(name) for t in scored], ranks))
        for name in varying(view)
        # Survivors have more epochs because they were better, not the other way round.
        if not (name == "epochs" and view.study.spec.decides_epochs)
    ]
    table = pd.DataFrame(rows, columns=["name", "title", "share"])
    return table.sort_values("share", ascending=False, ignore_index=True)


def _share(values: Sequence[Value], ranks: pd.Series) -> float:
    groups = _groups(values)
    within = ranks.groupby(groups, dropna=False).transform("mean")
    total, between = (
        float(((ranks - ranks.mean()) ** 2).sum()),
        float(((within - ranks.mean()) ** 2).sum()),
    )
    count, kinds = len(ranks), groups.nunique(dropna=False)
    if total == 0 or kinds < 2 or count <= kinds:
        return 0.0
    by_chance = (kinds - 1) * (total - between) / (count - kinds)
    return max((between - by_chance) / total, 0.0)


def _groups(values: Sequence[Value]) -> pd.Series:
    texts = pd.Series([show(value) for value in values])
    numbers = pd.Series(pd.to_numeric(pd.Series(list(values), dtype=object), errors="coerce"))
    is_number = all(v is None or isinstance(v, int | float) for v in values)
    if not is_number or texts.nunique() <= 4:
        return texts
    cut = pd.qcut(numbers.astype(float), 4, labels=False, duplicates="drop")
    return cut.fillna(-1)
