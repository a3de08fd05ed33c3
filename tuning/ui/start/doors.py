"""Four ways in, as cards: each a picture, a sentence, and one link over the whole card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from tuning.store import EXAMPLE
from tuning.ui import cards, choose, pictures, widgets
from tuning.ui.pages import LEARN, LIVE, NEW_STUDY, RACE, Page


@dataclass(frozen=True)
class Door:
    """One way in."""

    name: str
    title: str
    text: str
    page: Page
    picture: str
    """The inside of an SVG, 160 wide and 64 high; what is drawn draws itself."""
    query: Mapping[str, str] = field(default_factory=dict)


SEARCH = """<path class="axis" d="M8 56H152M8 8V56"/>
<path class="drawn" pathLength="1" d="M10 50H22V40H36V31H58V24H88V17H124V13H152"/>
<g class="faint"><circle cx="16" cy="52" r="2.5"/><circle cx="30" cy="44" r="2.5"/>
<circle cx="46" cy="38" r="2.5"/><circle cx="72" cy="34" r="2.5"/><circle cx="104" cy="27" r="2.5"/>
<circle cx="138" cy="21" r="2.5"/></g>"""
RACING = """<path class="axis" d="M8 56H152M8 8V56"/>
<path class="drawn second" pathLength="1" d="M10 52H24V45H50V36H86V30H120V25H152"/>
<path class="drawn" pathLength="1" d="M10 54H30V40H44V27H70V19H110V14H152"/>"""
ROWS = (24, 36, 48)
TABLE = (
    '<g class="faint"><rect x="30" y="8" width="100" height="12" rx="2"/>'
    + "".join(
        f'<rect x="{x}" y="{y}" width="30" height="8" rx="2"/>' for x in (30, 65) for y in ROWS
    )
    + '</g><g class="full">'
    + "".join(f'<rect x="100" y="{y}" width="30" height="8" rx="2"/>' for y in ROWS)
    + "</g>"
)
LESSONS = """<path class="axis" d="M8 56H152M8 8V56"/>
<path class="drawn second" pathLength="1" d="M10 14C30 40 60 50 84 44S130 22 152 12"/>
<circle class="full" cx="88" cy="42" r="5"/>"""

DOORS = (
    Door(
        "see",
        "See a search",
        "A finished search plays again, trial by trial. Nothing is trained.",
        LIVE,
        SEARCH,
        {**choose.one(EXAMPLE), "at": "0t", "play": "1"},
    ),
    Door(
        "race",
        "Race two strategies",
        "The same digits, the same budget: which strategy gets there first? Ready to start.",
        RACE,
        RACING,
        choose.race_of_two(),
    ),
    Door(
        "bring",
        "Bring your own table",
        "A table (text, Excel, Parquet) with a column to predict. It stays on this machine.",
        NEW_STUDY,
        TABLE,
        {"bring": "1"},
    ),
    Door(
        "learn",
        "Learn",
        "Short lessons, each with a small network that trains as you move its controls.",
        LEARN,
        LESSONS,
    ),
)

INSIDE = """<style>
.axis {stroke: #8a949e; stroke-opacity: 0.5; fill: none}
.drawn {fill: none; stroke: #17937f; stroke-width: 2.5; stroke-dasharray: 1;
  animation: draw 6s ease-out infinite}
.second {stroke: #d97706}
.faint {fill: #8a949e; fill-opacity: 0.4}
.full {fill: #17937f}
@keyframes draw {from {stroke-dashoffset: 1} 60%, to {stroke-dashoffset: 0}}
@media (prefers-reduced-motion: reduce) {.drawn {animation: none}}
</style>"""
"""The looks of a picture: tones that are seen on white and on black."""
STYLE = (
    f"<style>{cards.linked('door-', gap=0.35, title=1.2)}"
    + """
.ts-door {min-height: 2.7em; opacity: 0.85}
.ts-picture {width: 100%; height: 5.2rem; display: block}
@media (max-width: 640px) {.ts-picture {height: 3.4rem} .ts-door {min-height: 0}}
</style>"""
)


def render() -> None:
    """The cards, in one row where there is room."""
    st.html(STYLE)
    for place, door in zip(st.columns(len(DOORS)), DOORS, strict=True):
        with place, st.container(border=True, key=f"door-{door.name}", height="stretch"):
            inside = f"{INSIDE}{door.picture}"
            widgets.html(pictures.svg(inside, 160, 64, "", 'class="ts-picture"'))
            st.page_link(door.page.script, label=door.title, query_params=dict(door.query))
            widgets.html(f'<div class="ts-door">{door.text}</div>')
