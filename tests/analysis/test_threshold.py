"""The threshold between two classes: hand-computed numbers, and scikit-learn's curves."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import (
    balanced_accuracy_score,
    f1_score,
    precision_recall_curve,
    precision_score,
    recall_score,
    roc_curve,
)

from tuning.analysis import threshold

GIVEN = np.array([0.9, 0.8, 0.8, 0.4, 0.3, 0.1])
OWN = np.array([True, True, False, True, False, False])


def test_a_cut_counts_rows_by_hand() -> None:
    cut = threshold.cut_at(GIVEN, OWN, 0.5)
    assert (cut.hits, cut.false_alarms, cut.missed, cut.rest) == (2, 1, 1, 2)
    found = (cut.accuracy, cut.precision, cut.recall, cut.balanced_accuracy, cut.f1)
    assert found == pytest.approx((4 / 6, 2 / 3, 2 / 3, 2 / 3, 2 / 3))
    assert threshold.cut_at(GIVEN, OWN, 0.8) == cut, "the threshold itself counts"
    none = threshold.cut_at(GIVEN, OWN, 1.0)
    assert (none.precision, none.recall, none.f1) == (None, 0, 0)


@pytest.mark.parametrize("seed", range(5))
def test_measures_and_curves_are_scikit_learns(seed: int) -> None:
    rng = np.random.default_rng(seed)
    given, own = rng.random(40).round(1), rng.random(40) < 0.3
    for at in (0.25, 0.5):
        cut, taken = threshold.cut_at(given, own, at), given >= at
        assert cut.balanced_accuracy == pytest.approx(balanced_accuracy_score(own, taken))
        assert cut.f1 == pytest.approx(f1_score(own, taken, zero_division=0))
        assert cut.precision == pytest.approx(precision_score(own, taken))
        assert cut.recall == pytest.approx(recall_score(own, taken))
    table = threshold.at_every_threshold(given, own)
    false_rate, recall, at = roc_curve(own, given, drop_intermediate=False)
    assert table["threshold"].to_numpy() == pytest.approx(at)
    assert table["false_rate"].to_numpy() == pytest.approx(false_rate)
    assert table["recall"].to_numpy() == pytest.approx(recall)
    precision, _, _ = precision_recall_curve(own, given)
    assert table["precision"].to_numpy()[::-1] == pytest.approx(precision)


def test_the_best_threshold_lies_halfway_and_of_several_near_a_half() -> None:
    assert threshold.best(GIVEN, OWN, "balanced_accuracy") == pytest.approx(0.35)
    apart = np.array([0.9, 0.7, 0.2, 0.1])
    own = np.array([True, True, False, False])
    assert threshold.best(apart, own, "f1") == pytest.approx(0.45)
    assert threshold.best(np.array([0.2, 0.1]), np.array([False, False]), "accuracy") == 0.6


def test_no_threshold_beats_the_best() -> None:
    rng = np.random.default_rng(7)
    given, own = rng.random(30), rng.random(30) < 0.2
    for by, measure in threshold.BY.items():
        most = measure(threshold.cut_at(given, own, threshold.best(given, own, by)))
        every = [measure(threshold.cut_at(given, own, at)) for at in np.linspace(0, 1, 201)]
        assert most >= max(every) - 1e-12
