"""A study as trackers have it: a group of runs, a run a trial, from its `StudyView` alone."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path

from tuning import strategies
from tuning.export.trackers._base import Curve, Group, Run
from tuning.store import FitRecord, StudyRecord, TrialRecord
from tuning.store.view import StudyView
from tuning.study import FitKind, StudyState


def group_of(view: StudyView) -> Group:
    """The study as a group."""
    study, spec = view.study, view.study.spec
    evaluation, objective = spec.evaluation, spec.objective
    about = {
        "study": study.name,
        "strategy": strategies.strategy(study.strategy).title,
        "data": spec.data.title,
        "model": spec.model,
        "evaluation": f"{evaluation.method}, {evaluation.fits} fits a trial",
        "objective": f"{objective.direction} {objective.metric} ({objective.reduce})",
        "seed": str(spec.seed),
    }
    if study.race is not None:
        about["race"] = f"r{study.race}"
    return Group(_key(study), study.name, about)


def run_of(view: StudyView, number: int, files: Sequence[Path] = ()) -> Run:
    """One trial as a run; `files` are the winner's, if this is the winner of a study that is over.

    Raises KeyError for a trial that is not there.
    """
    study, trial = view.study, view.trials[number]
    wins = study.state is StudyState.COMPLETED and number == study.best_number
    return Run(
        key=_key(study, number),
        number=number,
        name=f"Trial {number}",
        why=str(trial.reason.get("text") or ""),
        values=trial.values,
        tags=_tags(study, trial, wins),
        state=trial.state,
        error=trial.error,
        started=trial.started,
        finished=trial.finished,
        results=_results(view, trial) | (_tested(study) | _corrected(view) if wins else {}),
        curves=tuple(_curve(view, fit) for fit in view.fits_of(number)),
        files=tuple(files) if wins else (),
    )


def _key(study: StudyRecord, *more: int) -> str:
    """When it was created tells a study from all others, whatever it is called by now."""
    text = "/".join(map(repr, (study.id, study.created, *more)))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _tags(study: StudyRecord, trial: TrialRecord, wins: bool) -> tuple[str, ...]:
    known = [study.strategy, study.spec.data.title, study.spec.model, trial.state.value.lower()]
    return (*known, "winner") if wins else tuple(known)


def _results(view: StudyView, trial: TrialRecord) -> dict[str, float]:
    """The score with its spread; what it took."""
    fits = view.fits_of(trial.number)
    known = {
        "score": trial.score,
        "score_deviation": trial.deviation,
        "seconds": math.fsum(fit.seconds or 0.0 for fit in fits),
        "epochs": float(view.epochs_of(trial.number)),
    }
    return {name: v for name, v in known.items() if v is not None and math.isfinite(v)}


def _tested(study: StudyRecord) -> dict[str, float]:
    return {f"test_{name}": value for name, value in study.test.items()}


def _corrected(view: StudyView) -> dict[str, float]:
    """The winner's score corrected for the choosing, with the ends of its 90 % interval."""
    honest = view.honest
    if honest is None or honest.corrected is None or honest.low is None or honest.high is None:
        return {}
    return {
        "score_corrected": honest.corrected,
        "score_corrected_low": honest.low,
        "score_corrected_high": honest.high,
    }


def _curve(view: StudyView, fit: FitRecord) -> Curve:
    return Curve(_label(view, fit), fit.attempt, tuple(view.curves.get(fit.key, ())))


def _label(view: StudyView, fit: FitRecord) -> str:
    """Counted from 1, as people do."""
    if fit.kind is FitKind.REFIT:
        return fit.kind.value
    return f"{fit.kind.value}-{fit.index + 1}" if view.study.spec.evaluation.fits > 1 else ""
