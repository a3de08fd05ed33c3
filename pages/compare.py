"""Compare: any studies side by side."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tuning.analysis import comparison
from tuning.analysis.comparison import By
from tuning.store import StudyRecord
from tuning.store.view import StudyView
from tuning.ui import choose, contest, context, projector, widgets
from tuning.ui.compare import changes, choice, empty, parts
from tuning.ui.pages import RACE
from tuning.ui.replay import bar, session

TICK_SECONDS = 1.5


def body(ids: Sequence[int], by: By, ticking: bool) -> None:
    """Everything that changes while one of the studies runs."""
    views = [choose.seen(study_id) for study_id in ids]
    if any(view.study.state.is_active() for view in views) != ticking:
        st.rerun()
    drawn(views, by)


def replayed(ids: Sequence[int], by: By) -> None:
    """Draws the studies as they were when each had spent what the player shows."""
    views = [choose.seen(study_id) for study_id in ids]
    if not bar.refused(views):
        drawn(bar.render(views, key="player-compare"), by)


def drawn(views: Sequence[StudyView], by: By) -> None:
    """What is found, the curves, and the table."""
    trajectories = contest.trajectories_of(views)
    found = comparison.contenders(trajectories)
    judged, told = parts.verdict(views, found)
    with st.container(border=True):
        parts.finding(trajectories, told)
    changes.render(views)
    with st.container(border=True):
        widgets.head("Best so far", contest.remark(found))
        parts.curves(views, found, by)
    with st.container(border=True):
        parts.table(trajectories, judged)


def to_a_race(compared: Sequence[StudyRecord]) -> None:
    """On to the race that all of them belong to, or to a new one like the first of them."""
    races = {study.race for study in compared}
    own = races.pop() if len(races) == 1 else None
    if own is not None and own in {race.id for race in context.store().races()}:
        if st.button("Their race", icon=RACE.icon, key="to-race", help="The race as one thing."):
            st.switch_page(RACE.script, query_params=choose.a_race(own))
    elif st.button(
        "Race strategies",
        icon=RACE.icon,
        key="race",
        help="Several strategies on the same data, space and budget.",
    ):
        st.switch_page(RACE.script, query_params=choose.new_race(compared[0].id))


widgets.style()
st.html(contest.STYLE + parts.STYLE)
title, action = st.columns([3, 2], vertical_alignment="center")
title.title("Compare")
known = context.store().studies()
compared = choice.chosen(known) if known else []
if not compared:
    empty.render(known)
else:
    with action, st.container(horizontal=True, horizontal_alignment="right"):
        against = parts.axis()
        to_a_race(compared)
        projector.button()
        views = [choose.seen(study.id) for study in compared]
        if not session.opened():
            bar.button(views, against)
    ids = [study.id for study in compared]
    if session.opened():
        st.fragment(replayed, key="replayed")(ids, against)
    else:
        runs = any(study.state.is_active() for study in compared)
        st.fragment(body, run_every=TICK_SECONDS if runs else None, key="compare")(
            ids, against, runs
        )
    choose.still_there(*ids)
