"""The first name under which a person tries: asked once, kept in their own browser, in no link."""

from __future__ import annotations

from urllib.parse import quote, unquote

import streamlit as st

from tuning.analysis.sheet import Sheet
from tuning.errors import InvalidInput
from tuning.text import names
from tuning.ui import widgets

DAYS = 30
_NAME, _TO_KEEP, _OTHER = "board-name", "board-name-to-keep", "board-other-name"
_GIVEN, _WRONG = "board-given", "board-name-wrong"


def name() -> str | None:
    """This person's name; None before they gave one."""
    given = st.session_state.get(_NAME) or unquote(st.context.cookies.get(_NAME, ""))
    try:
        return names.of_a_person(given) if given else None
    except InvalidInput:
        return None


def hand_over() -> None:
    """Gives a new name to the browser, which has it when the page is loaded again."""
    given = st.session_state.pop(_TO_KEEP, None)
    if given is not None:
        text = f"{_NAME}={quote(given, safe='')}; path=/; SameSite=Lax; max-age={DAYS * 86400}"
        st.html(f"<script>document.cookie = '{text}'</script>", unsafe_allow_javascript=True)


def ask(sheet: Sheet) -> str | None:
    """The name, or the field that asks for it; None until it is given."""
    if _TO_KEEP in st.session_state:
        st.rerun()  # the whole page: it hands the name to the browser
    known = name()
    if known is not None and not st.session_state.get(_OTHER):
        with st.container(horizontal=True, vertical_alignment="center"):
            widgets.html(f'<div class="ts-board-me">You are <b>{names.html(known)}</b></div>')
            st.button("Another name", key="board-rename", type="tertiary", on_click=_ask_again)
        return known
    with st.form("board-me", border=False):
        st.text_input(
            "Your first name",
            key=_GIVEN,
            placeholder="Anna",
            help="The board shows it beside your trials. It is kept with them.",
        )
        # By a callback: a page that others change may run again before it hears of the click.
        st.form_submit_button(
            "That is me", type="primary", key="board-me-ok", on_click=_take, args=(sheet,)
        )
    widgets.error(st.session_state.pop(_WRONG, None))
    return None


def _take(sheet: Sheet) -> None:
    """Keeps the name that was given, or what is wrong with it."""
    try:
        kept = names.of_a_person(st.session_state[_GIVEN])
    except InvalidInput as error:
        st.session_state[_WRONG] = str(error)
        return
    if sheet.person(kept) is not None:
        said = f"{kept} has tried here before: if that was not you, take another name."
        st.toast(widgets.plain(said), icon=":material/info:")
    st.session_state[_NAME] = st.session_state[_TO_KEEP] = kept
    st.session_state.pop(_OTHER, None)


def _ask_again() -> None:
    st.session_state[_OTHER] = True
