"""The fields of a new study as the session keeps them, while pages change and widgets come and go.

All fields live in one dict; a widget's key is made from its field's name and a number. A field
that the app sets gets a new widget, with another number. A click may come from a browser that has
not heard of the new value, and says the old one again with it: that click is stale, and ignored,
because its key no longer exists.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from tuning.study import StudySpec
from tuning.ui.new_study.fields import Fields, complete, fields_of

DRAFT = "draft"
WIDGETS = "widgets"
"""How many widgets each field has had in this session."""


def taken_over(start: StudySpec) -> Fields:
    """The fields, updated from their widgets; those of `start` if there are none yet."""
    if DRAFT not in st.session_state:
        load(start)
    fields: Fields = st.session_state[DRAFT]
    for name in fields:
        if key(name) in st.session_state:
            fields[name] = st.session_state[key(name)]
    complete(fields, fields["model"])
    return fields


def load(spec: StudySpec, kept: str | None = None) -> None:
    """Sets every field from a spec, except those whose names begin with `kept`."""
    old: Fields = st.session_state.get(DRAFT, {})
    fields = fields_of(spec)
    restore(fields | {n: old[n] for n in fields if kept and n.startswith(kept)})


def restore(fields: Fields) -> None:
    """Sets all fields."""
    st.session_state[DRAFT] = {}
    for name, value in fields.items():
        put(name, value)


def put(name: str, value: Any) -> None:
    """Sets a field."""
    st.session_state[DRAFT][name] = value
    renew(name)


def has(name: str) -> bool:
    """Whether the form has a field of that name, such as one of a model that was chosen."""
    return name in st.session_state[DRAFT]


def before(name: str) -> Any:
    """What a field said in the last run."""
    return st.session_state[DRAFT][name]


def now(name: str) -> Any:
    """What a field says now, for callbacks: they are called before the run."""
    return st.session_state.get(key(name), before(name))


def key(name: str) -> str:
    """The key of the widget that a field has now."""
    return f"field:{name}:{_widgets().get(name, 0)}"


def renew(name: str) -> str:
    """Gives a field another widget; returns its key."""
    _widgets()[name] = _widgets().get(name, 0) + 1
    return key(name)


def _widgets() -> dict[str, int]:
    widgets: dict[str, int] = st.session_state.setdefault(WIDGETS, {})
    return widgets
