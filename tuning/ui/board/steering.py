"""What a teacher does with a board: hand out its link, clear it, close it, delete it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import streamlit as st

from tuning.errors import TuningError
from tuning.text import names
from tuning.ui import choose, context, projector, rights, widgets
from tuning.ui.board.seen import Seen
from tuning.ui.pages import BOARD, LIVE

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HERE_ALONE = (
    "This address works on this machine alone. For a class, start the app with "
    "`streamlit run app.py --server.address 0.0.0.0` and open it by this machine's own address."
)


def address(seen: Seen) -> str:
    """The link for the class: it can try and look, and change nothing else."""
    page = str(st.context.url or "").split("?")[0] or BOARD.url_path
    return f"{page}?{choose.BOARD}={seen.board.id}&{rights.VIEW}={rights.ONLY}"


def link(seen: Seen, *, on_projector: bool = False) -> None:
    """The link, large enough to be typed from a projector."""
    with st.container(border=not on_projector, key="board-link"):
        if not on_projector:
            widgets.head("The class's link", "whoever opens it tries under a first name")
        st.code(address(seen), language=None, wrap_lines=True)
        if not on_projector and urlsplit(address(seen)).hostname in LOOPBACK:
            st.caption(HERE_ALONE)


def buttons(seen: Seen) -> None:
    """Clear or a new sheet, close, delete, and the sheets before."""
    board, trials = seen.board, seen.sheet.trials if seen.sheet else 0
    with st.container(horizontal=True, vertical_alignment="center", key="board-steering"):
        if seen.takes:
            _do(
                "Clear",
                ":material/restart_alt:",
                "Finishes this sheet, which stays among the studies, and begins an empty one under "
                "the same link.",
                lambda: context.store().clear_board(board.id, board.study),
                disabled=not trials,
            )
            _do(
                "Close",
                ":material/lock:",
                "It takes no more trials, finishes its sheet, and stays to be read.",
                lambda: context.store().close_board(board.id),
            )
        else:
            _do(
                "New sheet",
                ":material/add:",
                "Begins an empty sheet under the same link.",
                lambda: context.store().clear_board(board.id, board.study),
            )
        if st.button("Delete", icon=":material/delete:", key="board-delete"):
            ask_to_delete(seen)
        sheets(seen)
        st.page_link(BOARD.script, label="All boards", icon=BOARD.icon)
        projector.button()


def sheets(seen: Seen) -> None:
    """The studies that are, or were, its sheets."""
    with st.popover("Sheets", icon=":material/list:"):
        for study in context.store().sheets(seen.board.id):
            trials = widgets.counted(study.trials_finished, "trial")
            best = (
                f", best {widgets.score(study.best_score)}" if study.best_score is not None else ""
            )
            st.page_link(
                LIVE.script,
                label=f"{study.id} · {widgets.plain(names.cut(study.name))}: {trials}{best}",
                icon=LIVE.icon,
                query_params=choose.one(study.id),
            )


def _do(
    label: str, icon: str, help_: str, act: Callable[[], object], *, disabled: bool = False
) -> None:
    key = f"board-{label.lower().replace(' ', '-')}"
    if st.button(label, icon=icon, help=help_, key=key, disabled=disabled):
        try:
            act()
        except TuningError as error:
            st.toast(widgets.plain(str(error)), icon=":material/error:")
            return
        st.rerun()


@st.dialog("Delete this board?")
def ask_to_delete(seen: Seen) -> None:
    """Removes the board once that is confirmed."""
    widgets.html(
        f"<b>{names.html(seen.board.name, names.LONG)}</b>: the board and its link go for good. "
        "Its sheets stay among the studies."
    )
    with st.container(horizontal=True):
        pressed = st.button("Delete", type="primary", key="board-delete-yes")
        if st.button("Keep", key="board-keep"):
            st.rerun()
    if pressed:
        context.store().delete_board(seen.board.id)
        st.switch_page(BOARD.script)
