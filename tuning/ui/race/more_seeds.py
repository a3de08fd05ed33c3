"""More seeds for a race that cannot tell yet: one click where its sentence says what would."""

from __future__ import annotations

from collections.abc import Sequence

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


def button(race: Race, parts: Sequence[Standings]) -> None:
    """Starts them; nothing where it is told who won, or no number of seeds would tell.

    `parts`: the standings on each of its data sets, all of which get the seeds.
    """
    if not all(standings.is_whole for standings in parts):
        return
    wanted = max((_wanted(race, standings) for standings in parts), default=0)
    if not wanted:
        return
    seeds = min(wanted, MOST)
    count = seeds * len(race.strategies) * len(race.datasets)
    took = duration(race.elapsed() * seeds / max(race.seeds, 1))
    if rights.button(
        f"Run {widgets.counted(seeds, 'more seed')}",
        icon=":material/add:",
        key="more-seeds",
        help=f"{count} further studies, as those before but for the seed; about {took}, as the "
        "others took.",
    ):
        _start(race, seeds)


def _wanted(race: Race, standings: Standings) -> int:
    """How many would tell on one data set; 0 where it is told, or none would."""
    if standings.winner is not None or standings.at is None:
        return 0
    if standings.probability is None and race.seeds == 1 and len(race.strategies) > 1:
        return FROM_ONE
    return standings.more_seeds or 0


def _start(race: Race, seeds: int) -> None:
    store = context.store()
    specs = planning.further([study.spec for study in race.studies[::-1]], seeds)
    for study_id in store.join_race(race.id, specs):
        store.send("start", study_id)
    st.rerun()
