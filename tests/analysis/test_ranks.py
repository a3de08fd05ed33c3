"""Mean ranks over data sets and their critical difference, against published figures."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import friedmanchisquare

from tuning.analysis.ranks import difference, least, ranks


def test_the_critical_difference_is_demsar_s() -> None:
    # Demšar 2006, section 3.2.2: 4 classifiers on 14 data sets, q = 2.569.
    assert difference(4, 14) == pytest.approx(1.25, abs=0.005)
    # Table 5 there: q of 2 and of 10 classifiers.
    assert difference(2, 1) == pytest.approx(1.960 * 1.0, abs=1e-3)
    assert difference(10, 110) == pytest.approx(3.164 * (1 / 6) ** 0.5, abs=2e-3)


def test_ranks_are_means_where_level_and_groups_hold_who_cannot_be_told_apart() -> None:
    found = ranks(np.array([[0.1, 0.2, 0.2], [0.3, 0.1, 0.2]]))
    assert found.each == ((1.0, 2.5, 2.5), (3.0, 1.0, 2.0))
    assert found.mean == (2.0, 1.75, 2.25)
    assert not found.is_shown
    assert found.groups == ((1, 0, 2),)
    told = ranks(np.array([[3, 1, 2, 4.0]] * 3 + [[3, 2, 1, 4.0]] * 3))
    # Mean ranks 3, 1.5, 1.5 and 4; the critical difference of 4 on 6 data sets is 1.915.
    assert told.mean == (3.0, 1.5, 1.5, 4.0)
    assert told.groups == ((1, 2, 0), (0, 3))
    assert told.differ(1, 3)


def test_chance_is_friedman_s_where_that_holds_and_exact_on_few_data_sets() -> None:
    scores = np.random.default_rng(3).standard_normal((40, 4)) + np.array([0, 0.2, 0.3, 0.1])
    assert ranks(scores).p == pytest.approx(friedmanchisquare(*scores.T).pvalue, abs=0.02)
    # Three agree on three data sets: 1 of 6 × 6 by chance; Friedman's test says 0.05.
    assert ranks(np.array([[1.0, 2, 3]] * 3)).p == pytest.approx(1 / 36, abs=0.003)


def test_from_so_many_data_sets_on_a_claim_is_possible() -> None:
    for contenders in (2, 3, 4, 6):
        order = np.arange(contenders, dtype=float)
        last = contenders - 1
        assert ranks(np.array([order] * least(contenders))).differ(0, last)
        assert not ranks(np.array([order] * (least(contenders) - 1))).differ(0, last)
    assert (least(2), least(3)) == (6, 3)
