"""A study as it was at a moment of its run: just what was recorded by then.

The view of a moment is a `StudyView` like any other, with keys of its own for what is kept under
them; so whatever is drawn from a view alone can be replayed.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from tuning.store.past import Past
from tuning.store.timeline import Unit
from tuning.store.view import StudyView

_LETTERS: dict[str, Unit] = {"t": "trials", "e": "epochs", "s": "seconds"}
_IN_A_LINK = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)([tes])", re.ASCII)
_DIGITS = 2
_lock = threading.Lock()
_pasts: WeakKeyDictionary[StudyView, Past] = WeakKeyDictionary()
"""Of the views that are in memory."""


@dataclass(frozen=True)
class Moment:
    """When so many trials had ended, so many epochs, or when a study had run so many seconds."""

    unit: Unit
    value: float

    @classmethod
    def of(cls, text: str) -> Moment | None:
        """Of a link: `12t`, `340e`, `7.5s`; None for anything else."""
        found = _IN_A_LINK.fullmatch(text.strip())
        return cls(_LETTERS[found[2]], float(found[1])) if found else None

    def __str__(self) -> str:
        return f"{round(self.value, _DIGITS):.12g}{self.unit[0]}"


def at(view: StudyView, moment: Moment) -> StudyView:
    """The study as it was then; at its end, the view itself.

    A trial then under way has no score yet, the study runs and has no test. What began again after
    a stop counts from when it did.
    """
    past = _past(view)
    happened, seconds = past.timeline.place(moment.unit, moment.value)
    return view if happened >= past.timeline.length else past.view(happened, seconds)


def total(view: StudyView, unit: Unit) -> float:
    """How much of a unit a study has in all: where its last moment is."""
    return _past(view).timeline.total(unit)


def convert(view: StudyView, moment: Moment, unit: Unit) -> Moment:
    """The same moment of a study by another unit."""
    if moment.unit == unit:
        return moment
    timeline = _past(view).timeline
    return Moment(unit, timeline.spent(unit, *timeline.place(moment.unit, moment.value)))


def _past(view: StudyView) -> Past:
    with _lock:
        known = _pasts.get(view)
        if known is None or known.timeline.change != view.change:
            known = _pasts[view] = Past(view)
        return known
