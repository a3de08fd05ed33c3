"""A person's guess of who wins a race, and how sure they are: kept in their browser, in no link.

The session has it at once; a cookie has it when the page is loaded again. Once the race has ended,
it counts among the predictions of the visit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from tuning import strategies
from tuning.analysis.standings import Overall, Standings, words
from tuning.ui import widgets
from tuning.ui.components.visit_score import MOST_SURE, Prediction, visit_score

DAYS = 30
SCORED = (
    "The probability that your guess is right. Points reward honesty (Brier, 1950): up to 1 where "
    "you were sure and right, 0 for a mere guess, below 0 where you were sure and wrong."
)


@dataclass(frozen=True)
class Guess:
    """Which strategy, and the probability that a person gave it."""

    strategy: str
    percent: int | None = None
    """None where they were not asked how sure they are."""

    @classmethod
    def read(cls, text: str) -> Guess | None:
        """From `hyperband~80`; None for what is no guess."""
        strategy, _, percent = text.partition("~")
        if strategy not in strategies.STRATEGIES:
            return None
        return cls(strategy, int(percent) if re.fullmatch("[0-9]{1,2}", percent) else None)

    @property
    def text(self) -> str:
        return self.strategy if self.percent is None else f"{self.strategy}~{self.percent}"

    def sure(self, choices: int) -> float | None:
        """As a probability: that of a mere guess at least."""
        if self.percent is None:
            return None
        return min(max(self.percent / 100, 1 / choices), MOST_SURE)


def ask(racers: Sequence[str]) -> Guess | None:
    """Who of several will win, and how sure the person is of that."""
    strategy = st.pills(
        "Who will win? (a guess, shown again at the end)",
        racers,
        format_func=lambda racer: strategies.STRATEGIES[racer].title,
        key="race-guess",
        wrap=True,
    )
    if strategy is None:
        return None
    least = 100 // len(racers)
    percent = st.slider(
        "How sure are you?",
        least,
        round(100 * MOST_SURE),
        least,
        format="%d%%",
        key=f"race-sure-{least}",
        help=f"{SCORED} {least}% is a mere guess.",
    )
    return Guess(strategy, percent)


def keep(race: int, guess: Guess | None) -> None:
    """Remember a guess; the next page that is drawn hands it to the browser."""
    if guess is not None:
        st.session_state[_name(race)] = guess.text
        st.session_state["guess-to-keep"] = (_name(race), guess)


def of(race: int) -> Guess | None:
    """What this person guessed; None without a guess."""
    kept = st.session_state.get(_name(race)) or st.context.cookies.get(_name(race))
    return Guess.read(str(kept)) if kept else None


def hand_over() -> None:
    """Gives a new guess to the browser."""
    name, guess = st.session_state.pop("guess-to-keep", (None, None))
    if guess is not None:
        text = f"{name}={guess.text}; path=/; SameSite=Lax; max-age={DAYS * 86400}"
        st.html(f"<script>document.cookie = '{text}'</script>", unsafe_allow_javascript=True)


def tell(race: int, standings: Standings | Overall, *, counts: bool) -> None:
    """What came of this person's guess.

    `counts`: the race is shown as it is, so that the guess counts among those of the visit.
    """
    titles = {row.strategy: row.title for row in standings.rows}
    guess = of(race)
    if guess is None or guess.strategy not in titles:
        return
    told = words.guessed(standings, guess.strategy, titles[guess.strategy])
    st.caption(f":material/psychology: {widgets.plain(told)}")
    found = prediction(standings, guess)
    if counts and found is not None:
        visit_score("race-visit-score", f"race-{race}", found)


def prediction(standings: Standings | Overall, guess: Guess) -> Prediction | None:
    """A guess as one of the visit's predictions; None where it does not say how sure it is."""
    racers = sorted(row.strategy for row in standings.rows)
    sure = guess.sure(len(racers)) if len(racers) > 1 else None
    if sure is None:
        return None
    chosen = racers.index(guess.strategy)
    if not standings.is_final:
        return Prediction(chosen, len(racers), sure, "open")
    if standings.winner is None:
        return Prediction(chosen, len(racers), sure, "untold")
    is_right = standings.winner == guess.strategy
    return Prediction(chosen, len(racers), sure, "right" if is_right else "wrong")


def _name(race: int) -> str:
    return f"guess-{race}"
