"""The fields of a new study as widgets: kept while pages change, each with its error beside it.

Every field lives in one dict of the session; a widget begins with it and is written back to it, so
that a field whose widget is hidden for a while is not lost. It begins with it as its default: a
value set through the session's state comes to the browser after the widget, and a click in between
would say that the field is empty.

A field that the app sets gets another widget. A click may come from a browser that has not heard
of the new value, and says the old one again with it: of a widget that is no more, nobody listens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from tuning.study import StudySpec
from tuning.ui import widgets
from tuning.ui.new_study.draft import Draft, read
from tuning.ui.new_study.fields import Fields, complete, fields_of

DRAFT = "draft"
WIDGETS = "widgets"
"""How many widgets each field has had in this session."""


@dataclass
class Form:
    """The fields as they stand in this run, and what they say."""

    fields: Fields
    draft: Draft

    @classmethod
    def of_session(cls, start: StudySpec) -> Form:
        """The session's form; `start` if there is none yet."""
        if DRAFT not in st.session_state:
            load(start)
        fields: Fields = st.session_state[DRAFT]
        for name in fields:
            if key(name) in st.session_state:
                fields[name] = st.session_state[key(name)]
        complete(fields, fields["model"])
        return cls(fields, read(fields))

    def error(self, *names: str) -> None:
        """The sentences of these fields, if something is wrong with them."""
        for name in names:
            widgets.error(self.draft.errors.get(name))

    def integer(self, name: str, title: str, help: str = "", **more: Any) -> None:
        self._number(name, title, help, int, {"step": 1} | more)

    def number(self, name: str, title: str, help: str = "", **more: Any) -> None:
        self._number(name, title, help, float, {"step": 0.01, "format": "%.6g"} | more)

    def _number(self, name: str, title: str, help: str, kind: type, more: dict[str, Any]) -> None:
        given = self.fields[name]
        value = None if given is None else kind(given)
        st.number_input(title, value=value, key=key(name), help=help or None, **more)

    def text(self, name: str, title: str, help: str = "", **more: Any) -> None:
        st.text_input(title, value=self.fields[name], key=key(name), help=help or None, **more)

    def toggle(self, name: str, title: str, help: str = "") -> None:
        st.toggle(title, value=self.fields[name], key=key(name), help=help or None)

    def select(
        self,
        name: str,
        title: str,
        options: Sequence[Any],
        help: str = "",
        format_func: Callable[[Any], str] = str,
        **more: Any,
    ) -> None:
        st.selectbox(
            title,
            options,
            index=self._index(name, options),
            key=key(name),
            help=help or None,
            format_func=format_func,
            **more,
        )

    def segments(
        self,
        name: str,
        title: str,
        options: Sequence[Any],
        help: str = "",
        format_func: Callable[[Any], str] = str,
        **more: Any,
    ) -> None:
        st.segmented_control(
            title,
            options,
            default=self.fields[name],
            required=True,
            key=key(name),
            help=help or None,
            format_func=format_func,
            **more,
        )

    def pills(self, name: str, title: str, options: Sequence[Any], help: str = "") -> None:
        st.pills(
            title,
            options,
            selection_mode="multi",
            default=self.fields[name],
            wrap=True,
            key=key(name),
            help=help or None,
            label_visibility="collapsed",
        )

    def names(self, name: str, title: str, options: Sequence[str], help: str = "") -> None:
        known = [value for value in self.fields[name] or [] if value in options]
        st.multiselect(title, options, default=known, key=key(name), help=help or None)

    def radio(
        self,
        name: str,
        title: str,
        options: Sequence[Any],
        titles: Sequence[str],
        help: Sequence[str],
    ) -> None:
        shown = dict(zip(options, titles, strict=True))
        st.radio(
            title,
            options,
            index=self._index(name, options),
            key=key(name),
            captions=help,
            format_func=lambda option: shown[option],
            label_visibility="collapsed",
        )

    def _index(self, name: str, options: Sequence[Any]) -> int | None:
        value = self.fields[name]
        return options.index(value) if value in options else None


def load(spec: StudySpec, kept: str | None = None) -> None:
    """Begin from a spec: every field is as it says, but those whose names begin with `kept`."""
    old: Fields = st.session_state.get(DRAFT, {})
    fields = fields_of(spec)
    restore(fields | {n: old[n] for n in fields if kept and n.startswith(kept)})


def restore(fields: Fields) -> None:
    """Begin from fields: every one is as it stands there."""
    st.session_state[DRAFT] = {}
    for name, value in fields.items():
        put(name, value)


def put(name: str, value: Any) -> None:
    """Sets a field."""
    st.session_state[DRAFT][name] = value
    renew(name)


def before(name: str) -> Any:
    """What a field said in the last run."""
    return st.session_state[DRAFT][name]


def now(name: str) -> Any:
    """What a field says, for what is called before a run."""
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
