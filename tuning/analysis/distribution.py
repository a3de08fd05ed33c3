"""How the scores of a study are spread: bins, and the trials in each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuning.store.view import StudyView

FEWEST_BINS, MOST_BINS = 5, 30


@dataclass(frozen=True)
class Distribution:
    """Scores in bins of equal width; the last bin has both of its ends."""

    edges: np.ndarray
    """One more than there are bins, in the score's unit."""
    numbers: list[list[int]]
    """The trials in each bin, by number."""
    quartiles: tuple[float, float, float]
    """A quarter of the scores, half of them, and three quarters lie below."""

    @property
    def trials(self) -> int:
        return sum(map(len, self.numbers))

    def counts(self, among: frozenset[int] | None = None) -> list[int]:
        """Trials a bin: all, or of some."""
        if among is None:
            return [len(own) for own in self.numbers]
        return [sum(number in among for number in own) for own in self.numbers]


def distribution(view: StudyView) -> Distribution | None:
    """Of the trials that have a score; None where none has.

    The width of a bin is numpy's "auto": the smaller of Sturges' and Freedman-Diaconis'.
    """
    numbers, scores = _scored(view)
    if not len(scores):
        return None
    edges = _edges(_scored(view.whole)[1])  # in a replay they stand still
    place = np.minimum(np.searchsorted(edges, scores, side="right") - 1, len(edges) - 2)
    within = [numbers[place == bin_].tolist() for bin_ in range(len(edges) - 1)]
    first, middle, last = (float(q) for q in np.quantile(scores, [0.25, 0.5, 0.75]))
    return Distribution(edges, within, (first, middle, last))


def _scored(view: StudyView) -> tuple[np.ndarray, np.ndarray]:
    """The trials with a finite score by number, and these scores."""
    numbers = np.array(sorted(number for _, number in view.ranked), dtype=int)
    scores = np.array([view.trials[int(number)].score for number in numbers], dtype=float)
    finite = np.isfinite(scores)
    return numbers[finite], scores[finite]


def _edges(scores: np.ndarray) -> np.ndarray:
    low, high = float(scores.min()), float(scores.max())
    if low == high:
        room = 0.005 * (abs(low) or 1.0)
        return np.array([low - room, high + room])
    auto = len(np.histogram_bin_edges(scores, "auto")) - 1
    return np.linspace(low, high, min(max(auto, FEWEST_BINS), MOST_BINS) + 1)
