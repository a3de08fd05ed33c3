"""What a trial's model is like by every measure, and not by its score alone: at its kept epoch."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import islice

from tuning.metrics import MEASURES, Measure
from tuning.store.view import StudyView

LOOKED_AT = 50
"""Fits by which it is known what a study measures: the latest."""


def measured(view: StudyView) -> list[Measure]:
    """What a study's epochs have on validation rows, in the order of `MEASURES`.

    Studies of earlier versions have fewer.
    """
    scored = (curve for key, curve in reversed(view.curves.items()) if key[1].scores)
    names = {name for curve in islice(scored, LOOKED_AT) if curve for name in curve[-1].metrics}
    return [measure for measure in MEASURES.values() if measure.validation in names]


def besides(view: StudyView) -> list[Measure]:
    """Those of them that the score is not made of."""
    own = view.study.spec.objective
    return [measure for measure in measured(view) if measure.validation != own.metric]


def kept(view: StudyView, number: int, measures: Iterable[Measure]) -> dict[str, float | None]:
    """A trial's values on validation rows by the measures' names, each the mean over its fits.

    Of the epoch that makes up its score; None where that has none.
    """
    fits = [fit for fit in view.fits_of(number) if fit.kind.scores]
    curves = [[epoch.metrics for epoch in view.curves.get(fit.key, [])] for fit in fits]
    places = view.study.spec.kept_epochs(curves)
    pairs = zip(curves, places, strict=True)
    found = [curve[place] for curve, place in pairs if place is not None]
    return {
        measure.name: _mean(row[measure.validation] for row in found if measure.validation in row)
        for measure in measures
    }


def _mean(values: Iterable[float]) -> float | None:
    known = list(values)
    return math.fsum(known) / len(known) if known else None
