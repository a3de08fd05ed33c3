"""The space that suits the chosen data: why, as a sentence, and a button that takes it.

What a person has set is replaced only by that button, and comes back by the one beside it.
"""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from tuning import catalog
from tuning.planning.suggest import Suggestion, suggest
from tuning.ui import widgets
from tuning.ui.new_study import session
from tuning.ui.new_study.dataset import chosen, info_of
from tuning.ui.new_study.fields import Fields, space_fields
from tuning.ui.new_study.form import Form

USUAL = "digits"
"""The data that a form begins with: there the sentence is told on the button alone."""
BEFORE = "before-suggestion"
"""In the session: the fields that were replaced by a suggestion, as they were."""


def of(form: Form) -> Suggestion | None:
    """What suits the data as the fields name them; None where nothing is known of them."""
    info = info_of(chosen(form))
    rows = form["data.rows"]
    return None if info is None or not info.rows else suggest(info, rows if rows else None)


def beside_head(form: Form, found: Suggestion | None) -> None:
    """The button alone, for the data that a form begins with."""
    if found is not None and form["data.name"] == USUAL and not is_taken(form, found):
        _button("Suggest for these data", found)


def line(form: Form, found: Suggestion | None) -> None:
    """What suits other data, and why, with the button; once it is taken, with the way back."""
    if found is None:
        return
    taken = is_taken(form, found)
    if form["data.name"] == USUAL and not taken:
        return
    with st.container(key="suggestion", horizontal=True, wrap=False, vertical_alignment="center"):
        what = "As suggested" if taken else "Suggested"
        widgets.html(f'<div class="ts-muted">{what} for {escape(found.why)}</div>')
        if not taken:
            _button("Use this space", found)
        elif st.session_state.get(BEFORE):
            st.button("Undo", key="unsuggest", type="tertiary", on_click=_undo)


def _button(label: str, found: Suggestion) -> None:
    st.button(
        label,
        key="suggest",
        type="tertiary",
        icon=":material/wand_stars:",
        help=widgets.plain(
            f"For {found.why} It sets the model, what is searched and the patience; one click "
            "brings back what stood there."
        ),
        on_click=_take,
        args=(found,),
    )


def is_taken(form: Form, found: Suggestion) -> bool:
    """Whether the form says what is suggested."""
    return (
        form["model"] == found.model
        and form["patience"] == found.patience
        and form.draft.parameters == found.space.parameters
    )


def _fields(found: Suggestion) -> Fields:
    space = space_fields(catalog.family(found.model), found.space)
    return {"model": found.model, "patience": found.patience, **space}


def _take(found: Suggestion) -> None:
    new = _fields(found)
    kept: dict[str, Any] = {name: session.now(name) for name in new if session.has(name)}
    st.session_state[BEFORE] = kept | {"model": session.now("model")}
    _put(new)


def _undo() -> None:
    _put(st.session_state.pop(BEFORE, {}))


def _put(fields: Fields) -> None:
    for name, value in fields.items():
        session.put(name, value)
