"""The fits that make up a trial's score, as pages list them."""

from __future__ import annotations

from dataclasses import dataclass

from tuning.store import FitRecord
from tuning.store.view import StudyView
from tuning.study import FitKind

REFIT = "Final training"


@dataclass(frozen=True)
class Part:
    """One of the fits that make up a score."""

    label: str
    seed: int
    score: float | None
    seconds: float | None
    state: str
    note: str


def parts(view: StudyView, number: int) -> list[Part]:
    """The fits of one trial as a page lists them."""
    return [
        Part(
            label_of(view, fit), fit.seed, fit.score, fit.seconds, fit.state.value, fit.error or ""
        )
        for fit in view.fits_of(number)
    ]


def label_of(view: StudyView, fit: FitRecord) -> str:
    """`Execution 2`, `Fold 3, run 2`: what a fit is among those of its trial, from 1."""
    if fit.kind is FitKind.REFIT:
        return REFIT
    if fit.kind is FitKind.EXECUTION:
        return f"Execution {fit.index + 1}"
    folds = view.study.spec.evaluation.folds
    again = f", run {fit.index // folds + 1}" if fit.index >= folds else ""
    return f"Fold {fit.index % folds + 1}{again}"
