"""What was assumed when own data were read, what was left out, and what should be looked at."""

from __future__ import annotations

from collections.abc import Sequence

from tuning.study import DataSpec
from tuning.text import names
from tuning.ui import widgets
from tuning.ui.new_study.dataset import table_of, warnings_of
from tuning.ui.new_study.target import guess

AS_BEFORE = (
    "It is read as the study was that this one is copied from, by rules of an earlier version; "
    "with any change of the target or a column it is read by today's."
)
MOST = 4
"""Sentences of a kind that are shown at once; a click shows the others."""


def section(data: DataSpec) -> None:
    """A line a warning, then what was assumed, quietly."""
    table = table_of(data) if data.is_table else None
    assumed = [*guess(data), *(table.notes if table else ())]
    assumed += [AS_BEFORE] if data.is_table and data.rules == 1 else []
    warned = "".join(_folded([_warning(sentence) for sentence in warnings_of(data)]))
    quiet = "".join(_folded([f"<span>{names.html(sentence)} </span>" for sentence in assumed]))
    if warned or quiet:
        widgets.html(f'<div class="ts-read-as">{warned}<div class="ts-muted">{quiet}</div></div>')


def _folded(told: Sequence[str]) -> list[str]:
    """The first few, and the others behind a line that opens."""
    first, rest = told[:MOST], told[MOST:]
    if not rest:
        return list(first)
    more = f"<summary>{len(rest):,} more</summary>{''.join(rest)}"
    return [*first, f"<details>{more}</details>"]


def _warning(sentence: str) -> str:
    return f'<div class="ts-warns" role="note">{names.html(sentence)}</div>'
