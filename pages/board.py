"""Board: what all who hold its link tried by hand, under first names, live; a teacher clears it."""

from __future__ import annotations

import streamlit as st

from tuning.store import BoardRecord
from tuning.ui import context, present, rights, widgets
from tuning.ui.board import STYLE, choice, me, opening, shown, steering, trying
from tuning.ui.board.seen import Seen, seen, why_not
from tuning.ui.components import notice
from tuning.ui.components.watch import watch
from tuning.ui.server.boards import URL


def live(first: list[Seen], board_id: int, head: tuple[object, ...], *, large: bool) -> None:
    """Everything that others change; reruns by itself once there is something new.

    `first` holds what the page is drawn from, for the fragment's first run.
    """
    drawing = bool(first)
    now = first.pop() if first else seen(board_id)
    if not drawing and now.head != head:
        st.rerun()
    watch(f"{URL}{board_id}", now.version, key="board-watch")
    shown.headline(now, large=large)
    shown.board(now, me.name(), large=large)
    notice.newest(trying.mine(now, me.name()))


def trial(first: list[Seen], board_id: int) -> None:
    """A person's own trial; reruns when something came of it."""
    now = first.pop() if first else seen(board_id)
    notice.drawn(trying.mine(now, me.name()))
    if now.takes:
        trying.form(now)


def show(board: BoardRecord) -> None:
    """One board, for whoever tries and for whoever steers it."""
    now, large = seen(board.id), present.on()
    widgets.title(board.name)
    me.hand_over()
    if why := why_not(now):
        st.info(why, icon=":material/lock:")
    if rights.may_change() and not large:
        steering.buttons(now)
    if large:
        steering.link(now, on_projector=True)
    elif rights.may_change() and now.takes and now.sheet and not now.sheet.trials:
        steering.link(now)
    ticking = st.fragment(live, key="board-live")
    if large or not now.takes:
        ticking([now], board.id, now.head, large=large)
        return
    left, right = st.columns([3, 8], gap="small")
    with left, st.container(border=True, key="board-mine"):
        st.fragment(trial, key="board-trial")([now], board.id)
    with right:
        ticking([now], board.id, now.head, large=large)


widgets.style(STYLE.read_text(encoding="utf-8"))
boards = context.store().boards()
chosen = choice.chosen(boards)
if chosen is not None:
    show(chosen)
else:
    st.title("Board")
    choice.not_there()
    if rights.may_change():
        opening.form()
    if boards:
        choice.links(boards)
    elif not rights.may_change():
        st.caption("There is no board yet: the teacher opens one.")
