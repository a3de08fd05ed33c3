"""Overfitting: the gap between training and validation grows."""

from __future__ import annotations

from tuning.analysis.cards import changes
from tuning.analysis.cards._base import Action, Card, Known, MeanCurve
from tuning.analysis.cards._trend import rising, still_gains
from tuning.analysis.cards.plateau import patience
from tuning.text.words import score


def overfitting(known: Known) -> Card | None:
    """The card, where validation loss rises while training loss falls; else None."""
    curve = known.curve
    begin = rising(curve) if curve is not None else None
    if known.best is None or curve is None or begin is None or still_gains(curve, begin):
        return None
    last, objective = len(curve.epochs) - 1, known.spec.objective
    loss, val = curve.loss, curve.val_loss
    rise = float(val[last] / val[begin]) - 1 if val[begin] else 1.0
    is_kept = objective.reduce == "best"
    text = (
        f"From epoch {curve.epochs[begin]} on, trial {known.best.number} learns its training rows "
        f"by heart: its training loss falls from {score(loss[begin])} to {score(loss[last])} by "
        f"epoch {curve.epochs[last]}, its validation loss rises from {score(val[begin])} to "
        f"{score(val[last])}."
    )
    if not is_kept:
        text += " The score is that of the last epochs."
    figures = (
        ("Begins at epoch", f"{curve.epochs[begin]:,}"),
        ("Gap then", score(val[begin] - loss[begin])),
        ("Gap at the end", score(val[last] - loss[last])),
    )
    return Card(
        "look" if is_kept else "careful",
        "overfitting",
        text,
        figures,
        "curves",
        _against(known, curve),
        (55 if is_kept else 80) + 9 * min(rise, 1.0),
    )


def _against(known: Known, curve: MeanCurve) -> Action | None:
    """Early stopping; where there is that, dropout and L2."""
    spec = known.spec
    if spec.patience is None:
        shorter = changes.stopping_early(spec, patience(len(curve.epochs)))
        return Action("Stop early", "study", shorter)
    spec_held = changes.held_back(spec)
    return Action("Search dropout and L2", "study", spec_held) if spec_held else None
