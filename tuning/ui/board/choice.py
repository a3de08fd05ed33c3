"""Which board the page shows: the one that its address names, `?board=1`."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tuning.store import BoardRecord
from tuning.text.names import cut
from tuning.ui import choose, context, widgets
from tuning.ui.pages import BOARD


def chosen(boards: Sequence[BoardRecord]) -> BoardRecord | None:
    """The board that the address names; None where it names none, or one that is not there."""
    asked = st.query_params.get(choose.BOARD, "")
    found = choose.named(asked, [board.id for board in boards])
    return next((board for board in boards if board.id == found), None)


def not_there() -> None:
    """Says so where the address names a board that is not there."""
    if asked := st.query_params.get(choose.BOARD):
        text = f"There is no board {widgets.plain(cut(asked))}: it may have been deleted."
        st.warning(text, icon=":material/search_off:")


def links(boards: Sequence[BoardRecord]) -> None:
    """All boards, each with how far it is."""
    with st.container(border=True):
        widgets.head("Boards", "the newest first")
        for board in boards:
            st.page_link(
                BOARD.script,
                label=f"{widgets.plain(cut(board.name))} · {_told(board)}",
                icon=BOARD.icon,
                query_params=choose.a_board(board.id),
            )


def _told(board: BoardRecord) -> str:
    sheets = context.store().sheets(board.id)
    trials = widgets.counted(sum(sheet.trials_finished for sheet in sheets), "trial")
    return f"{trials}{', closed' if board.closed else ''}"
