"""A winner's scores: where it was chosen, corrected for that, and on rows never used."""

from __future__ import annotations

from tuning import metrics
from tuning.honesty.numbers import places, ranged, span
from tuning.honesty.record import Honest, OnTest
from tuning.honesty.words._missing import NOTHING
from tuning.text.words import counted, score


def corrected_score(honest: Honest) -> str:
    """`0.71 (0.60 to 0.80)`; a dash where it is not known. For tables and badges."""
    if honest.corrected is None or honest.low is None or honest.high is None:
        return "–"
    return f"{_about(honest)}{ranged(honest.corrected, honest.low, honest.high)}"


def scores(honest: Honest) -> str:
    """The score where it was chosen, the corrected one with its interval, and the rows.

    What is missing is said, too.
    """
    if honest.chosen is None:
        return honest.missing or NOTHING
    on = f", on {counted(honest.rows, 'row')}" if honest.rows else ""
    if honest.corrected is None or honest.low is None or honest.high is None:
        told = f"Score where it was chosen: {score(honest.chosen)}{on}."
        return f"{told} {honest.missing}".rstrip()
    digits = places(honest.high - honest.low)
    if honest.trials <= 1 and honest.epochs <= 1:
        return (
            f"Score: {honest.chosen:,.{digits + 1}f} (90%: {span(honest.low, honest.high)}){on}. "
            "Nothing was chosen, so that it does not flatter."
        )
    return (
        f"Score where it was chosen: {honest.chosen:,.{digits + 1}f}. "
        f"Corrected for choosing {among(honest)}: {_about(honest)}"
        f"{honest.corrected:,.{digits}f} (90%: {span(honest.low, honest.high)}){on}."
        f"{_by_accuracy(honest)}"
    )


def among(honest: Honest) -> str:
    """`among 12 trials × 25 epochs`: what was chosen among."""
    trials, epochs = honest.trials, honest.epochs
    if trials <= 1:
        return f"among {epochs:,} epochs of one trial"
    each = f" × {epochs:,} epochs" if epochs > 1 else ""
    return f"among {trials:,} trials{each}"


def tested(on: OnTest) -> str:
    """`On 50 rows never used: 0.68 (0.57 to 0.78).`"""
    used = "which chose it, too" if on.chose else "never used"
    rows = f"{counted(on.rows, 'row')}{',' if on.chose else ''} {used}"
    if on.low is None or on.high is None:
        return f"On {rows}: {score(on.score)}."
    return f"On {rows}: {on.score:,.{places(on.high - on.low)}f} ({span(on.low, on.high)})."


def _by_accuracy(honest: Honest) -> str:
    """What people ask of a choice by log loss, too."""
    if honest.accuracy is None:
        return ""
    return f" The same choice has an accuracy of {honest.accuracy:.2f}, corrected."


def _about(honest: Honest) -> str:
    """Of quantities, wild trials are chosen in resamples: the corrected score is a bound."""
    if not honest.of_quantities:
        return ""
    return (
        "at least about " if metrics.MEASURES[honest.metric].better == "max" else "at most about "
    )
