"""A plateau: epochs that brought nothing, and what early stopping would have left out of them."""

from __future__ import annotations

import math

from tuning import strategies
from tuning.analysis.cards import changes
from tuning.analysis.cards._base import Action, Card, Known
from tuning.store.view import StudyView
from tuning.study import FitState
from tuning.text.words import percent

SAVED = 0.25
"""The part of the epochs that has to be saved to be worth a card; the replay itself is exact."""
PART = 5
"""A fifth of the epochs is waited for a better one, as `tuning.planning.suggest` has it."""
LEAST = 3


def plateau(known: Known) -> Card | None:
    """What early stopping would have saved, by going through the recorded epochs again, where the
    best trial would have kept its score."""
    spec, curve = known.spec, known.curve
    if spec.patience is not None or spec.objective.reduce != "best" or curve is None:
        return None
    if known.best is None or strategies.decides_epochs(spec):
        return None
    waits = patience(len(curve.epochs))
    best = int(curve.cost.argmin())
    if len(curve.epochs) < 2 * PART or not _keeps(known, waits, best):
        return None
    saved, trained = _spared(known, waits)
    if saved < SAVED * trained:
        return None
    text = (
        f"Trial {known.best.number} is at its best in epoch {curve.epochs[best]} of "
        f"{curve.epochs[-1]}. Fits that end after {waits} epochs without a better one would have "
        f"left out {percent(saved / trained)} of the epochs, and it would have had the same score."
    )
    figures = (
        ("Best epoch", f"{curve.epochs[best]:,} of {curve.epochs[-1]:,}"),
        ("Epochs to save", percent(saved / trained)),
    )
    action = Action("Stop early", "study", changes.stopping_early(spec, waits))
    return Card("look", "plateau", text, figures, "curves", action, 35 + 9 * saved / trained)


def patience(epochs: int) -> int:
    """How many epochs are waited for a better one, in fits of so many."""
    return max(round(epochs / PART), LEAST)


def _keeps(known: Known, waits: int, best: int) -> bool:
    """Whether each of the best trial's fits would have come to its best epoch."""
    assert known.best is not None
    ends = [end for end, _ in _ends(known.view, known.best.number, waits)]
    return bool(ends) and best < min(ends)


def _spared(known: Known, waits: int) -> tuple[int, int]:
    """Epochs that would not have been trained, and all that were, of the trials looked at."""
    ends = [one for t in known.sample for one in _ends(known.view, t.number, waits)]
    return sum(of - end for end, of in ends), sum(of for _, of in ends)


def _ends(view: StudyView, number: int, waits: int) -> list[tuple[int, int]]:
    """Of each completed fit of a trial: after how many epochs it would have ended, and did."""
    objective, found = view.study.spec.objective, []
    for fit in view.fits_of(number):
        epochs = view.curves.get(fit.key, [])
        if not (fit.kind.scores and fit.state is FitState.COMPLETED and epochs):
            continue
        best, since, end = math.inf, 0, len(epochs)
        for place, epoch in enumerate(epochs):
            value = objective.value(epoch.metrics)
            cost = math.inf if value is None else objective.cost(value)
            best, since = (cost, 0) if cost < best else (best, since + 1)
            if since >= waits:
                end = place + 1
                break
        found.append((end, len(epochs)))
    return found
