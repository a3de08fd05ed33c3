"""Which hyperparameters moved the score more than chance does, and what share of it each has.

Which ones do, and with what share, is told by forests (`permuted`); here trials become their
columns, and what comes of it a table and a sentence. Must not import Streamlit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tuning import strategies
from tuning.analysis.parallel import axis_of, numbers_of
from tuning.analysis.permuted import MOST_TRIALS, permuted, scattered
from tuning.analysis.trials import title_of, varying
from tuning.space import Value, show
from tuning.store import TrialRecord
from tuning.store.view import StudyView

FEWEST_TRIALS = 20
"""With fewer trials, chance is larger than any effect."""
FEWEST_IN_GROUP = 3
MOST_GROUPS = 4


@dataclass(frozen=True)
class Mattered:
    """What moved the score."""

    table: pd.DataFrame
    """`name`, `title`; `share`, `low`, `high`: its part of all that the hyperparameters explain and
    the 90 % interval of it, 0 to 1; `best` and `worst`: its values with the best and the worst mean
    score, empty where too few trials share any. The largest share first."""
    others: list[str]
    """The titles of those that are not to be told from chance."""
    trials: int
    """Those that were looked at: without duplicates of a promoted trial, at most so many."""
    explained: float = 0.0
    """The part of the differences in rank that all of them explain, in trials not learned from."""
    reason: str = ""
    """Why the table is empty, in one sentence."""

    @property
    def rest(self) -> float:
        """The share of the others together: with those of the table it adds up to 1."""
        return max(1.0 - float(self.table["share"].sum()), 0.0)


def mattered(view: StudyView) -> Mattered:
    """The hyperparameters whose values go with different scores, by a few hundred trials."""
    names = _looked_at(view)
    scored = _sample(configurations(view))
    scores = np.array([trial.score for trial in scored], dtype=float)
    titles = [title_of(view.study, name) for name in names]
    if reason := _why_silent(scores):
        return Mattered(_table([]), [], len(scored), reason=reason)
    if not names:
        return Mattered(_table([]), [], len(scored), reason="No hyperparameter differs.")
    columns = np.column_stack([_column(view, name, scored) for name in names])
    found = permuted(columns, scores, np.array([trial.number for trial in scored]))
    told = found.told()
    if not told.any():
        reason = (
            f"In {len(scored):,} trials no hyperparameter moves the score by more than chance does."
        )
        return Mattered(_table([]), titles, len(scored), reason=reason)
    highest = view.study.spec.objective.direction == "max"
    groups = [_groups([trial.values.get(name) for trial in scored], scores) for name in names]
    every = zip(names, titles, found.shares().T, groups, strict=True)
    rows = [(name, title, *share, *_ends(own, highest)) for name, title, share, own in every]
    rows = [row for row, is_told in zip(rows, told, strict=True) if is_told]
    others = [title for title, is_told in zip(titles, told, strict=True) if not is_told]
    return Mattered(_table(rows), others, len(scored), found.explained)


def _table(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    columns = ["name", "title", "share", "low", "high", "best", "worst"]
    table = pd.DataFrame(list(rows), columns=columns)
    return table.sort_values("share", ascending=False, ignore_index=True)


def _looked_at(view: StudyView) -> list[str]:
    # Survivors have more epochs because they were better, not the other way round.
    ends_itself = strategies.decides_epochs(view.study.spec)
    return [name for name in varying(view) if not (name == "epochs" and ends_itself)]


def configurations(view: StudyView) -> list[TrialRecord]:
    """The trials with a score, by number; of a configuration that was promoted, the last."""
    scored = [view.trials[number] for number in sorted(number for _, number in view.ranked)]
    if not strategies.decides_epochs(view.study.spec):
        return scored
    latest = {tuple((n, show(v)) for n, v in t.values.items() if n != "epochs"): t for t in scored}
    return sorted(latest.values(), key=lambda trial: trial.number)


def _sample(trials: list[TrialRecord]) -> list[TrialRecord]:
    """At most so many, always the same of the same."""
    if len(trials) <= MOST_TRIALS:
        return trials
    order = np.argsort(scattered(np.array([trial.number for trial in trials])))
    return [trials[place] for place in sorted(order[:MOST_TRIALS])]


def _why_silent(scores: np.ndarray) -> str:
    if len(scores) < FEWEST_TRIALS:
        return (
            f"Not to be told from chance yet: it takes {FEWEST_TRIALS} trials with a score, here "
            f"{'is' if len(scores) == 1 else 'are'} {len(scores)}."
        )
    is_same = len(np.unique(scores)) == 1 or np.ptp(scores) < 1e-12  # also where all are infinite
    return "All trials have the same score." if is_same else ""


def _column(view: StudyView, name: str, trials: Sequence[TrialRecord]) -> np.ndarray:
    """A hyperparameter's values as numbers; where it is inactive, drawn from those there are: what
    a gap would tell is told by the hyperparameter that makes it."""
    values = numbers_of(axis_of(view, name, trials), trials)
    known, missing = values[np.isfinite(values)], ~np.isfinite(values)
    if len(known):
        values[missing] = np.random.default_rng(0).choice(known, int(missing.sum()))
    return np.nan_to_num(values)


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


def _ends(groups: dict[str, np.ndarray], is_higher: bool) -> tuple[str, str]:
    """The groups with the best and the worst mean score; empty where there are no two."""
    if len(groups) < 2:
        return "", ""
    means = {text: float(group.mean()) for text, group in groups.items()}
    low, high = min(means, key=means.__getitem__), max(means, key=means.__getitem__)
    return (high, low) if is_higher else (low, high)
