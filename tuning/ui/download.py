"""A button that hands out a file, which is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

TRIALS = "One line a trial, for a spreadsheet or pandas."


def download(title: str, made: Callable[[], str | bytes], name: str, help: str) -> None:
    """The button; one for each kind of file on a page."""
    st.download_button(
        title,
        made,
        file_name=name,
        icon=":material/download:",
        help=help,
        on_click="ignore",
        key=f"download-{Path(name).suffix[1:]}",
    )
