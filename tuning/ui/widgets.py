"""Small pieces that several pages share: the style sheet, states, numbers, sentences, pictures.

Texts that come from people are escaped here, in Markdown by `plain`. Must not import the store or
an engine.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import streamlit as st

from tuning import browser
from tuning.space import AnyParameter, Float, Int, show
from tuning.space.spelling import spell
from tuning.strategies import STRATEGIES
from tuning.text import glossary, names
from tuning.text.names import markdown as plain  # noqa: F401 -- every page writes names through it
from tuning.text.words import places
from tuning.text.words import score as score
from tuning.ui import terms

_SHEETS = (
    Path(__file__).parent / "theme.css",
    *(browser.FOLDER / name / "style.css" for name in ("cards", "scale")),
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
MOST_DOTS = 65
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


def plural(count: int, noun: str) -> str:
    """`1 trial`, `1,200 trials`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def people(count: int) -> str:
    """`1 person`, `12 people`."""
    return f"{count:,} {'person' if count == 1 else 'people'}"


# -- where values fall ---------------------------------------------------------------------------


def strip(parameter: AnyParameter, points: int | None = None) -> None:
    """A picture of a range: its values as the search sees them, `points` of them in a grid."""
    if isinstance(parameter, Int | Float):
        html(strip_html(parameter, points))


def strip_html(parameter: Int | Float, points: int | None = None) -> str:
    mid = _middle(parameter, parameter.scale == "log")
    ends = [(0, spell(parameter.low)), (50, show(mid)), (100, spell(parameter.high))]
    labels = "".join(f'<span style="left:{at}%">{value}</span>' for at, value in ends)
    return (
        f'<div class="ts-strip">{marks(parameter, points)}'
        f'<div class="ts-strip-ends">{labels}</div></div>'
    )


def marks(parameter: AnyParameter, points: int | None = None) -> str:
    """Where the values fall, as a line of dots: of a range that is drawn from, as a bar."""
    is_range = isinstance(parameter, Int | Float)
    dots = not is_range or parameter.is_finite or points is not None
    if not dots or len(parameter.points(points or MOST_DOTS + 1)) > MOST_DOTS:
        return '<div class="ts-strip-line"><b></b></div>'
    found = parameter.points(points)
    if isinstance(parameter, Int | Float):
        places = [parameter.position(float(v)) for v in found if v is not None]
    else:
        places = [(k + 0.5) / len(found) for k in range(len(found))]
    drawn = "".join(f'<i style="left:{100 * place:.2f}%"></i>' for place in places)
    return f'<div class="ts-strip-line">{drawn}</div>'


def _middle(parameter: Int | Float, is_log: bool) -> float:
    low, high = parameter.low, parameter.high
    mid = math.sqrt(low * high) if is_log else (low + high) / 2
    return round(mid) if isinstance(parameter, Int) else mid


def chips(texts: Iterable[str]) -> None:
    """Values as they were read, each by itself."""
    found = "".join(f"<span>{escape(text)}</span>" for text in texts)
    html(f'<div class="ts-chips">{found}</div>')


def spread(parts: Sequence[float], mean: float, deviation: float) -> None:
    """A picture of what a score is made of: its parts as dots, mean ± deviation as a bar."""
    ends = [*parts, mean - deviation, mean + deviation]
    low, width = min(ends), (max(ends) - min(ends)) or 1.0

    def at(value: float) -> str:
        return f"{100 * (value - low) / width:.2f}%"

    dots = "".join(f'<i style="left:{at(part)}"></i>' for part in parts)
    bar = f'<b style="left:{at(mean - deviation)};width:{100 * 2 * deviation / width:.2f}%"></b>'
    told = f"mean {score(mean)}, deviation {score(deviation)}"
    html(
        f'<div class="ts-spread" role="img" aria-label="{told}" title="{told}">'
        f'{bar}<u style="left:{at(mean)}"></u>{dots}</div>'
        f'<div class="ts-spread-ends"><span>{score(min(ends))}</span>'
        f"<span>mean ± deviation, and each fit</span><span>{score(max(ends))}</span></div>"
    )


def bare(table: pd.DataFrame) -> Any:
    """The columns as Arrow without pandas' metadata: 2 KB less."""
    import pyarrow as pa  # type: ignore[import-untyped]

    return pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)


# -- small images --------------------------------------------------------------------------------


def tiles(images: np.ndarray, captions: Sequence[str], *, highest: float, across: int) -> str:
    """Images (n, height, width, channels if any) in rows of `across`, with captions, as HTML."""
    figures = "".join(
        f'<figure><img alt="Picture of {told}" title="{told}" src="{_png(image, highest)}">'
        f'<figcaption aria-hidden="true">{told}</figcaption></figure>'
        for image, told in zip(images, map(escape, captions), strict=True)
    )
    return f'<div class="ts-tiles" style="--across:{across}">{figures}</div>'


def picture(inside: str, width: int, height: int, told: str, attributes: str = "") -> str:
    """An SVG as an image: Streamlit takes one out of a page's HTML. `told` is what it shows."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">{inside}</svg>'
    )
    source = base64.b64encode(svg.encode()).decode()
    return (
        f'<img alt="{escape(told)}" title="{escape(told)}" {attributes} '
        f'src="data:image/svg+xml;base64,{source}">'
    )


def _png(image: np.ndarray, highest: float) -> str:
    from PIL import Image

    grey = np.clip(np.asarray(image, dtype=float) * (255.0 / (highest or 1.0)), 0, 255)
    buffer = io.BytesIO()
    Image.fromarray(grey.astype(np.uint8)).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
