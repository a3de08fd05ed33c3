"""Which race the page shows: the one its link names, or the one most worth looking at.

The choice is part of the address (`?race=3`), so that a race is shared by its link; `?new=1` sets
one up.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tuning.store import RaceRecord
from tuning.text.names import cut
from tuning.ui import choose, context, rights, widgets
from tuning.ui.pages import RACE

LATEST = 3


def is_new(races: Sequence[RaceRecord]) -> bool:
    """Whether a race is to be set up: that was asked for, or there is none to show."""
    asked = choose.RACE in st.query_params
    return choose.NEW in st.query_params or not (races or asked)


def chosen(races: Sequence[RaceRecord], place: DeltaGenerator) -> RaceRecord | None:
    """The race to show, its chooser drawn; None, and why, if the one that is named is not there."""
    asked = st.query_params.get(choose.RACE, "")
    ids = [race.id for race in races]
    first = choose.named(asked.removeprefix("r"), ids) if asked else _worth_looking_at(races)
    if first is None:
        _not_there(asked, races)
        return None
    names = {race.id: race.name for race in races}
    with place:
        picked = st.selectbox(
            "Race",
            ids,
            index=ids.index(first),
            format_func=lambda race_id: f"r{race_id} · {names[race_id]}",
            label_visibility="collapsed",
            key=f"race-chooser-{first}",
        )
    st.query_params[choose.RACE] = str(picked)
    if picked != first:
        st.rerun()
    return next(race for race in races if race.id == picked)


def _worth_looking_at(races: Sequence[RaceRecord]) -> int | None:
    """The newest that runs, or the newest of all."""
    active = {study.race for study in context.store().studies(active=True)}
    running = [race.id for race in races if race.id in active]
    return next(iter([*running, *(race.id for race in races)]), None)


def _not_there(asked: str, races: Sequence[RaceRecord]) -> None:
    with st.container(border=True):
        named = widgets.plain(cut(asked))
        st.warning(
            f"There is no race {named}: it may have been deleted.", icon=":material/search_off:"
        )
        for race in races[:LATEST]:
            label = f"r{race.id} · {widgets.plain(cut(race.name))}"
            link = choose.a_race(race.id)
            st.page_link(RACE.script, label=label, icon=RACE.icon, query_params=link)
        new_button("secondary")


def new_button(kind: str = "secondary") -> None:
    """Leads to where a race is set up."""
    if rights.button("New race", icon=":material/add:", key="new-race", type=kind):
        st.switch_page(RACE.script, query_params=choose.new_race())
