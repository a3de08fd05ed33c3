"""Studies without training: what trials of known worth give rows, and honest numbers of them."""

from __future__ import annotations

import numpy as np

from tuning.honesty import Honest
from tuning.honesty.constant import of_classes
from tuning.honesty.correction import Candidate, Fit, Rule, candidate
from tuning.honesty.course import Ended, Rows
from tuning.honesty.judges import Judge
from tuning.honesty.reckoning import honest
from tuning.honesty.resamples import Resamples, draw

COMMON, OWN = Rule(is_common=True), Rule(is_common=False)
ACCURACY = Judge("accuracy")


def guesses(
    generator: np.random.Generator, worth: np.ndarray, rows: int, alike: float
) -> np.ndarray:
    """(trials, epochs, rows): right or wrong, each with a trial's chance; neighbours are alike.

    `worth` (trials,): the true accuracies. `alike`: the part of the rows on which an epoch says
    what the one before said.
    """
    trials, epochs = len(worth), 12
    found = np.zeros((trials, epochs, rows), bool)
    fresh = generator.random((trials, epochs, rows)) < worth[:, None, None]
    found[:, 0] = fresh[:, 0]
    for epoch in range(1, epochs):
        stays = generator.random((trials, rows)) < alike
        found[:, epoch] = np.where(stays, found[:, epoch - 1], fresh[:, epoch])
    return found


def split(sizes: list[int], hits: np.ndarray) -> list[list[Fit]]:
    """By trial its fits, one a fold, from (trials, epochs, rows)."""
    edges = np.cumsum([0, *sizes])
    return [
        [
            Fit(part, trial[:, edges[part] : edges[part + 1]].astype(np.float32))
            for part in range(len(sizes))
        ]
        for trial in hits
    ]


def ended(trials: list[list[Fit]], rule: Rule, resamples: Resamples) -> list[Ended]:
    found = [candidate(n, fits, rule, resamples) for n, fits in enumerate(trials, 1)]
    return [Ended(one, one.gain) for one in found]


def reckoned(
    trials: list[list[Fit]], sizes: list[int], baselines: dict[str, Candidate], resamples: Resamples
) -> Honest:
    rows = Rows(ACCURACY, resamples, sum(sizes), is_refitted=len(sizes) > 1)
    return honest(Honest("accuracy"), rows, ended(trials, COMMON, resamples), baselines, {}, {})


def always(training: np.ndarray, rows: np.ndarray, resamples: Resamples) -> Candidate:
    """The constant baseline."""
    hits, _ = of_classes(training, rows)
    fits = [Fit(k, hits[:, part].astype(np.float32)) for k, part in enumerate(resamples.parts)]
    return candidate(0, fits, COMMON, resamples)


__all__ = ["ACCURACY", "COMMON", "OWN", "always", "draw", "ended", "guesses", "reckoned", "split"]
