"""What a person sees of a replay: which moment it shows, the player, and the ways in and out."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tuning.store.moments import Moment, at, convert, total
from tuning.store.timeline import Unit
from tuning.store.view import StudyView
from tuning.text.words import duration
from tuning.ui import choose, widgets
from tuning.ui.components import player
from tuning.ui.pages import Page
from tuning.ui.replay import session

TONE = "#7c5cd6"
STYLE = """<style>
@media (min-width: 641px) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-replay-bar) {
    position: sticky; top: 3.5rem; z-index: 90;
  }
}
</style>"""
STILL_RUNS = (
    "**%s** still runs: a study is replayed once it has ended. Watch it as it is now, or wait."
)
NO_EPOCH = "No epoch was recorded in **%s**, so that there is nothing to replay."


def button(views: Sequence[StudyView], unit: Unit = "trials") -> None:
    """Opens the replay, if all of these studies have ended and one has an epoch."""
    if refusal(views):
        return
    st.button(
        "Replay",
        icon=":material/replay:",
        key="replay-open",
        help="Plays it again from its record: every chart and table shows that moment.",
        on_click=session.open_at_start,
        args=(unit,),
    )


def refusal(views: Sequence[StudyView]) -> str:
    """Why there is nothing to replay, in one sentence; empty where there is."""
    for view in views:
        if view.study.state.is_active():
            return STILL_RUNS % widgets.plain(view.study.name)
    if not any(view.curves for view in views):
        return NO_EPOCH % widgets.plain(", ".join(view.study.name for view in views))
    return ""


def refused(views: Sequence[StudyView]) -> bool:
    """Whether there is nothing to replay; says why, and leads back."""
    why = refusal(views)
    if why:
        with st.container(border=True):
            st.markdown(why)
            _leave("Show it as it is" if len(views) == 1 else "Show them as they are", "primary")
    return bool(why)


def render(views: Sequence[StudyView], key: str, beside: Page | None = None) -> list[StudyView]:
    """The head of a page in a replay and its player; gives the studies as they were then.

    `beside`: another page of the same study, which can show the same moment.
    """
    now = session.follow(views, key)
    st.html(STYLE)
    left, right = st.columns([7, 3], vertical_alignment="center")
    with left:
        _title(views, now.moment)
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        if beside is not None:
            _go_to(beside, views[0])
        _leave("Leave the replay", "secondary")
    with st.container(key="replay-bar"):
        said = player.said(key)
        player.player(
            key,
            unit=now.moment.unit,
            at=now.moment.value,
            totals={unit: total(session.longest(views, unit), unit) for unit in session.UNITS},
            playing=now.playing,
            seek=now.seek,
            heard=said.number if said else 0,
        )
    return [at(view, now.moment) for view in views]


def told(views: Sequence[StudyView], moment: Moment) -> str:
    """A moment in words: `trial 12 of 30, 4.2 s`; of several studies, by what each has spent."""
    whole = session.longest(views, moment.unit)
    if moment.value >= total(whole, moment.unit):
        return "the end"
    if len(views) > 1:
        if moment.unit == "seconds":
            return f"{_clock(moment.value)} since each began"
        return f"{int(moment.value):,} of {int(total(whole, moment.unit)):,} {moment.unit} each"
    trials, seconds = (convert(whole, moment, unit).value for unit in ("trials", "seconds"))
    return f"trial {int(trials):,} of {int(total(whole, 'trials')):,}, {_clock(seconds)}"


def _clock(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else duration(seconds)


def _title(views: Sequence[StudyView], moment: Moment) -> None:
    label = widgets.label("replay", TONE)
    widgets.html(
        f'<div class="ts-head" role="status" aria-live="off">{label}'
        f'<span style="opacity:1;font-size:1rem"><b>Replay: {told(views, moment)}</b></span></div>'
    )


def _go_to(page: Page, view: StudyView) -> None:
    if st.button(page.title, icon=page.icon, key="replay-beside", help="At the same moment."):
        st.switch_page(page.script, query_params=choose.one(view.study.id) | session.link())


def _leave(title: str, kind: str) -> None:
    if st.button(title, type=kind, icon=":material/close:", key="replay-leave"):  # type: ignore[arg-type]
        session.leave()
        st.rerun()  # the whole page: the button stands in a fragment
