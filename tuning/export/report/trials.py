"""The table of trials as a report shows it: texts, and what the columns are sorted by."""

from __future__ import annotations

from typing import Any, NamedTuple

from tuning import analysis
from tuning.metrics import METRICS
from tuning.space import show
from tuning.store.view import StudyView
from tuning.text.words import score

MOST_ROWS = 1000
"""Of more trials, the best and the latest are listed."""


class Cell(NamedTuple):
    """One cell: its column, what is read, and what its column is sorted by."""

    column: str
    text: str
    value: str


class TrialTable(NamedTuple):
    """The table at its end; the browser takes back what was not known at an earlier moment."""

    columns: list[tuple[str, str]]
    """Names, and what people read above them."""
    rows: list[tuple[int, list[Cell]]]
    """Each trial's number, and its cells."""
    left_out: int


def trial_table(view: StudyView) -> TrialTable:
    """Every trial by number, with what differs between them."""
    numbers = view.numbers
    if len(numbers) > MOST_ROWS:
        best = analysis.best_of(view, MOST_ROWS // 2)
        latest = [n for n in reversed(numbers) if n not in best][: MOST_ROWS - len(best)]
        numbers = sorted([*best, *latest])
    table = analysis.trial_table(view, numbers, analysis.besides(view))
    if view.study.spec.evaluation.fits == 1:
        del table["deviation"], table["fits"]
    if tied := analysis.tied(view):
        table["tied"] = [tied.get(number, "") for number in numbers]
    if not any(table["note"]):
        del table["note"]
    first = [name for name in _FIRST if name in table]
    names = [*first, *(name for name in table if name not in first)]
    rows = [
        (number, [_cell(name, table[name][row]) for name in names])
        for row, number in enumerate(table["number"])
    ]
    columns = [(name, _title(view, name)) for name in names]
    return TrialTable(columns, rows, len(view.trials) - len(rows))


_FIRST = ("number", "state", "score", "tied")
_TITLES = {
    "number": "Trial",
    "state": "State",
    "score": "Score",
    "deviation": "± deviation",
    "tied": "Tied",
    "fits": "Fits",
    "seconds": "Seconds",
    "note": "What went wrong",
}


def _title(view: StudyView, name: str) -> str:
    if name in METRICS:
        return METRICS[name].title
    return _TITLES.get(name) or analysis.title_of(view.study, name)


def _cell(name: str, value: Any) -> Cell:
    if name == "state":
        return Cell(name, value.lower(), value)
    if name in ("score", "deviation") or name in METRICS:
        return Cell(name, score(value), "" if value is None else repr(value))
    if name == "seconds":
        return Cell(name, f"{value:.1f}", repr(value))
    return Cell(name, show(value), "" if value is None else str(value))
