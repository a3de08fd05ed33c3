"""A metric that disagrees with the loss: one gets better while the other gets worse."""

from __future__ import annotations

import math

import numpy as np

from tuning import tasks
from tuning.analysis.cards import changes
from tuning.analysis.cards._base import Action, Card, Chart, Known
from tuning.analysis.cards._trend import SURE, rising, still_gains
from tuning.metrics import LOSS, MEASURES, title, within
from tuning.store.view import StudyView
from tuning.text.words import score

FEWEST = 20
"""Trials from which on their order by two measures is compared."""
LOSSES = ("loss", "log_loss", "mse", "rmse", "r2")
"""Measures that are the loss, or follow from it."""
WHY = ": more answers are right, and the wrong ones are given with more certainty"


def disagreement(known: Known) -> Card | None:
    """The metric gets better while the loss gets worse: in the best trial's epochs, or among the
    trials, whose order by the two measures is the opposite (Spearman, at 1 % one-sided)."""
    objective = known.spec.objective
    if objective.measure.name in LOSSES:
        return None
    return _between_epochs(known) or _between_trials(known)


def _between_epochs(known: Known) -> Card | None:
    curve = known.curve
    begin = rising(curve) if curve is not None else None
    if known.best is None or curve is None or begin is None or not still_gains(curve, begin):
        return None
    best = int(curve.cost.argmin())
    metric = within(title(known.spec.objective.metric))
    text = (
        f"From epoch {curve.epochs[begin]} to epoch {curve.epochs[best]} of trial "
        f"{known.best.number} the {metric} gets better ({score(curve.value[begin])} to "
        f"{score(curve.value[best])}) and the validation loss worse "
        f"({score(curve.val_loss[begin])} to {score(curve.val_loss[best])})"
        f"{WHY if _log_loss(known) else ''}."
    )
    figures = (
        ("Best epoch by the metric", f"{curve.epochs[best]:,}"),
        ("By the loss", f"{curve.epochs[begin]:,}"),
    )
    return _disagrees(known, text, figures, "curves")


def _between_trials(known: Known) -> Card | None:
    objective = known.spec.objective
    pairs = [
        (objective.cost(trial.score), loss)
        for trial in known.sample
        if trial.score is not None and (loss := _loss(known.view, trial.number)) is not None
    ]
    if len(pairs) < FEWEST:
        return None
    correlation = _spearman(np.array(pairs))
    if correlation * math.sqrt(len(pairs) - 1) >= -SURE:
        return None
    metric = within(title(objective.metric))
    text = (
        f"Trials with a better {metric} have a higher validation loss: over {len(pairs):,} trials "
        f"their orders are opposite (rank correlation {correlation:.2f})."
    )
    return _disagrees(known, text, (("Rank correlation", f"{correlation:.2f}"),), "table")


def _disagrees(known: Known, text: str, figures: tuple[tuple[str, str], ...], chart: Chart) -> Card:
    aimed = changes.aiming_at(known.spec, _log_loss(known) or LOSS.validation)
    action = Action("Judge by the loss", "study", aimed)
    return Card("look", "disagreement", text, figures, chart, action, 48)


def _log_loss(known: Known) -> str:
    """The metric of the loss by itself, of classes; empty of quantities."""
    log_loss = MEASURES["log_loss"]
    return log_loss.validation if tasks.of(known.spec.data).name in log_loss.tasks else ""


def _loss(view: StudyView, number: int) -> float | None:
    """A trial's validation loss where its score is from: the mean over its fits."""
    fits = [fit.key for fit in view.fits_of(number) if fit.kind.scores]
    curves = [[epoch.metrics for epoch in view.curves.get(key, [])] for key in fits]
    kept = zip(curves, view.study.spec.kept_epochs(curves), strict=True)
    found = [curve[place].get("val_loss") for curve, place in kept if place is not None]
    known = [value for value in found if value is not None]
    return math.fsum(known) / len(known) if known else None


def _spearman(pairs: np.ndarray) -> float:
    """The rank correlation of two columns; ranks of equal values are their mean."""
    ranks = [_ranks(column) for column in pairs.T]
    if min(np.ptp(one) for one in ranks) == 0:
        return 0.0
    return float(np.corrcoef(ranks)[0, 1])


def _ranks(values: np.ndarray) -> np.ndarray:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts - 1) / 2)[inverse]
