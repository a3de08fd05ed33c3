"""Which moment a session shows: the link's, until the player says another.

A page asks `opened()` in its script, where a link that was followed counts; its fragments ask
`follow()`, where the player's word does, since a tick may still carry the link from before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from tuning.store.moments import Moment, convert, total
from tuning.store.timeline import Unit
from tuning.store.view import StudyView
from tuning.text.names import cut
from tuning.ui import widgets
from tuning.ui.components import player

AT, PLAY = "at", "play"
"""The parts of a link that name a moment, and that play from there."""
UNITS: tuple[Unit, ...] = ("trials", "epochs", "seconds")
_KEY, _SEEKS = "replay", "replay-seeks"


@dataclass(frozen=True)
class Replay:
    """Where a session's replay stands."""

    moment: Moment
    playing: bool
    seek: int
    """Counts the jumps that did not come from the player."""
    link: str
    """The moment that the link had when it was last looked at, or written."""


def opened() -> bool:
    """Whether the link asks for a replay; a sentence where it names no moment."""
    asked = st.query_params.get(AT)
    if asked is None:
        st.session_state.pop(_KEY, None)
        return False
    known: Replay | None = st.session_state.get(_KEY)
    if known is None or known.link != asked:
        moment = Moment.of(asked)
        if moment is None:
            text = widgets.plain(cut(asked))
            st.warning(
                f"{text} is no moment of a study: a link names one as at=12t (trials), at=340e "
                "(epochs) or at=7.5s (seconds).",
                icon=":material/schedule:",
            )
            return False
        _keep(Replay(moment, PLAY in st.query_params, _next_seek(), asked))
    return True


def follow(views: Sequence[StudyView], key: str) -> Replay:
    """Where the replay of these studies stands now; `key` names the page's player."""
    known: Replay = st.session_state[_KEY]
    said = player.said(key)
    moment = Moment.of(said.at) if said and said.seek == known.seek else None
    if said is None or moment is None:
        return known
    known = replace(known, moment=moment, playing=said.playing)
    unit = next((unit for unit in UNITS if unit == said.unit), moment.unit)
    if unit != moment.unit:
        known = replace(known, moment=convert(longest(views, moment.unit), moment, unit))
        known = replace(known, seek=_next_seek())
    if said.settled or unit != moment.unit:
        known = replace(known, link=str(known.moment))
        st.query_params[AT] = known.link
        st.query_params.pop(PLAY, None)
    _keep(known)
    return known


def longest(views: Sequence[StudyView], unit: Unit) -> StudyView:
    """Of several studies, the one that has most of a unit: where it ends, all have ended."""
    return max(views, key=lambda view: total(view, unit))


def open_at_start(unit: Unit) -> None:
    """Plays what the page shows from its start; call it before the page runs."""
    st.query_params.update({AT: str(Moment(unit, 0)), PLAY: "1"})


def is_playing() -> bool:
    """Whether the moment that is shown is gone in a second."""
    known: Replay | None = st.session_state.get(_KEY)
    return known is not None and known.playing


def leave() -> None:
    """Back to the study as it is; the page is to run again."""
    for name in (AT, PLAY):
        st.query_params.pop(name, None)


def link() -> dict[str, str]:
    """The part of an address that names the moment which is shown; nothing out of a replay."""
    known: Replay | None = st.session_state.get(_KEY)
    return {AT: str(known.moment)} if known else {}


def _keep(known: Replay) -> None:
    st.session_state[_KEY] = known


def _next_seek() -> int:
    st.session_state[_SEEKS] = st.session_state.get(_SEEKS, 0) + 1
    return int(st.session_state[_SEEKS])
