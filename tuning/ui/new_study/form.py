"""The fields of a new study as widgets, each with its error beside it.

A widget begins with what its field in `session` says, and is written back to it at the next run,
so that a field whose widget is hidden for a while is not lost. It begins with it as its default: a
value set through the session's state comes to the browser after the widget, and a click in between
would say that the field is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from tuning.learn import links
from tuning.study import StudySpec
from tuning.ui import widgets
from tuning.ui.new_study import following, session
from tuning.ui.new_study.draft import Draft, read
from tuning.ui.new_study.fields import Fields
from tuning.ui.new_study.session import key

TERMS = {
    "evaluation.fraction": "validation share",
    "evaluation.folds": "fold",
    "evaluation.executions": "execution",
    "objective.metric": "metric",
    "objective.reduce": "objective",
    "patience": "early stopping",
    "data.task": "task",
    "training_seconds": "budget",
}
"""What Learn calls that which a field sets, where the field's own name does not say so."""


@dataclass
class Form:
    """The fields as they stand in this run, and what they say."""

    fields: Fields
    draft: Draft

    @classmethod
    def of_session(cls, start: StudySpec) -> Form:
        """The session's form; `start` if there is none yet."""
        fields = session.taken_over(start)
        following.settle(fields)
        return cls(fields, read(fields))

    def __getitem__(self, name: str) -> Any:
        """What a field says."""
        return self.fields[name]

    def error(self, *names: str) -> None:
        """The error messages of these fields, if something is wrong with them."""
        for name in names:
            widgets.error(self.draft.errors.get(name))

    def integer(self, name: str, title: str, help: str = "", **more: Any) -> None:
        self._number(name, title, help, int, {"step": 1} | more)

    def number(self, name: str, title: str, help: str = "", **more: Any) -> None:
        self._number(name, title, help, float, {"step": 0.01, "format": "%.12g"} | more)

    def _number(self, name: str, title: str, help: str, kind: type, more: dict[str, Any]) -> None:
        given = self[name]
        value = None if given is None else kind(given)
        st.number_input(title, value=value, key=key(name), help=self._help(name, help), **more)

    def text(self, name: str, title: str, help: str = "", **more: Any) -> None:
        st.text_input(title, value=self[name], key=key(name), help=self._help(name, help), **more)

    def toggle(self, name: str, title: str, help: str = "") -> None:
        st.toggle(title, value=self[name], key=key(name), help=self._help(name, help))

    def select(
        self, name: str, title: str, options: Sequence[Any], help: str = "", **more: Any
    ) -> None:
        """One of the options, from a list. Here and below, `more` is for Streamlit's own widget."""
        chosen = self._index(name, options)
        st.selectbox(
            title, options, index=chosen, key=key(name), help=self._help(name, help), **more
        )

    def segments(
        self, name: str, title: str, options: Sequence[Any], help: str = "", **more: Any
    ) -> None:
        """One of a few options, all in sight."""
        said = {"key": key(name), "help": self._help(name, help), "default": self[name]}
        st.segmented_control(title, options, required=True, **said, **more)

    def pills(self, name: str, title: str, options: Sequence[Any], **more: Any) -> None:
        """Any of a few options, all in sight."""
        said = {"key": key(name), "default": self[name], "label_visibility": "collapsed"}
        st.pills(title, options, selection_mode="multi", wrap=True, **said, **more)

    def names(self, name: str, title: str, options: Sequence[str], help: str = "") -> None:
        """Any of many options, by name; those that are gone are left out."""
        known = [value for value in self[name] or [] if value in options]
        st.multiselect(title, options, default=known, key=key(name), help=self._help(name, help))

    def radio(
        self,
        name: str,
        title: str,
        options: Sequence[Any],
        titles: Sequence[str],
        help: Sequence[str],
        **more: Any,
    ) -> None:
        """One of the options, each with its title and, below it, what it means."""
        shown = dict(zip(options, titles, strict=True))
        st.radio(
            title,
            options,
            index=self._index(name, options),
            key=key(name),
            captions=help,
            format_func=lambda option: shown[option],
            label_visibility="collapsed",
            **more,
        )

    def _help(self, name: str, text: str) -> str | None:
        """A field's help, with the way to the page that explains it."""
        address = links.address(self._explained_as(name)) if text else None
        return f"{text} [Learn more]({address})" if address else text or None

    def _explained_as(self, name: str) -> str:
        """What Learn calls that which a field sets."""
        place, _, rest = name.partition(".")
        if place == "strategy":
            return str(self["strategy.name"])
        return rest.split(".")[0] if place == "space" else TERMS.get(name, name)

    def _index(self, name: str, options: Sequence[Any]) -> int | None:
        value = self[name]
        return options.index(value) if value in options else None
