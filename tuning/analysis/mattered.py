"""Which hyperparameters moved the score more than chance does.

Each is looked at alone: two that only matter together are not seen. Must not import Streamlit;
scipy is imported where a test is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tuning import strategies
from tuning.analysis.trials import title_of, varying
from tuning.space import Value, show
from tuning.store.view import StudyView

FEWEST_TRIALS = 20
"""With fewer trials, chance is larger than any effect."""
FEWEST_IN_GROUP = 3
MOST_GROUPS = 4
CHANCE = 0.05
"""The chance that noise alone shows any hyperparameter, however many are looked at."""


@dataclass(frozen=True)
class Mattered:
    """What moved the score."""

    table: pd.DataFrame
    """`name`, `title`, `effect`: the mean score of its best group of values less that of its worst
    (positive, in the score's unit), `best` and `worst`: those groups; the largest effect first."""
    others: list[str]
    """The titles of those whose effect is no larger than chance gives."""
    trials: int
    reason: str = ""
    """Why the table is empty, in one sentence."""


def mattered(view: StudyView) -> Mattered:
    """The hyperparameters whose values go with different scores.

    Scores are grouped by a hyperparameter's values, numbers in up to four groups of equal size;
    they are compared by the Kruskal-Wallis H-test, its p-value multiplied by the
    number of hyperparameters looked at (Bonferroni).
    """
    scored = [trial for trial in view.trials.values() if trial.score is not None]
    scores = np.array([trial.score for trial in scored], dtype=float)
    # Survivors have more epochs because they were better, not the other way round.
    ends_itself = strategies.decides_epochs(view.study.spec)
    names = [name for name in varying(view) if not (name == "epochs" and ends_itself)]
    reason = _why_silent(scores)
    rows, others = [], []
    for name in names if not reason else []:
        groups = _groups([trial.values.get(name) for trial in scored], scores)
        row = _effect(groups, view.study.spec.objective.direction == "max", len(names))
        title = title_of(view.study, name)
        if row is None:
            others.append(title)
        else:
            rows.append((name, title, *row))
    table = pd.DataFrame(rows, columns=["name", "title", "effect", "best", "worst"])
    if not (reason or rows):
        reason = (
            f"In {len(scored):,} trials no hyperparameter alone moves the score by more than "
            "chance does."
        )
    table = table.sort_values("effect", ascending=False, ignore_index=True)
    return Mattered(table, others, len(scored), reason)


def _why_silent(scores: np.ndarray) -> str:
    if len(scores) < FEWEST_TRIALS:
        return (
            f"Not to be told from chance yet: it takes {FEWEST_TRIALS} trials with a score, here "
            f"{'is' if len(scores) == 1 else 'are'} {len(scores)}."
        )
    return "All trials have the same score." if np.ptp(scores) < 1e-12 else ""


def _groups(values: Sequence[Value], scores: np.ndarray) -> dict[str, np.ndarray]:
    """The scores by the hyperparameter's value; groups that are too small are left out."""
    is_number = all(v is None or isinstance(v, int | float) for v in values)
    known = pd.Series([np.nan if v is None else v for v in values], dtype=object)
    if is_number and known.nunique() > MOST_GROUPS:
        numbers = known.astype(float)
        place = pd.qcut(numbers, MOST_GROUPS, labels=False, duplicates="drop")
        texts = place.map(lambda at: _range(numbers[place == at]), na_action="ignore")
    else:
        texts = known.map(show, na_action="ignore")
    found = {str(text): scores[(texts == text).to_numpy()] for text in texts.dropna().unique()}
    return {text: group for text, group in found.items() if len(group) >= FEWEST_IN_GROUP}


def _range(numbers: pd.Series) -> str:
    low, high = show(float(numbers.min())), show(float(numbers.max()))
    return low if low == high else f"{low} to {high}"


def _effect(
    groups: dict[str, np.ndarray], is_higher: bool, looked_at: int
) -> tuple[float, str, str] | None:
    """The effect, and the groups it lies between; None where chance gives as much."""
    if len(groups) < 2 or np.ptp(np.concatenate(list(groups.values()))) < 1e-12:
        return None
    from scipy import stats

    if stats.kruskal(*groups.values()).pvalue * looked_at >= CHANCE:
        return None
    means = {text: float(group.mean()) for text, group in groups.items()}
    low, high = min(means, key=means.__getitem__), max(means, key=means.__getitem__)
    best, worst = (high, low) if is_higher else (low, high)
    return means[high] - means[low], best, worst
