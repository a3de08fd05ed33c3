"""How far a study's charts reach over its whole run, so that their axes stand still in a replay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tuning.analysis.curves import best_so_far
from tuning.analysis.gauge import course_of
from tuning.store.view import StudyView

Range = tuple[float, float]

FAR = 4.0
"""Values that reach over so many times where nine of ten lie have no range: one outlier would
press all others flat."""


@dataclass(frozen=True)
class Extents:
    """The least and the greatest of what is drawn; None where there is nothing to hold."""

    epochs: Range | None
    measures: dict[str, Range | None]
    """Of what each epoch measured, by the names of `tuning.metrics`."""
    scores: Range | None
    """Of the trials' scores, their deviations and the band of the corrected score included."""
    spent: dict[Literal["trials", "epochs", "seconds"], Range | None]
    """Trials, epochs and seconds when the last trial ended, from 0."""


def extents(view: StudyView) -> Extents:
    """Of all that is recorded of a study."""
    epochs = [e for k, curve in view.curves.items() if k[1].scores for e in curve]
    names = sorted({name for epoch in epochs for name in epoch.metrics})
    table = best_so_far(view)
    deviations = table["deviation"].fillna(0.0)
    ends = [*(table["score"] - deviations), *(table["score"] + deviations)]
    ends += [end for step in course_of(view) for end in (step.low, step.high)]
    last = {by: float(table[by].iloc[-1]) if len(table) else 0.0 for by in _SPENT}
    return Extents(
        epochs=_range(epoch.epoch for epoch in epochs),
        measures={n: _range(e.metrics[n] for e in epochs if n in e.metrics) for n in names},
        scores=_range(ends),
        spent={by: (0.0, end) if end > 0 else None for by, end in last.items()},
    )


_SPENT: tuple[Literal["trials", "epochs", "seconds"], ...] = ("trials", "epochs", "seconds")


def together(ranges: Iterable[Range | None]) -> Range | None:
    """The range that holds all of these; None if one of them has none."""
    found = list(ranges)
    known = [one for one in found if one is not None]
    if not known or len(known) < len(found):
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def _range(values: Iterable[float]) -> Range | None:
    known = np.array([v for v in values if np.isfinite(v)], dtype=float)
    if not len(known):
        return None
    low, high = float(known.min()), float(known.max())
    few, most = np.quantile(known, [0.05, 0.95])
    return None if high - low > FAR * max(most - few, 1e-12) and high > low else (low, high)
