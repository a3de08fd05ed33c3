"""The fields of a new study as widgets: kept while pages change, each with its error beside it.

Every field lives in one dict of the session; a widget is seeded from it and written back to it, so
that a field whose widget is hidden for a while is not lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from tuning.study import StudySpec
from tuning.ui import widgets
from tuning.ui.draft import Draft, read
from tuning.ui.draft_fields import Fields, fields_of

DRAFT = "draft"
PREFIX = "field:"


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
            if PREFIX + name in st.session_state:
                fields[name] = st.session_state[PREFIX + name]
        return cls(fields, read(fields))

    def error(self, *names: str) -> None:
        """The sentences of these fields, if something is wrong with them."""
        for name in names:
            widgets.error(self.draft.errors.get(name))

    def _key(self, name: str, value: Any = None) -> str:
        """The widget's key, its state seeded from the field."""
        key = PREFIX + name
        if key not in st.session_state:
            st.session_state[key] = self.fields[name] if value is None else value
        return key

    def integer(self, name: str, title: str, help: str = "", **more: Any) -> None:
        step = more.pop("step", 1)
        st.number_input(
            title, value=None, step=step, key=self._key(name), help=help or None, **more
        )

    def number(self, name: str, title: str, help: str = "", **more: Any) -> None:
        step = more.pop("step", 0.01)
        key = self._key(name)
        st.number_input(
            title, value=None, step=step, format="%g", key=key, help=help or None, **more
        )

    def text(self, name: str, title: str, help: str = "", **more: Any) -> None:
        st.text_input(title, key=self._key(name), help=help or None, **more)

    def toggle(self, name: str, title: str, help: str = "") -> None:
        st.toggle(title, key=self._key(name), help=help or None)

    def select(
        self,
        name: str,
        title: str,
        options: Sequence[Any],
        help: str = "",
        format_func: Callable[[Any], str] = str,
        **more: Any,
    ) -> None:
        key = self._key(name)
        st.selectbox(title, options, key=key, help=help or None, format_func=format_func, **more)

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
            required=True,
            key=self._key(name),
            help=help or None,
            format_func=format_func,
            **more,
        )

    def pills(self, name: str, title: str, options: Sequence[Any], help: str = "") -> None:
        st.pills(
            title,
            options,
            selection_mode="multi",
            wrap=True,
            key=self._key(name),
            help=help or None,
            label_visibility="collapsed",
        )

    def names(self, name: str, title: str, options: Sequence[str], help: str = "") -> None:
        known = [value for value in self.fields[name] or [] if value in options]
        st.multiselect(title, options, key=self._key(name, known), help=help or None)

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
            key=self._key(name),
            captions=help,
            format_func=lambda option: shown[option],
            label_visibility="collapsed",
        )


def load(spec: StudySpec) -> None:
    """Begin from a spec: every field is as it says."""
    for key in [key for key in st.session_state if str(key).startswith(PREFIX)]:
        del st.session_state[key]
    st.session_state[DRAFT] = fields_of(spec)
