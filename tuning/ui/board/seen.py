"""A board as a page draws it: its record, its sheet, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from tuning.analysis.sheet import Sheet, sheet
from tuning.errors import NotFound
from tuning.store import BoardRecord, StudyRecord
from tuning.store.boards import TAKES
from tuning.store.view import StudyView
from tuning.ui import context
from tuning.ui.server import boards


@dataclass(frozen=True)
class Seen:
    """What there is."""

    board: BoardRecord
    version: str
    view: StudyView | None
    """The current sheet; None where it was deleted."""
    sheet: Sheet | None

    @property
    def study(self) -> StudyRecord | None:
        return self.view.study if self.view else None

    @property
    def takes(self) -> bool:
        """Whether it takes trials."""
        study = self.study
        return self.board.closed is None and study is not None and study.state in TAKES

    @property
    def head(self) -> tuple[object, ...]:
        """What the page around the board depends on."""
        trials = self.sheet.trials if self.sheet else 0
        return self.board.study, self.board.closed, self.takes, trials > 0, why_not(self)


def seen(board_id: int) -> Seen:
    """The board as it is now; reruns the page if it is gone."""
    store = context.store()
    version = boards.version(store, board_id)  # first: what comes meanwhile is asked for again
    try:
        board = store.board(board_id)
    except NotFound:
        st.rerun()
    try:
        view = context.view(board.study)
    except NotFound:
        return Seen(board, version, None, None)
    return Seen(board, version, view, sheet(view, store.added(board.study)))


def why_not(seen: Seen) -> str:
    """Why the board takes no trials, in a sentence; empty where it does."""
    if seen.board.closed is not None:
        return "This board is closed: it can be read, and takes no more trials."
    if seen.study is None:
        return "This sheet was deleted in Studies. A new sheet begins the board again."
    if not seen.takes:
        state = seen.study.state.lower()
        return f"This sheet is {state}, and takes no more trials. A new sheet goes on."
    return ""
