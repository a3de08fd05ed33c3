"""Who stands where in a race, at which cost, and what is said of it: reckoned by hand.

Each trial has one fit of two epochs that trains for one second.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.records import races, samples, scored
from tuning.analysis.comparison import Place, contenders, trajectory
from tuning.analysis.standings import Band, Standings, are_seeds, standings, verdict
from tuning.analysis.standings.words import guessed
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import StudyState

OTHER = "bayesian"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return samples.store(tmp_path)


def study(
    store: Store,
    scores: Sequence[float],
    strategy: str = "random_search",
    seed: int = 1,
    state: StudyState = StudyState.COMPLETED,
    **changes: object,
) -> StudyView:
    trials = [(score,) for score in scores]
    more = {"strategy": strategy, "seed": seed} | changes
    return StudyView(store, scored.run(store, trials, state, **more))


def raced(store: Store, *pairs: tuple[float, float], budget: float | None = 4) -> Standings:
    """Random search and its rival over so many seeds, two trials each: the first has 0.5."""
    views = []
    for seed, (one, other) in enumerate(pairs):
        views += [study(store, (0.5, one), seed=seed), study(store, (0.5, other), OTHER, seed)]
    return standings(views, "epochs", budget)


def test_each_strategy_has_the_median_and_the_band_of_its_seeds(store: Store) -> None:
    found = raced(store, (0.7, 0.71), (0.8, 0.82), (0.75, 0.78))
    first, second = found.rows
    assert (first.strategy, first.title, first.seeds) == (OTHER, "Bayesian optimization", 3)
    assert (first.median, first.low, first.high) == (0.78, 0.71, 0.82)
    assert (second.median, second.low, second.high) == (0.75, 0.7, 0.8)
    # The differences are 0.01, 0.02 and 0.03: t = 2 sqrt(3) with two degrees of freedom.
    chance = 0.5 + 2 * math.sqrt(3) / (2 * math.sqrt(14))
    assert first.beats == {"random_search": pytest.approx(chance, abs=1e-4)}
    assert second.beats == {OTHER: pytest.approx(1 - chance, abs=1e-4)}
    assert (found.winner, found.probability) == (OTHER, pytest.approx(chance, abs=0.01))
    assert found.sentence == (
        "Bayesian optimization won: 0.7800 after 4 epochs each, the best with a probability of "
        "0.96, from 3 seeds."
    )


def test_area_and_epochs_to_the_target(store: Store) -> None:
    # Both begin at 0.5 after 2 of 6 epochs. The target is the second best median, 0.8.
    early, late = (0.5, 0.8, 0.8), (0.5, 0.5, 0.9)
    views = [
        study(store, scores, name, seed)
        for seed in (1, 2)
        for name, scores in (("random_search", early), (OTHER, late))
    ]
    found = standings(views, "epochs", 6)
    assert found.target == 0.8
    areas = {row.strategy: row.area for row in found.rows}
    # Height 1 is 0.9: early is at (0.8 - 0.5) / 0.4 from epoch 4 on; late reaches 1 at the end.
    assert areas == {"random_search": pytest.approx(0.75 * 2 / 6), OTHER: 0.0}
    to_target = {row.strategy: row.epochs_to_target for row in found.rows}
    assert to_target == {"random_search": 4, OTHER: 6}


def test_a_median_between_two_seeds_reaches_the_target_where_the_curve_does(store: Store) -> None:
    found = raced(store, (0.7, 0.6), (0.8, 1.0))
    # The medians are 0.75 and 0.8: the target is the lower one, that of a seed is below it.
    assert found.target == 0.75
    assert [row.epochs_to_target for row in found.rows] == [4, 4]


def test_whoever_has_spent_less_is_compared_at_the_budget_once_all_are_complete(
    store: Store,
) -> None:
    short, long = study(store, (0.9,)), study(store, (0.5, 0.5, 0.95), OTHER)
    assert standings([short, long], "epochs", 6).rows[0].median == 0.95
    assert standings([short, long], "epochs", None).at == 2
    assert standings([short, long], "seconds", 2.0).rows[0].median == 0.9
    assert standings([short, long], "seconds", 3.0).rows[0].median == 0.95


def test_while_it_runs_all_are_compared_at_what_each_has_spent(store: Store) -> None:
    ahead = study(store, (0.5, 0.6, 0.9), state=StudyState.RUNNING)
    behind = study(store, (0.5, 0.7), OTHER, state=StudyState.RUNNING)
    found = standings([ahead, behind], "epochs", 100)
    assert (found.at, found.is_final, found.winner) == (4, False, None)
    assert [row.median for row in found.rows] == [0.7, 0.6]
    assert found.sentence.startswith(
        "Cannot tell yet who is the best: after 4 epochs each, Bayesian optimization is ahead"
    )


def test_one_seed_tells_nothing(store: Store) -> None:
    found = raced(store, (0.9, 0.5))
    assert (found.winner, found.probability, found.rows[0].beats) == (None, None, {})
    assert found.sentence.endswith("One seed tells nothing of luck: four more seeds may.")


def test_more_seeds_that_would_tell_are_reckoned(store: Store) -> None:
    found = raced(store, (0.6, 0.61), (0.6, 0.63))
    assert (found.winner, found.more_seeds) == (None, 2)
    assert found.probability == pytest.approx(0.5 + math.atan(2) / math.pi, abs=0.01)
    assert found.sentence.endswith("2 more seeds would tell, if the differences stay as they are.")


def test_all_equal_is_told_as_level(store: Store) -> None:
    found = raced(store, (0.9, 0.9), (0.8, 0.8))
    assert (found.winner, found.more_seeds) == (None, None)
    assert found.rows[0].beats == {found.rows[1].strategy: 0.5}
    assert found.sentence == (
        "No winner: after 4 epochs each, Random search and Bayesian optimization are level at "
        "0.8500. They are so close that 20 more seeds would not tell either."
    )


def test_level_medians_may_still_differ_in_their_means(store: Store) -> None:
    found = raced(store, (0.7, 0.7), (0.6, 0.65), (0.8, 0.9))
    # The differences are 0, 0.05 and 0.1: mean 0.05, t = sqrt(3), two degrees of freedom.
    chance = 0.5 + math.sqrt(3) / (2 * math.sqrt(5))
    assert found.probability == pytest.approx(chance, abs=0.01)
    assert found.sentence.startswith(
        "Cannot tell yet who is the best: after 4 epochs each, Bayesian optimization and Random "
        f"search are level at 0.7000, Bayesian optimization with a probability of {chance:.2f} "
    )


def test_one_that_is_likelier_the_best_than_the_one_ahead_is_named(store: Store) -> None:
    found = raced(store, (0.8, 0.79), (0.8, 0.79), (0.6, 0.79))
    # Ahead by the median, 0.01 twice; behind by the mean, 0.19 once.
    assert found.rows[0].strategy == "random_search"
    assert "By the mean of its seeds Bayesian optimization is likelier to be the best: 0." in (
        found.sentence
    )


def test_a_loss_is_better_when_lower(store: Store) -> None:
    loss = {"objective": {"metric": "val_loss"}}
    views = [
        study(store, (score,), name, seed, **loss)
        for seed in (1, 2, 3)
        for name, score in (("random_search", 0.4), (OTHER, 0.3 + seed / 1000))
    ]
    found = standings(views, "epochs", 2)
    assert found.winner == OTHER
    assert (found.rows[0].median, found.target) == (pytest.approx(0.302), 0.4)


def test_a_study_that_ended_early_does_not_count_unless_all_of_its_strategy_did(
    store: Store,
) -> None:
    stopped = StudyState.STOPPED
    whole = [study(store, (0.5, 0.8), OTHER, seed) for seed in (1, 2)]
    mine = [study(store, (0.5, 0.7)), study(store, (0.99,), seed=2, state=stopped)]
    found = standings([*whole, *mine], "epochs", 4)
    assert [(row.median, row.seeds) for row in found.rows] == [(0.8, 2), (0.7, 1)]
    assert found.left_out == (mine[1].study.id,)
    assert found.sentence.endswith(f"Study {mine[1].study.id} ended early and does not count.")
    short = [study(store, (0.6,), seed=seed, state=stopped) for seed in (3, 4)]
    found = standings([*whole, *short], "epochs", 4)
    assert (found.at, found.left_out) == (2, ())
    assert [row.median for row in found.rows] == [0.6, 0.5]
    assert (found.is_final, found.is_whole, found.more_seeds) == (True, False, None)
    assert found.sentence.endswith("What ended early can be resumed, and goes on from there.")


def test_a_guess_is_answered_by_the_same_winner(store: Store) -> None:
    clear = raced(store, (0.6, 0.8), (0.61, 0.81), (0.6, 0.81))
    assert guessed(clear, OTHER, "Bayes") == "You guessed Bayes, rightly."
    told = guessed(clear, "random_search", "R")
    assert told == "You guessed R, but Bayesian optimization won."
    unsure = raced(store, (0.6, 0.61), (0.6, 0.63))
    assert "nobody can tell yet" in guessed(unsure, OTHER, "Bayes")
    assert guessed(unsure, "random_search", "R") == (
        "You guessed R. Nobody can tell yet, but Bayesian optimization is ahead."
    )
    runs = standings([study(store, (0.9,), state=StudyState.RUNNING)], "epochs", 10)
    assert guessed(runs, "random_search", "R") == "Your guess: R. It is still open."


def corrected(store: Store, *pairs: tuple[float, float], **terms: object) -> Standings:
    """As `raced`: what the rivals have at the end, corrected; where it was chosen, 0.9 each."""
    views = []
    for seed, pair in enumerate(pairs):
        for name, score in zip(("random_search", OTHER), pair, strict=True):
            view = study(store, (0.5, 0.9), name, seed, **terms)
            races.correct(store, view.study.id, (0.4, score), test=score - 0.01)
            view.refresh()
            views.append(view)
    return standings(views, "epochs", 4)


def test_a_race_is_judged_by_corrected_scores_where_every_study_has_one(store: Store) -> None:
    found = corrected(store, (0.70, 0.76), (0.71, 0.78), (0.70, 0.77))
    first, second = found.rows
    assert (found.judged_by, found.rope, first.strategy) == ("corrected", 0.01, OTHER)
    assert (first.median, first.low, first.high) == (0.77, 0.76, 0.78)
    assert (first.chosen.median, second.chosen.median) == (0.9, 0.9)
    assert first.corrected == Band(0.77, 0.76, 0.78)
    # The leads are 0.06, 0.07 and 0.07: by more than 0.01, their mean less 0.01 is 17 errors off.
    assert first.clear_of["random_search"] == pytest.approx(0.998, abs=2e-3)
    assert found.winner == OTHER
    assert found.sentence.startswith(
        "Bayesian optimization won: 0.7700 (corrected for the choosing) after 4 epochs each, the "
        "best by more than 0.01 with a probability of over 0.99, from 3 seeds."
    )
    assert found.notes[0] == (
        "Where they were chosen: Bayesian optimization 0.9000 and Random search 0.9000."
    )


def test_a_lead_that_is_practically_none_does_not_win(store: Store) -> None:
    found = corrected(store, (0.700, 0.706), (0.710, 0.715), (0.700, 0.706))
    first = found.rows[0]
    assert first.best is not None
    assert first.best > 0.95
    assert (found.winner, found.more_seeds) == (None, None)
    assert "but by more than 0.01 with one of " in found.sentence
    assert found.sentence.startswith("Cannot tell yet who is the best")


def test_equal_quantities_are_not_told_apart_by_what_resampling_leaves(store: Store) -> None:
    rmse = {"objective": {"metric": "val_loss"}}
    found = corrected(store, (78.94, 78.86), (78.95, 78.87), (78.93, 78.85), **rmse)
    assert found.rows[0].beats["random_search"] > 0.99
    assert (found.winner, found.rope) == (None, pytest.approx(0.8))


def test_one_study_without_a_corrected_score_has_the_race_judged_by_chosen_ones(
    store: Store,
) -> None:
    one, other = study(store, (0.8,)), study(store, (0.9,), OTHER)
    races.correct(store, one.study.id, (0.7,))
    one.refresh()
    found = standings([one, other], "epochs", 2)
    assert (found.judged_by, found.rope, found.uncorrected) == ("chosen", 0.0, (other.study.id,))
    assert [row.median for row in found.rows] == [0.9, 0.8]
    assert [row.corrected for row in found.rows] == [None, Band(0.7, 0.7, 0.7)]
    assert found.notes == (
        "Judged by the scores where they were chosen, which flatter whoever chose among more: "
        f"study {other.study.id} has no corrected one.",
    )


def test_test_rows_are_a_second_verdict_with_its_own_probability(store: Store) -> None:
    found = corrected(store, (0.70, 0.71), (0.70, 0.72), (0.70, 0.73))
    first = found.rows[0]
    assert found.test_measure == "accuracy"
    assert first.test is not None
    assert (first.test.median, first.test.low, first.test.high) == (0.71, 0.70, 0.72)
    # The same differences as above: 0.01, 0.02 and 0.03.
    chance = 0.5 + 2 * math.sqrt(3) / (2 * math.sqrt(14))
    assert first.test.beats == {"random_search": pytest.approx(chance, abs=1e-4)}
    assert found.notes[1] == (
        "On test rows (accuracy): Bayesian optimization 0.7100 and Random search 0.6900; Bayesian "
        "optimization is the best with a probability of 0.96."
    )
    # Whoever validated on the test set has chosen by it.
    assert corrected(store, (0.7, 0.8), method="test").test_measure is None


def test_of_losses_it_says_that_lower_is_better(store: Store) -> None:
    loss = {"objective": {"metric": "val_loss"}}
    found = corrected(store, (0.4, 0.3), (0.4, 0.31), (0.4, 0.3), **loss)
    # A hundredth of the median, 0.36: told with one digit.
    assert (found.winner, found.rope) == (OTHER, pytest.approx(0.004))
    assert "the best by more than 0.004 with" in found.sentence
    assert "won: 0.3000 (corrected for the choosing; lower is better) after" in found.sentence
    assert "On test rows (loss, lower is better): Bayesian" in found.notes[1]


def test_a_comparison_of_the_same_seeds_has_the_same_verdict(store: Store) -> None:
    views = []
    for seed in (1, 2, 3):
        views += [
            study(store, (0.8 + seed / 100,), "hyperband", seed),
            study(store, (0.6 + seed / 100,), OTHER, seed),
            study(store, (0.5 + seed / 90,), seed=seed),
        ]
    found, shown = contenders(list(map(trajectory, views))), standings(views, "epochs", None)
    assert are_seeds(found)
    clear = verdict(found, shown)
    assert clear.winner is not None
    assert clear.winner.strategy == shown.winner == "hyperband"
    # Each is beaten for sure, but that the first is the best of all is less sure.
    first = replace(shown.rows[0], best=0.94, clear=0.94)
    unsure = replace(shown, rows=(first, *shown.rows[1:]))
    assert verdict(found, unsure).places == (Place.AHEAD, Place.TIES, Place.BEHIND)
    assert verdict(found, unsure).winner is None
    assert not are_seeds(contenders([trajectory(views[0]), trajectory(views[1])]))


def test_without_a_score_nothing_is_claimed(store: Store) -> None:
    failed = study(store, (), state=StudyState.FAILED)
    empty = standings([failed], "epochs", 10)
    told = "No trial has a score, and no study runs any more: each study says why."
    assert (empty.at, empty.winner, empty.sentence) == (None, None, told)
    waits = study(store, (), "hyperband", state=StudyState.RUNNING)
    assert standings([failed, waits], "epochs", 10).sentence == "No trial has a score yet."
    assert standings([], "epochs", 10).sentence == "No trial has a score yet."
    nan = study(store, (math.nan,), "hyperband")
    found = standings([failed, nan, study(store, (0.9,), OTHER)], "epochs", 2)
    assert [row.median for row in found.rows] == [0.9, None, None]
    assert found.sentence == (
        "After 2 epochs each, Bayesian optimization has reached 0.9000, the only one so far. "
        "What ended early can be resumed, and goes on from there. No score of Random search and "
        "Hyperband."
    )
