"""Live: a study as it runs, and as it ended. Ticks only while something can still change.

Of two fragments, the numbers tick: by the clock, and a moment after something was recorded. The
trials rerun when it was, and the whole page reruns when its head is out of date. A replay is one
fragment, which the player's clock reruns.
"""

from __future__ import annotations

import streamlit as st

from tuning.store.view import StudyView
from tuning.ui import choose, commands, handover, widgets
from tuning.ui.components import notice
from tuning.ui.components.watch import watch
from tuning.ui.live import header, parts
from tuning.ui.live.calm import recorded
from tuning.ui.pages import BEST
from tuning.ui.replay import bar, session
from tuning.ui.server.now import STUDY

TICK_SECONDS = 0.8
LOOK_SECONDS = 0.25  # how often a browser asks whether something was recorded
CALM_SECONDS = 2.0  # the same, where nothing runs
TO_TOP = """<script>document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0)</script>"""


def numbers(first: list[StudyView], study_id: int, head: tuple[object, ...]) -> None:
    """Draws the numbers as they are now; reruns what is out of date.

    `first` holds the view that the page is drawn from, for the fragment's first run: so all parts
    of the page show one state of the study.
    """
    drawing = bool(first)
    view = first.pop() if first else choose.seen(study_id)
    state = commands.shown_state(view.study)
    if not drawing and header.shown(view, state) != head:
        st.rerun()
    if state.is_active() or state.can_resume():  # one that is stopped may be resumed elsewhere
        every = LOOK_SECONDS if state.is_active() else CALM_SECONDS
        watch(f"{STUDY}{study_id}", str(view.change), key="live-watch", every=every)
    header.numbers(view, state)
    notice.newest(recorded(view, state))


def body(first: list[StudyView], study_id: int) -> None:
    """Draws the trials: again when one was chosen, or something was recorded."""
    view = first.pop() if first else choose.seen(study_id)
    state = commands.shown_state(view.study)
    notice.drawn(recorded(view, state))
    parts.render(view, state)


def replayed(study_id: int) -> None:
    """Draws the study as it was at the moment that the player shows."""
    whole = choose.seen(study_id)
    if not bar.refused([whole]):
        (view,) = bar.render([whole], key="player-live", beside=BEST)
        header.numbers(view, view.study.state)
        parts.render(view, view.study.state)


# In a container of its own: an element that changes its position is built again by the browser.
with st.container(key="to-top"):
    if handover.just_started():
        st.html(TO_TOP, unsafe_allow_javascript=True)
title, chooser = st.columns([3, 2], vertical_alignment="center")
heading = title.empty()
heading.title("Live")
shown = choose.study_view(chooser)
if shown is not None:
    with heading:
        widgets.title(shown.study.name)
    if session.opened():
        st.fragment(replayed, key="replayed")(shown.study.id)
    else:
        now = commands.shown_state(shown.study)
        every = TICK_SECONDS if now.is_active() else None
        header.render(shown)
        head = header.shown(shown, now)
        st.fragment(numbers, run_every=every, key="numbers")([shown], shown.study.id, head)
        st.fragment(body, key="trials")([shown], shown.study.id)
