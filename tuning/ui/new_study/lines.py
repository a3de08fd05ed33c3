"""The form's lines: what is set, in few words and a picture; a click opens one to change it.

A line opens by itself when something in it becomes wrong, and otherwise is as the person left it.
What stands in a closed line is not drawn: that keeps a rerun short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from tuning.text import names
from tuning.ui import widgets

OPEN = "line:"
"""Before a line's name: its key in the session, which says whether it is open."""
WRONG = "lines-wrong"
"""In the session: what was wrong in each line when it was drawn last."""


@dataclass(frozen=True)
class Line:
    """A line as it stands in this run."""

    is_open: bool
    told: Any
    """Where it says what is set; for what is only known later."""


Opened = AbstractContextManager[Line]
"""A line, to be drawn in."""


@contextmanager
def line(
    name: str,
    title: str,
    told: str = "",
    wrong: Iterable[str] = (),
    remarks: Iterable[str] = (),
) -> Iterator[Line]:
    """A line; inside it what changes it is drawn, if it is open.

    `told`: our own HTML. `wrong`: the sentences about what is set in it; they stand below while it
    is closed, and beside their fields while it is open. `remarks` stand below it always.
    """
    errors = list(wrong)
    _open_for(name, errors)
    with st.container(key=f"setting-{name}", gap=None):
        place = st.container(key=f"says-{name}")
        if told:
            with place:
                says(title, told)
        body = st.expander(title, key=f"{OPEN}{name}", on_change="rerun")
        with body:
            yield Line(bool(body.open), place)
        for sentence in () if body.open else errors:
            widgets.error(sentence)
        for sentence in remarks:
            widgets.html(f'<div class="ts-remark">{names.html(sentence)}</div>')


def says(title: str, told: str) -> None:
    """What a line says; who cannot see where it stands hears its title first."""
    heard = f'<span class="ts-heard">{escape(title)}: </span>'
    widgets.html(f'<div class="ts-line">{heard}{told}</div>')


def is_open(name: str) -> bool:
    return bool(st.session_state.get(f"{OPEN}{name}"))


def unfold(name: str) -> None:
    """Opens a line; call it before the line is drawn."""
    st.session_state[f"{OPEN}{name}"] = True


def fold_all() -> None:
    """Closes every line; call it before the page runs."""
    for key in st.session_state:
        if str(key).startswith(OPEN):
            st.session_state[key] = False


def _open_for(name: str, errors: list[str]) -> None:
    """Opens a line in which something has just become wrong."""
    before: dict[str, list[str]] = st.session_state.setdefault(WRONG, {})
    if errors and errors != before.get(name):
        unfold(name)
    before[name] = errors
