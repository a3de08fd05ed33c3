"""A guess of a race as a prediction of the visit, and as what the browser keeps of it."""

from __future__ import annotations

import pytest

from tuning.analysis.standings import Standing, Standings
from tuning.ui.race.guesses import Guess, prediction

RACERS = ("hyperband", "bayesian", "random_search")


def ended(best: float, *, is_final: bool = True) -> Standings:
    """Hyperband is ahead, and the best with this probability."""
    chances = (best, (1 - best) / 2, (1 - best) / 2)
    rows = [
        Standing(name, name, (1,), 0.9, 0.9, 0.9, {}, chance, 0.5, None, 5, clear=chance)
        for name, chance in zip(RACERS, chances, strict=True)
    ]
    return Standings(rows=tuple(rows), at=60, is_final=is_final, is_whole=is_final)


@pytest.mark.parametrize("text", ["hyperband~80", "hyperband"])
def test_the_browser_keeps_a_guess_as_it_was_said(text: str) -> None:
    guess = Guess.read(text)
    assert guess is not None
    assert guess.text == text


def test_what_the_browser_was_told_otherwise_is_no_guess_or_has_no_certainty() -> None:
    assert Guess.read("tarot~80") is None
    assert Guess.read("<script>~80") is None
    for text in ("hyperband~", "hyperband~-5", "hyperband~1e9", "hyperband~800", "hyperband~٨"):
        assert Guess.read(text) == Guess("hyperband", None)


def test_a_race_that_has_told_who_won_makes_a_guess_right_or_wrong() -> None:
    right, wrong = Guess("hyperband", 80), Guess("bayesian", 80)
    won = ended(0.97)
    assert [p.outcome for g in (right, wrong) if (p := prediction(won, g))] == ["right", "wrong"]
    for standings, outcome in ((ended(0.9), "untold"), (ended(0.97, is_final=False), "open")):
        found = prediction(standings, right)
        assert found is not None
        assert (found.outcome, found.choices, found.sure) == (outcome, 3, 0.8)


def test_the_lowest_certainty_is_a_guess_and_the_highest_less_than_certain() -> None:
    # The slider of three starts at the whole percent below a third.
    assert Guess("hyperband", 33).sure(3) == pytest.approx(1 / 3)
    assert Guess("hyperband", 99).sure(3) == 0.99
    assert Guess("hyperband").sure(3) is None
