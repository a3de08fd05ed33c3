"""What early stopping saved: epochs that fits which have ended were planned to train besides."""

from __future__ import annotations

from dataclasses import dataclass

from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.study import FitState


@dataclass(frozen=True)
class Saved:
    """Epochs of the fits that were trained to their end; without a refit, which none stops."""

    epochs: int
    planned: int

    @property
    def text(self) -> str:
        """`Early stopping saved 312 of 1,000 epochs.`"""
        if not self.planned:
            return "Early stopping has saved nothing yet: no fit has ended."
        return f"Early stopping saved {self.epochs:,} of {self.planned:,} epochs."


def saved(view: StudyView) -> Saved | None:
    """What a study's early stopping has saved so far; None for a study without it."""
    if view.study.spec.patience is None:
        return None
    planned = trained = 0
    for fit in view.fits.values():
        trial = view.trials.get(fit.trial)
        if trial is None or fit.state is not FitState.COMPLETED or not fit.kind.scores:
            continue
        planned += planned_epochs(view, trial)
        trained += len(view.curves.get(fit.key, ()))
    return Saved(planned - trained, planned)


def planned_epochs(view: StudyView, trial: TrialRecord) -> int:
    """The epochs that each fit of a trial was to train: those of its rung, or of its values."""
    until, parent = trial.reason.get("until"), trial.reason.get("continues")
    if until is None:
        return int(trial.values.get("epochs") or view.study.spec.fixed("epochs"))
    before = view.trials.get(parent) if parent is not None else None
    return int(until) - int(before.reason.get("until") or 0 if before else 0)
