"""The correction, claims and the set against slow references, by hand, and on simulated studies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.honesty.simulated import (
    ACCURACY,
    COMMON,
    OWN,
    always,
    draw,
    ended,
    guesses,
    reckoned,
    split,
)
from tuning.honesty import Honest, constant
from tuning.honesty.claims import claim, needed, visible
from tuning.honesty.correction import Candidate, Choosing, Fit, Rule, candidate
from tuning.honesty.course import Rows, course
from tuning.honesty.judges import Judge, judge
from tuning.honesty.reckoning import honest
from tuning.honesty.resamples import Resamples, by_class
from tuning.honesty.tied import tied

SIZES = [11, 9, 10]


def studied(seed: int = 1, trials: int = 5) -> tuple[np.ndarray, Resamples]:
    """What 5 trials give 30 rows in 3 folds, (trials, epochs, rows); and resamples of them."""
    generator = np.random.default_rng(seed)
    hits = guesses(generator, generator.uniform(0.4, 0.8, trials), sum(SIZES), 0.7)
    return hits, draw(SIZES, (seed, 1), draws=200)


def chosen(trials: list[list[Fit]], rule: Rule, resamples: Resamples) -> Choosing:
    choosing = Choosing(resamples)
    for one in ended(trials, rule, resamples):
        choosing.take(one.candidate)
    return choosing


# -- resamples -------------------------------------------------------------------------------------


def test_resamples_are_bootstraps_of_each_split_and_the_same_for_the_same_seed() -> None:
    resamples = draw(SIZES, (7, 1))
    for part, size in zip(resamples.parts, SIZES, strict=True):
        assert (resamples.inside[:, part].sum(axis=1) == size).all()
    assert ((resamples.inside > 0) == (resamples.outside == 0)).all()
    assert resamples.outside.mean() == pytest.approx((1 - 1 / 10) ** 10, abs=0.02)
    assert (draw(SIZES, (7, 1)).inside == resamples.inside).all()
    assert (draw(SIZES, (8, 1)).inside != resamples.inside).any()


def test_rows_of_very_small_splits_are_drawn_together() -> None:
    assert len(draw([1], (1, 1)).inside) == 0
    assert 0 < len(draw([2], (1, 1)).inside) < 1000
    resamples = draw([1] * 40, (1, 1), draws=50)  # leave one out
    assert len(resamples.inside) == 50
    hits = guesses(np.random.default_rng(1), np.full(3, 0.6), 40, 0.8)
    for rule in (COMMON, OWN):
        assert np.isfinite(chosen(split([1] * 40, hits), rule, resamples).corrected)


# -- BBC -------------------------------------------------------------------------------------------


def test_bbc_over_trials_and_epochs_is_the_paper_s() -> None:
    hits, resamples = studied()
    found = chosen(split(SIZES, hits), COMMON, resamples)
    lines = hits.reshape(-1, hits.shape[-1])  # by trial, then by epoch
    left = []
    for counts, outside in zip(resamples.inside, resamples.outside, strict=True):
        best = max(range(len(lines)), key=lambda k: (counts @ lines[k], -k))
        left.append(lines[best][outside > 0].mean())
    assert found.corrected == pytest.approx(np.mean(left), abs=1e-6)
    assert found.top == pytest.approx(lines.mean(axis=1).max())


def test_fits_with_epochs_of_their_own_choose_them_by_their_own_rows() -> None:
    hits, resamples = studied()
    found = chosen(split(SIZES, hits), OWN, resamples)
    left = []
    for counts, outside in zip(resamples.inside, resamples.outside, strict=True):
        scored = []
        for trial in hits:
            inside, right = 0.0, 0.0
            for part in resamples.parts:
                rows = trial[:, part]
                epoch = int((rows @ counts[part]).argmax())
                inside += rows[epoch] @ counts[part] / counts[part].sum()
                right += rows[epoch] @ outside[part]
            scored.append((round(inside, 5), right / outside.sum()))
        left.append(max(scored, key=lambda pair: pair[0])[1])
    assert found.corrected == pytest.approx(np.mean(left), abs=1e-6)


def test_executions_of_one_split_count_by_their_mean() -> None:
    first, second = np.eye(4, 8, dtype=np.float32), np.ones((4, 8), np.float32)
    resamples = draw([8], (1, 1), draws=50)
    found = candidate(1, [Fit(0, first), Fit(0, second)], OWN, resamples)
    assert found.rows.tolist() == [1.0] + [0.5] * 7
    assert found.gain == pytest.approx((1 / 8 + 1) / 2)


@pytest.mark.parametrize(
    ("rule", "rows"),
    [
        (Rule(False, "last"), [1, 0, 0]),
        (Rule(False, "mean_last", 2), [0.5, 0.5, 0.5]),
        (COMMON, [0, 1, 1]),
    ],
)
def test_a_trial_has_the_epochs_that_its_objective_looks_at(rule: Rule, rows: list[float]) -> None:
    gains = np.array([[0, 0, 0], [0, 1, 1], [1, 0, 0]], np.float32)
    found = candidate(1, [Fit(0, gains)], rule, draw([3], (1, 1), draws=20))
    assert found.rows.tolist() == rows
    assert found.epochs == (1 if rule.reduce != "best" else 3)


def test_with_a_common_epoch_a_trial_has_as_many_as_its_shortest_fold() -> None:
    long, short = np.zeros((5, 3), np.float32), np.zeros((2, 3), np.float32)
    long[4] = 1
    found = candidate(1, [Fit(0, long), Fit(1, short)], COMMON, draw([3, 3], (1, 1), draws=20))
    assert found.rows.tolist() == [0] * 6


def test_of_very_many_epochs_those_that_were_the_best_so_far_take_part() -> None:
    hits = np.repeat(studied(trials=1)[0], 80, axis=1)
    resamples = draw(SIZES, (1, 1), draws=100)
    long = candidate(1, split(SIZES, hits)[0], COMMON, resamples)
    every = candidate(1, split(SIZES, hits[:, ::80])[0], COMMON, resamples)
    assert long.gain == every.gain
    assert long.inside.mean() <= every.inside.mean()
    assert long.outside.mean() == pytest.approx(every.outside.mean(), abs=0.05)


def test_the_order_in_which_trials_end_changes_nothing_of_the_last_step() -> None:
    hits, resamples = studied()
    trials = ended(split(SIZES, hits), COMMON, resamples)
    rows = Rows(ACCURACY, resamples, sum(SIZES), is_refitted=True)
    forth, back = course(rows, trials, {}), course(rows, trials[::-1], {})
    assert replace(forth.steps[-1], trial=0) == replace(back.steps[-1], trial=0)
    firsts = [course(rows, trials[:count], {}).steps[-1] for count in range(1, 6)]
    assert forth.steps == tuple(firsts)


def test_of_rows_that_are_kept_of_more_the_flattery_is_taken_off_the_chosen_score() -> None:
    hits, resamples = studied()
    choosing = chosen(split(SIZES, hits), COMMON, resamples)
    every, some = (Rows(ACCURACY, resamples, count) for count in (30, 120))
    flattery = choosing.top - choosing.corrected
    assert every.corrected(choosing.top, choosing) == pytest.approx(choosing.corrected)
    assert some.corrected(0.9, choosing) == pytest.approx(0.9 - flattery / 2)
    narrow, wide = some.interval(0.7, choosing), every.interval(0.7, choosing)
    assert wide[0] < narrow[0] < 0.7 < narrow[1] < wide[1]


# -- measures --------------------------------------------------------------------------------------


def test_measures_are_read_from_the_mean_gain_of_rows() -> None:
    costs = np.array([[4.0, 16.0]], np.float32)
    found = {name: judge(name, 5.0) for name in ("mse", "rmse", "mae", "r2", "loss")}
    scores = {
        name: one.score(float(gains.mean()))
        for name, one in found.items()
        if one is not None and (gains := one.gains(None, costs)) is not None
    }
    assert scores == {"mse": 10, "rmse": 10**0.5, "mae": 3, "r2": -1, "loss": 2}
    assert judge("log_loss") == Judge("log_loss")
    assert [judge(name) for name in ("roc_auc", "f1", "precision", "top_2_accuracy")] == [None] * 4
    assert Judge("accuracy").gains(None, costs) is None
    assert Judge("log_loss").gains(np.ones((1, 2), bool), None) is None


def test_with_weights_by_class_the_gain_is_the_balanced_accuracy() -> None:
    classes = np.array([0] * 8 + [1] * 2)
    hits = np.array([[1] * 8 + [0, 1]], np.float32)
    resamples = draw([10], (1, 1), by_class(classes))
    assert candidate(1, [Fit(0, hits)], COMMON, resamples).gain == pytest.approx(0.75)
    assert resamples.effective == pytest.approx(2**2 / (1 / 8 + 1 / 2))


def test_the_constant_is_the_most_frequent_class_or_the_mean_of_all_training_rows() -> None:
    hits, costs = constant.of_classes(np.array([0, 1, 1, 1]), np.array([0, 1]))
    assert hits.tolist() == [[False, True]]
    assert costs[0] == pytest.approx([-np.log(0.25), -np.log(0.75)])
    quantities = constant.of_quantities(np.array([1.0, 3.0]), np.array([2.0, 5.0]))
    assert quantities.tolist() == [[0, 9]]


# -- claims and the set ----------------------------------------------------------------------------


def by_hand(number: int, rows: list[float], outside: float) -> Candidate:
    gains = np.array(rows, np.float32)
    flat = np.full(4, outside, np.float32)
    return Candidate(number, flat, flat, gains, float(gains.mean()), 1)


def test_a_claim_is_the_lead_less_1645_paired_errors() -> None:
    resamples = draw([100], (1, 1), draws=4)
    winner = by_hand(1, [1] * 80 + [0] * 20, 0.75)
    other = by_hand(0, [1] * 60 + [0] * 40, 0.6)
    choosing = Choosing(resamples)
    choosing.take(winner)
    found = claim(ACCURACY, choosing, winner, other, resamples)
    assert found.lead == pytest.approx(0.15)  # 0.75 - 0.6
    assert found.error == pytest.approx((0.2 * 0.8 / 100) ** 0.5)  # of 0.2 rows' differences
    assert found.is_shown
    assert not claim(ACCURACY, choosing, winner, other, resamples, errors=3.8).is_shown  # 3.75
    level = claim(ACCURACY, choosing, winner, winner, resamples)
    assert level.error == pytest.approx(1 / 100)  # that of one row at least
    assert not level.is_shown
    assert tied(winner, [winner, other, replace(winner, number=2)], resamples) == (1, 2)
    assert visible(ACCURACY, winner, other, resamples) == pytest.approx(1.2816 * 0.04, abs=1e-4)


def test_a_winner_that_has_not_the_best_rows_lacks_what_the_best_has() -> None:
    resamples = draw([100], (1, 1), draws=4)
    best, winner = by_hand(1, [1] * 80 + [0] * 20, 0.75), by_hand(2, [1] * 70 + [0] * 30, 0.7)
    choosing = Choosing(resamples)
    choosing.take(best)
    choosing.take(winner)
    other = by_hand(0, [1] * 60 + [0] * 40, 0.6)
    assert claim(ACCURACY, choosing, winner, other, resamples).lead == pytest.approx(0.05)


def test_only_a_share_over_the_constant_is_claimed_from_less_than_1645_errors() -> None:
    assert needed(ACCURACY, "constant") == pytest.approx(1.2816, abs=1e-4)
    others = [needed(ACCURACY, "linear"), needed(Judge("rmse"), "constant")]
    assert others == pytest.approx([1.6449, 1.6449], abs=1e-4)


# -- simulated studies -----------------------------------------------------------------------------


def test_on_noise_nothing_is_claimed_and_the_correction_has_no_bias() -> None:
    generator, found = np.random.default_rng(5), []
    for study in range(60):
        rows = (40, 100)[study % 2]
        sizes = [rows] if study % 3 == 0 else [rows // 5] * 5
        hits = guesses(generator, np.full(8, 0.5), rows, 0.8)
        resamples = draw(sizes, (study, 1), draws=150)
        classes = np.arange(rows) % 2
        baselines = {"constant": always(classes, classes, resamples)}
        found.append(reckoned(split(sizes, hits), sizes, baselines, resamples))
    corrected = np.array([one.corrected for one in found])
    assert abs(corrected.mean() - 0.5) < 0.015
    assert np.mean([one.chosen for one in found]) > 0.62
    assert np.mean([one.low <= 0.5 <= one.high for one in found]) > 0.88  # type: ignore[operator]
    assert sum(one.claims["constant"].is_shown for one in found) <= 3


def test_where_trials_differ_the_winner_is_covered_and_the_best_is_in_the_set() -> None:
    generator, covered, kept = np.random.default_rng(6), 0, 0
    for study in range(40):
        worth = generator.uniform(0.5, 0.8, 8)
        resamples = draw([40] * 5, (study, 1), draws=150)
        hits = guesses(generator, worth, 200, 0.95)
        found = reckoned(split([40] * 5, hits), [40] * 5, {}, resamples)
        truth = worth[(found.winner or 0) - 1]
        covered += found.low <= truth <= found.high  # type: ignore[operator]
        kept += int(worth.argmax()) + 1 in found.tied
    assert covered >= 36
    assert kept >= 36


# -- bad input -------------------------------------------------------------------------------------


def test_one_trial_of_one_epoch_was_not_chosen_and_is_not_corrected() -> None:
    hits = np.array([[[True] * 30 + [False] * 10]])
    found = reckoned(split([40], hits), [40], {}, draw([40], (1, 1)))
    assert found.chosen == pytest.approx(0.75)
    assert found.corrected == pytest.approx(0.75, abs=0.01)
    assert (found.trials, found.epochs, found.tied) == (1, 1, (1,))


def test_trials_that_are_all_equal_cannot_be_told_apart() -> None:
    hits = np.repeat(np.array([[[True, False] * 10]]), 4, axis=0)
    found = reckoned(split([20], hits), [20], {}, draw([20], (1, 1)))
    assert found.winner == 1
    assert found.tied == (1, 2, 3, 4)
    assert found.corrected == pytest.approx(0.5, abs=0.02)


def test_two_rows_of_a_class_and_outliers_give_finite_numbers() -> None:
    classes = np.array([0] * 18 + [1] * 2)
    resamples = draw([20], (1, 1), by_class(classes))
    hits = np.random.default_rng(1).random((3, 4, 20)) < 0.7
    rows = Rows(Judge("balanced_accuracy"), resamples, 20)
    trials = ended(split([20], hits), COMMON, resamples)
    found = honest(Honest("balanced_accuracy"), rows, trials, {}, {}, {})
    assert 0 <= found.low < found.corrected < found.high <= 1  # type: ignore[operator]
    costs = np.random.default_rng(1).exponential(1, (3, 4, 20)).astype(np.float32)
    costs[:, :, 0] = 1e12
    rmse = Judge("rmse")
    plain = draw([20], (1, 1))
    fits = [[Fit(0, -one)] for one in costs]
    wild = [
        replace(one, score=rmse.score(one.candidate.gain)) for one in ended(fits, COMMON, plain)
    ]
    wide = honest(Honest("rmse"), Rows(rmse, plain, 20, is_cost=True), wild, {}, {}, {})
    numbers = [wide.chosen, wide.corrected, wide.low, wide.high]
    assert np.isfinite(numbers).all()  # type: ignore[arg-type]
    assert 0 <= wide.low <= wide.corrected <= wide.high  # type: ignore[operator]
