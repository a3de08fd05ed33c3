"""The fits that make up a trial's score."""

from __future__ import annotations

from tuning import analysis
from tuning.store.view import StudyView
from tuning.ui import pictures, widgets


def render(view: StudyView, number: int, level: int = 3) -> None:
    """Each fit with its seed and score, and a picture of their spread."""
    found = analysis.parts(view, number)
    if not found:
        return
    rows = [
        (
            f"{part.label} · seed {part.seed}",
            widgets.score(part.score) if part.score is not None else widgets.STATES[part.state][0],
            part.score is None,
        )
        for part in found
    ]
    widgets.head("Fits", level=level)
    trial = view.trials[number]
    if trial.score is not None and trial.deviation is not None:
        scored = [p.score for p in found if p.score is not None and p.label != analysis.REFIT]
        pictures.spread(scored, trial.score, trial.deviation)
    widgets.values(rows)
