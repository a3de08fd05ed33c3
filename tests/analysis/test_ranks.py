"""Mean ranks over data sets, their critical difference, and what a race says of them.

Against published figures, and figures by hand.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import friedmanchisquare

from tuning.analysis.ranks import difference, least, ranks
from tuning.analysis.standings import Overall, Standing, Standings, overall


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


# -- a race on several data sets -------------------------------------------------------------------

TITLES = {"hyperband": "Hyperband", "bayesian": "Bayes", "random_search": "Random"}


def standings(*medians: float | None, is_lower_better: bool = False) -> Standings:
    """Of Hyperband, Bayes and Random, with these medians on one data set."""
    rows = [
        Standing(name, title, (1,), median, None, None, {}, None, None, None, 3)
        for (name, title), median in zip(TITLES.items(), medians, strict=True)
    ]
    return Standings(tuple(rows), at=60, is_final=True, is_lower_better=is_lower_better)


def told(*each: Standings) -> Overall:
    return overall([(f"data {k}", shown) for k, shown in enumerate(each)])


ORDERED = standings(0.9, 0.8, 0.7)


def test_two_data_sets_cannot_tell_and_say_how_many_it_takes() -> None:
    found = told(ORDERED, ORDERED)
    assert (found.winner, found.least) == (None, 3)
    assert found.sentence == (
        "Too few data sets to tell: over 2 data sets Hyperband has the best mean rank, 1.00, but "
        "with 3 strategies it takes 3 data sets at least, were the order the same on all of them."
    )


def test_the_same_order_on_enough_data_sets_tells_the_first_from_the_last() -> None:
    found = told(*[ORDERED] * 4, standings(0.3, 0.4, 0.5, is_lower_better=True))
    assert [row.ranks for row in found.rows] == [(1.0,) * 5, (2.0,) * 5, (3.0,) * 5]
    # The critical difference is 2.343 sqrt(12 / 30) = 1.482: two ranks are more, one is not.
    assert found.difference == pytest.approx(1.482, abs=0.001)
    assert found.groups == (("Hyperband", "Bayes"), ("Bayes", "Random"))
    assert found.winner is None
    assert found.sentence == (
        "Hyperband is better than Random over 5 data sets: mean rank 1.00, ahead by more than the "
        "critical difference of 1.48. It cannot be told from Bayes."
    )
    sure = told(*[ORDERED] * 12)
    assert sure.winner == "hyperband"
    assert sure.sentence.startswith("Hyperband is the best over 12 data sets: mean rank 1.00")


def test_ranks_by_chance_are_told_as_such_and_data_sets_without_scores_do_not_count() -> None:
    mixed = [standings(0.9, 0.8, 0.7), standings(0.7, 0.9, 0.8), standings(0.8, 0.8, 0.9)]
    found = told(*mixed, standings(0.9, None, 0.8))
    assert found.left_out == ("data 3",)
    # Level medians share the ranks 2 and 3.
    assert {row.title: row.ranks for row in found.rows} == {
        "Bayes": (2.0, 1.0, 2.5),
        "Hyperband": (1.0, 3.0, 2.5),
        "Random": (3.0, 2.0, 1.0),
    }
    assert found.sentence.startswith("Cannot tell them apart over 3 data sets: Bayes")
    assert found.sentence.endswith("and not counted: data 3.")
    assert told(standings(None, None, None)).sentence == (
        "No data set has a score of every strategy yet."
    )
