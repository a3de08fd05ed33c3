"""The field's words and the strategies, each in a sentence."""

from __future__ import annotations

from html import escape

import streamlit as st

from tuning.strategies import GROUPS, STRATEGIES
from tuning.text import glossary
from tuning.ui import widgets


def render() -> None:
    """The strategies by how they choose, and the glossary."""
    with st.container(border=True):
        widgets.head("Strategies", "how each chooses the next configuration")
        for group, about in GROUPS.items():
            widgets.head(group, about, level=3)
            found = [one for one in STRATEGIES.values() if one.group == group]
            _list([(widgets.strategy(one.name), one.help) for one in found])
    with st.container(border=True):
        widgets.head("Words of the field")
        _list([(escape(word.capitalize()), told) for word, told in sorted(glossary.TERMS.items())])


def _list(items: list[tuple[str, str]]) -> None:
    lines = "".join(f"<dt>{name}</dt><dd>{escape(told)}</dd>" for name, told in items)
    widgets.html(f'<dl class="ts-words">{lines}</dl>')
