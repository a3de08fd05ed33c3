"""A race as it is watched: who is ahead, by how much, how sure that is; now or at a moment of its
replay."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tuning.analysis import comparison
from tuning.analysis.raced import Race
from tuning.analysis.standings import by_dataset
from tuning.errors import NotFound
from tuning.store import RaceRecord
from tuning.store.view import StudyView
from tuning.ui import choose, contest, context, widgets
from tuning.ui.race import chart, downloads, guesses, header, lanes, more_seeds, several, tables
from tuning.ui.replay import bar, session

TICK_SECONDS = 1.0


def seen(record: RaceRecord) -> list[StudyView]:
    """Its studies as they are now; reruns the page if the race is gone."""
    try:
        ids = [study.id for study in context.store().race_studies(record.id)]
    except NotFound:
        st.rerun()
    return [choose.seen(study_id) for study_id in ids]


def whole(record: RaceRecord, views: Sequence[StudyView]) -> Race:
    return Race(record.id, tuple(view.study for view in reversed(views)), record)


def body(first: list[list[StudyView]], record: RaceRecord, head: tuple[object, ...]) -> None:
    """Everything that changes while it runs; reruns the page when its head is out of date.

    `first` holds the views that the page is drawn from, for the fragment's first run.
    """
    drawing = bool(first)
    views = first.pop() if first else seen(record)
    race = whole(record, views)
    if not drawing and header.shown(race) != head:
        st.rerun()
    parts(views, record)


def replayed(record: RaceRecord) -> None:
    """Draws the race as it was when each study had spent what the player shows."""
    views = seen(record)
    if not bar.refused(views):
        parts(bar.render(views, key="player-race"), record, moves=True)


def parts(views: Sequence[StudyView], record: RaceRecord, *, moves: bool = False) -> None:
    """Who is ahead, by how much, and how sure that is.

    A replay `moves`: it has lanes to its end, and nothing is begun or taken away from it.
    """
    race, groups = whole(record, views), by_dataset(views)
    header.numbers(race)
    if len(groups) > 1:
        views = several_data(race, groups, record, moves=moves)
    found = comparison.contenders(contest.trajectories_of(views))
    key = f"{record.id}{f'-{views[0].study.id}' if len(groups) > 1 else ''}"
    standings = contest.standings(views, record.by, record.budget, chart.target_of(key))
    with st.container(border=True):
        still_moves = moves or race.state.is_active()
        contest.told(standings.sentence, " ".join(standings.notes), moves=still_moves)
        if len(groups) == 1:
            guesses.tell(record.id, standings, counts=not moves)
            if not moves:
                more_seeds.button(race, [standings])
        # To the end, and so the chart below stays where it is as the race ends.
        lanes.lanes(views, found, standings, record.budget)
    with st.container(border=True):
        chart.chart(views, found, standings, record.budget, key)
    with st.container(border=True):
        widgets.head("Standings", "the best median first")
        tables.standings(views, found, standings)
    every = [view for own in groups for view in own]
    if not moves:
        downloads.render(record, every)
    with st.expander(f"Its {len(every)} studies", icon=":material/list:", key="racing-studies"):
        tables.studies(every, tells_data=len(groups) > 1)


def several_data(
    race: Race, groups: Sequence[Sequence[StudyView]], record: RaceRecord, *, moves: bool
) -> Sequence[StudyView]:
    """What all data sets say together; the studies on the one that is looked at below."""
    parts = [(own, contest.standings(own, record.by, record.budget, None)) for own in groups]
    found, key = several.ranked(parts), str(record.id)
    with st.container(border=True):
        contest.told(found.sentence)
        guesses.tell(record.id, found, counts=not moves)
        if not moves:
            more_seeds.button(race, [shown for _, shown in parts])
        several.diagram(found, key)
        several.table(found, parts)
    return groups[several.chosen(groups, key)]


def show(record: RaceRecord) -> None:
    """A race, whatever state it is in."""
    views = seen(record)
    if session.opened():
        st.fragment(replayed, key="replayed")(record)
    else:
        race = whole(record, views)
        header.render(race, views)
        # What was just asked counts: the engine may not have taken it up yet.
        every = TICK_SECONDS if header.state(race).is_active() else None
        st.fragment(body, run_every=every, key="race")([views], record, header.shown(race))
    choose.still_there(*(view.study.id for view in views))
