"""A person's guess of who wins a race: kept in their own browser, and in no link.

The session has it at once; a cookie has it when the page is loaded again.
"""

from __future__ import annotations

import streamlit as st

from tuning import strategies
from tuning.analysis.standings import Standings, words
from tuning.ui import widgets

DAYS = 30


def keep(race: int, strategy: str | None) -> None:
    """Remember a guess; the next page that is drawn hands it to the browser."""
    if strategy:
        st.session_state[_name(race)] = strategy
        st.session_state["guess-to-keep"] = (_name(race), strategy)


def of(race: int | None) -> str | None:
    """The strategy that this person guessed; None without a guess."""
    if race is None:
        return None
    return st.session_state.get(_name(race)) or st.context.cookies.get(_name(race))


def hand_over() -> None:
    """Gives a new guess to the browser."""
    name, strategy = st.session_state.pop("guess-to-keep", (None, None))
    if strategy in strategies.STRATEGIES:
        text = f"{name}={strategy}; path=/; SameSite=Lax; max-age={DAYS * 86400}"
        st.html(f"<script>document.cookie = '{text}'</script>", unsafe_allow_javascript=True)


def tell(race: int, standings: Standings) -> None:
    """What came of this person's guess."""
    titles = {row.strategy: row.title for row in standings.rows}
    guess = of(race)
    if guess in titles:
        told = words.guessed(standings, guess, titles[guess])
        st.caption(f":material/psychology: {widgets.plain(told)}")


def _name(race: int) -> str:
    return f"guess-{race}"
