"""What forests lose, trial by trial, when one hyperparameter's values are shuffled.

scikit-learn's random forest learns from most trials what goes with a high rank among the scores,
and its permutation importance is taken on the others, which it has not seen (Breiman, Random
forests, Machine Learning 45, 2001). Ranks, because one fit that diverged would outweigh the rest.

A hyperparameter is told from chance by a one-sided t-test of its losses over the trials, as Watson
and Wright test theirs (Testing conditional independence in supervised learning algorithms, Machine
Learning 110, 2021). Each trial is also among those that the other folds' forests learned from, so
losses are not independent: their variance is taken times 1 + FOLDS / (FOLDS - 1), as Nadeau and
Bengio correct it (Inference for the generalization error, Machine Learning 52, 2003). The p-value
is multiplied by the number of hyperparameters (Bonferroni), and nothing is told where forests
predict no better than chance.

By `benchmarks/importances.py`, 60 studies a row, with 3 and 6 hyperparameters: of pure noise at
most 3 % claim anything, with 20 to 300 trials. An effect that makes four fifths of the variance is
found in every study from 50 trials on; one of half in 70 % of them with 50 trials and in every one
with 100; one of a quarter in 98 % with 300. Beside it at most 3 % claim another.

scikit-learn is imported where a forest is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

FOLDS = 5
TREES = 30
CHANCE = 0.05
"""The chance that noise alone shows any hyperparameter, however many are looked at."""
DRAWS = 400
"""Bootstrap samples of the trials, from which the intervals come."""
INTERVAL = (5.0, 95.0)
"""Percentiles: between them lie 90 % of the samples."""
SHARED = 1 + FOLDS / (FOLDS - 1)
"""By this the variance of a mean of losses is larger than that of independent ones."""
REPEATS = 4
"""Times that a column is shuffled."""
LEAF = 3
"""Trials that a leaf of a tree has at least."""
MOST_TRIALS = 300
"""Trials that forests learn from; more cost time and tell little more."""


@dataclass(frozen=True)
class Permuted:
    """Of trials that a forest has not seen, in squared differences of rank (ranks from 0 to 1)."""

    losses: np.ndarray
    """(trials, hyperparameters): how much larger each trial's error is when that is shuffled."""
    explained: float
    """The part of the ranks' variance that forests predict (R²); at most 1, below 0 for none."""
    chance: float
    """How likely forests that know nothing predict that well: the one-sided p-value of the
    correlation between what was predicted and what came."""

    def told(self) -> np.ndarray:
        """Which hyperparameters are told from chance; none where the forests know nothing."""
        from scipy import stats

        count = self.losses.shape[1]
        if self.chance >= CHANCE:
            return np.zeros(count, dtype=bool)
        with np.errstate(invalid="ignore", divide="ignore"):  # a column that no forest used
            t = stats.ttest_1samp(self.losses, 0.0).statistic / SHARED**0.5
        p = stats.t.sf(np.nan_to_num(t), len(self.losses) - 1)
        told: np.ndarray = p * count < CHANCE
        return told

    def shares(self) -> np.ndarray:
        """(3, hyperparameters): each one's part of all losses, and the ends of its interval."""
        rng = np.random.default_rng(0)
        few = max(round(len(self.losses) / SHARED), 1)  # as many as there are independent ones
        draws = rng.integers(0, len(self.losses), (DRAWS, few))
        low, high = np.percentile(_parts(self.losses[draws].mean(axis=1)), INTERVAL, axis=0)
        return np.stack([_parts(self.losses.mean(axis=0)), low, high])


def permuted(columns: np.ndarray, scores: np.ndarray, numbers: np.ndarray) -> Permuted:
    """Of `columns` (trials, hyperparameters) without gaps, and a score a trial.

    `numbers` are the trials' own: they alone decide who is in which fold, so that a further trial
    changes little.
    """
    from scipy import stats
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.inspection import permutation_importance

    ranks = stats.rankdata(scores) / len(scores)
    fold = np.argsort(np.argsort(scattered(numbers))) % FOLDS
    predicted, losses = np.empty(len(ranks)), np.empty(columns.shape)
    for held in (fold == which for which in range(FOLDS)):
        forest = RandomForestRegressor(TREES, min_samples_leaf=LEAF, random_state=0, n_jobs=1)
        forest.fit(columns[~held], ranks[~held])
        predicted[held] = forest.predict(columns[held])
        found = permutation_importance(
            forest,
            columns[held],
            ranks[held],
            scoring=_score_of_each,
            n_repeats=REPEATS,
            random_state=0,
        )
        losses[held] = [found[place].importances_mean for place in range(int(held.sum()))]
    error = float(((ranks - predicted) ** 2).sum())
    explained = 1 - error / float(((ranks - ranks.mean()) ** 2).sum())
    return Permuted(losses, explained, _chance(predicted, ranks))


def scattered(numbers: np.ndarray) -> np.ndarray:
    """A number of its own for each trial's: in its order, trials stand as if shuffled.

    Knuth's multiplicative hash; a grid is walked in an order that folds would follow.
    """
    return (numbers.astype(np.uint64) * np.uint64(2654435761)) % np.uint64(2**32)


def _score_of_each(forest: Any, columns: np.ndarray, ranks: np.ndarray) -> dict[int, float]:
    """A score for each trial, by its place: so each has an importance of its own."""
    return dict(enumerate(-((ranks - forest.predict(columns)) ** 2)))


def _chance(predicted: np.ndarray, came: np.ndarray) -> float:
    from scipy import stats

    if np.ptp(predicted) < 1e-12:
        return 1.0
    return float(stats.pearsonr(predicted, came, alternative="greater").pvalue)


def _parts(losses: np.ndarray) -> np.ndarray:
    """Of one whole, along the last axis; a loss below 0 is none."""
    positive = np.maximum(losses, 0.0)
    return positive / np.maximum(positive.sum(axis=-1, keepdims=True), 1e-12)
