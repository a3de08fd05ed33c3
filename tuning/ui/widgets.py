"""Small pieces that several pages share: the style sheet, states, numbers, sentences.

Texts that come from people are escaped here, in Markdown by `plain`. Must not import the store or
an engine.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any, Literal

import numpy as np
import streamlit as st

from tuning import browser
from tuning.strategies import STRATEGIES
from tuning.text import glossary, names
from tuning.text.names import markdown as plain  # noqa: F401 -- every page writes names through it
from tuning.text.words import counted as counted
from tuning.text.words import places
from tuning.text.words import score as score
from tuning.ui import terms

_SHEETS = (
    Path(__file__).parent / "theme.css",
    *(browser.FOLDER / name / "style.css" for name in ("cards", "controls", "scale")),
)
_CSS = "".join(path.read_text(encoding="utf-8") for path in _SHEETS)

STATES = {
    "QUEUED": ("waiting", "#8a949e"),
    "WAITING": ("waiting", "#8a949e"),
    "PAUSED": ("paused", "#b07d2b"),
    "RUNNING": ("running", "#2f7ed8"),
    "STOPPING": ("stopping", "#e0a100"),
    "STOPPED": ("stopped", "#b07d2b"),
    "INTERRUPTED": ("interrupted", "#d97706"),
    "COMPLETED": ("completed", "#17937f"),
    "FAILED": ("failed", "#d9534f"),
}
"""What a state is called and its tone, of studies, trials and fits alike."""
UNKNOWN = "#8a949e"
"""The colour of a strategy that this version does not know."""
ROW_HEIGHT = 35
"""Pixels of a row of Streamlit's tables."""


def style(more: str = "") -> None:
    """The style sheet, with what a page has of its own; once at the top of a page."""
    st.html(f"<style>{_CSS}{more}</style>")


def title(name: str) -> None:
    """A page's title that is a name: as it is, cut where it is long, whole on hover."""
    html(f'<h1 class="ts-title">{names.html(name, names.LONG)}</h1>')


def html(text: str) -> None:
    """A block of our own HTML in the page's font."""
    st.html(f'<div class="ts">{text}</div>')


def score_format(scores: Iterable[float | None]) -> str:
    """How a table writes scores of such size, all with the same places."""
    known = np.abs([value for value in scores if value is not None and math.isfinite(value)])
    return f"%.{places(float(np.median(known)) if len(known) else 0.0)}f"


def table_height(rows: int, most: int) -> int:
    """Pixels of a table that has no empty rows below its own; it scrolls beyond `most`."""
    return min(most, ROW_HEIGHT * (rows + 1) + 3)


def state(name: str) -> str:
    """A state as a small label; one that will change by itself pulses."""
    text, tone = STATES.get(name, (name.lower(), "#8a949e"))
    return label(text, tone, pulse=name in ("QUEUED", "RUNNING", "STOPPING"))


def label(text: str, tone: str, *, pulse: bool = False) -> str:
    moving = " ts-pulse" if pulse else ""
    dot_html = f'<i class="ts-dot{moving}"></i>'
    return f'<span class="ts-state" style="--tone:{tone}">{dot_html}{escape(text)}</span>'


def label_beside(text: str, tone: str, *, pulse: bool = False) -> None:
    """A label as wide as its text."""
    st.html(f'<div class="ts">{label(text, tone, pulse=pulse)}</div>', width="content")


def popover(label: str, name: str, icon: str, width: Literal["stretch", "content"]) -> Any:
    """A popover that `close` can close from a callback."""
    return st.popover(label, icon=icon, width=width, key=_popover(name), on_change="rerun")


def close(name: str) -> None:
    """Closes a popover; call it before the page runs."""
    st.session_state[_popover(name)] = False


def opened(name: str) -> None:
    """Opens a popover; call it before it is drawn."""
    st.session_state[_popover(name)] = True


def _popover(name: str) -> str:
    return f"popover-{name}"


def dot(color: str) -> str:
    return f'<i class="ts-dot" style="background:{color}"></i>'


def strategy(name: str) -> str:
    """A strategy's dot and title; grey if this version does not know it."""
    known = STRATEGIES.get(name)
    color, title = (known.color, known.title) if known else (UNKNOWN, name)
    return f"{dot(color)}{escape(title)}"


def head(title: str, remark: str = "", level: int = 2) -> None:
    """A card's heading, with a quiet remark beside it; of `level` 3, and below, within a card."""
    heading = f"<h{level}>{terms.html(title)}</h{level}>"
    html(f'<div class="ts-head">{heading}<span>{terms.html(remark)}</span></div>')


def the_article() -> None:
    """Which article is meant; once on each page that mentions it."""
    st.caption(glossary.THE_ARTICLE)


def stats(items: Iterable[tuple[str, str, str]], whole: Mapping[str, str] | None = None) -> None:
    """Numbers side by side: what it is, the number, a remark.

    `whole`: by what it is, a sentence that is shown on hover.
    """
    told = {what: f' title="{escape(text)}"' for what, text in (whole or {}).items() if text}
    cells = "".join(
        f'<div class="ts-stat"{told.get(what, "")}><div>{terms.html(what)}</div>'
        f"<div>{escape(number)}</div><div>{escape(remark)}</div></div>"
        for what, number, remark in items
    )
    html(f'<div class="ts-stats">{cells}</div>')


def error(sentence: str | None) -> None:
    """One sentence beside the field that is wrong; nothing if none is."""
    if sentence:
        html(f'<div class="ts-error" role="alert">{escape(sentence)}</div>')


def waiting(text: str, height: int) -> None:
    """A box in place of a figure that has nothing to show yet; `text` says what it waits for."""
    html(f'<div class="ts-wait" style="height:{height}px"><div>{escape(text)}</div></div>')


def values(items: Iterable[tuple[str, str, bool]]) -> None:
    """Names and values; a quiet one is pale."""
    cells = "".join(
        f'<div class="{"ts-quiet" if quiet else ""}">{escape(name)}</div>'
        f'<div class="{"ts-quiet" if quiet else ""}">{escape(value)}</div>'
        for name, value, quiet in items
    )
    html(f'<div class="ts-values">{cells}</div>')


def ago(seconds: float) -> str:
    """`just now`, `5 min ago`, `3 h ago`, `2 days ago`."""
    if seconds < 60:
        return "just now"
    for size, unit in ((86400, "day"), (3600, "h"), (60, "min")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if unit == 'day' and count > 1 else ''} ago"
    return ""


def people(count: int) -> str:
    """`1 person`, `12 people`."""
    return f"{count:,} {'person' if count == 1 else 'people'}"


def chips(texts: Iterable[str]) -> None:
    """Values as they were read, each by itself."""
    found = "".join(f"<span>{escape(text)}</span>" for text in texts)
    html(f'<div class="ts-chips">{found}</div>')
