"""A card as HTML, without buttons, for the app and for a report; `browser/cards/` has its looks."""

from __future__ import annotations

from html import escape

from tuning.analysis.cards._base import Card, Level
from tuning.text import names

LEVELS: dict[Level, str] = {"careful": "Careful", "look": "Look", "passed": "Passed"}
"""What a level is called, the weightiest first."""


def html(card: Card, brief: bool = False) -> str:
    """Level by icon, word and colour, the sentence; its figures, unless it is to be brief."""
    numbers = "".join(
        f"<div><dt>{escape(what)}</dt><dd>{escape(number)}</dd></div>"
        for what, number in card.figures
    )
    told = f"<dl>{numbers}</dl>" if numbers and not brief else ""
    level = f'<span class="ts-level">{LEVELS[card.level]}</span>'
    text = f"<p>{names.isolated(escape(card.text))}</p>"
    return f'<div class="ts ts-card ts-{card.level}">{level}<div>{text}{told}</div></div>'
