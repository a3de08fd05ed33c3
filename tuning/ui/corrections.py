"""Corrected scores in lists of studies: asked of the store for all lines at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from tuning.analysis import listing
from tuning.analysis.listing import Line
from tuning.analysis.raced import Race
from tuning.honesty.numbers import ranged
from tuning.store import Correction, StudyRecord
from tuning.store.honest import unreckoned
from tuning.ui import context

Corrected = Mapping[int, Correction]
"""By study, as far as it was reckoned."""


def in_order(found: Sequence[Line], sort: str) -> list[Line]:
    """All lines as the address wants them; corrected scores are asked of all only to sort by."""
    known: dict[int, float] = {}
    if sort.removeprefix("-") == listing.CORRECTED:
        every = context.store().corrections().items()
        known = {study: one.corrected for study, one in every if one.corrected is not None}
    return listing.in_order(found, sort, known)


def of_lines(shown: Sequence[Line]) -> Corrected:
    """The corrected scores of the lines that are shown, those of a race's studies included."""
    each = (line.studies if isinstance(line, Race) else (line,) for line in shown)
    return context.store().corrections([study.id for studies in each for study in studies])


def cell(study: StudyRecord, corrected: Corrected) -> str:
    """The number with its interval on hover; a dash, and why."""
    if study.best_score is None:
        return "–"
    found = corrected.get(study.id)
    if found is None or found.corrected is None or found.low is None or found.high is None:
        return f'<abbr title="{escape(found.missing if found else unreckoned(study))}">–</abbr>'
    told = ranged(found.corrected, found.low, found.high)
    return f'<span title="{told}, 90% interval">{told.partition(" (")[0]}</span>'
