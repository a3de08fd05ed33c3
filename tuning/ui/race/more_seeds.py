"""More seeds for a race that cannot tell yet: one click where its sentence says what would."""

from __future__ import annotations

import streamlit as st

from tuning.analysis.raced import Race
from tuning.analysis.standings import Standings
from tuning.planning import race as planning
from tuning.text.words import duration
from tuning.ui import context, rights, widgets

MOST = 5
"""At once: then it is reckoned anew."""
FROM_ONE = 4
"""More seeds where there is only one: as many as a race suggests."""


def button(race: Race, standings: Standings) -> None:
    """Starts them; nothing where it is told who won, or no number of seeds would tell."""
    if not standings.is_whole or standings.winner is not None or standings.at is None:
        return
    wanted = standings.more_seeds
    if standings.probability is None and race.seeds == 1 and len(race.strategies) > 1:
        wanted = FROM_ONE
    if wanted is None:
        return
    seeds = min(wanted, MOST)
    count = seeds * len(race.strategies)
    took = duration(race.elapsed() * seeds / max(race.seeds, 1))
    if rights.button(
        f"Run {widgets.plural(seeds, 'more seed')}",
        icon=":material/add:",
        key="more-seeds",
        help=f"{count} further studies, as those before but for the seed; about {took}, as the "
        "others took.",
    ):
        _start(race, seeds)


def _start(race: Race, seeds: int) -> None:
    store = context.store()
    specs = planning.further([study.spec for study in race.studies[::-1]], seeds)
    for study_id in store.join_race(race.id, specs):
        store.send("start", study_id)
    st.rerun()
