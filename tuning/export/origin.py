"""Where a study's best model comes from: the fit in its records, the seed, the epochs."""

from __future__ import annotations

from dataclasses import dataclass

from tuning.errors import InvalidInput
from tuning.store import FitRecord, TrialRecord
from tuning.store.early_stopping import planned_epochs
from tuning.store.view import StudyView
from tuning.study import FitKind, FitState


@dataclass(frozen=True)
class Rung:
    """Epochs trained in one go, by a fresh optimizer, from one seed."""

    seed: int
    epochs: int
    planned: int
    """Epochs for which it was laid out, however many were trained or are kept."""


@dataclass(frozen=True)
class Origin:
    """Where the best model comes from: a trial, the fit of it, and what was trained for it."""

    trial: TrialRecord
    fit: FitRecord | None
    """None where no fit was recorded."""
    rungs: tuple[Rung, ...]
    trained: int
    """Epochs of the last rung in the study, those behind the best one included."""

    @property
    def is_refit(self) -> bool:
        return self.fit is not None and self.fit.kind is FitKind.REFIT


def origin_of(view: StudyView) -> Origin:
    """Raises InvalidInput when there is no best trial yet."""
    study = view.study
    best = view.trials.get(study.best_number) if study.best_number is not None else None
    if best is None:
        raise InvalidInput(
            f"A script needs a best trial, but study {study.id} has none: no trial has a score."
        )
    fit = _best_fit(view, best)
    curve = view.curves.get(fit.key, []) if fit else []
    if fit is None or not curve:
        epochs = int(best.values.get("epochs") or study.spec.fixed("epochs"))
        seed = fit.seed if fit else study.spec.seed
        return Origin(best, fit, (Rung(seed, epochs, epochs),), epochs)
    if fit.kind is FitKind.REFIT:
        last = Rung(fit.seed, len(curve), _planned(view, best, len(curve)))
    else:
        last = Rung(fit.seed, _kept(view, fit), planned_epochs(view, best))
    return Origin(best, fit, (*_rungs_before(view, best, fit), last), len(curve))


def _kept(view: StudyView, fit: FitRecord) -> int:
    """How many epochs a fit trained up to the one whose weights it kept."""
    curve = [epoch.metrics for epoch in view.curves.get(fit.key, [])]
    return view.study.spec.objective.kept_epoch(curve) + 1


def _best_fit(view: StudyView, best: TrialRecord) -> FitRecord | None:
    """The fit that the best model comes from: the refit, or the best of those that scored it."""
    fits = view.fits_of(best.number)
    done = (fit for fit in fits if fit.state is FitState.COMPLETED and view.curves.get(fit.key))
    refit = next((fit for fit in done if fit.kind is FitKind.REFIT), None)
    if refit is not None:
        return refit
    scored = [fit for fit in fits if fit.kind.scores and fit.score is not None]
    curves = [[epoch.metrics for epoch in view.curves.get(fit.key, [])] for fit in scored]
    spec, ranks = view.study.spec, {}
    for fit, curve, place in zip(scored, curves, spec.kept_epochs(curves), strict=True):
        epoch = {} if place is None else curve[place]
        ranks[fit.key] = spec.objective.rank_fit(fit.score or 0.0, epoch)
    return min(scored, key=lambda fit: ranks[fit.key], default=None)


def _planned(view: StudyView, trial: TrialRecord, trained: int) -> int:
    """Epochs for which a refit was laid out: the whole fit's, where it ends at a common epoch."""
    spec = view.study.spec
    if not spec.evaluation.has_common_epoch:
        return trained
    return int(trial.values.get("epochs") or spec.fixed("epochs"))


def _rungs_before(view: StudyView, trial: TrialRecord, fit: FitRecord) -> list[Rung]:
    """What a promoted trial of Hyperband goes on from, the first rung first."""
    parent = view.trials.get(trial.reason.get("continues", -1))
    before = view.fits.get((parent.number, fit.kind, fit.index)) if parent else None
    if parent is None or before is None:
        return []
    stops_early = view.study.spec.patience is not None
    trained = len(view.curves.get(before.key, []))
    kept = _kept(view, before) if stops_early else trained
    rung = Rung(before.seed, kept, planned_epochs(view, parent))
    return [*_rungs_before(view, parent, before), rung]
