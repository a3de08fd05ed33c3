"""What earlier runs of a study left in its record: its trials, its fits and their curves."""

from __future__ import annotations

from tuning.engine.fits import FitOutcome
from tuning.store import FitKey, FitRecord, TrialRecord
from tuning.store.view import StudyView
from tuning.study import FitState, TrialState


def is_settled(fit: FitRecord) -> bool:
    """Whether a fit needs no training any more: it was trained through, or failed."""
    return fit.state in (FitState.COMPLETED, FitState.FAILED)


class Earlier:
    """The record of a study as it was when this run began."""

    def __init__(self, view: StudyView) -> None:
        self.study = view.study
        self.trials = {number: view.trials[number] for number in sorted(view.trials)}
        self.fits = dict(view.fits)
        self.curves = view.curves
        self._fits_of: dict[int, list[FitKey]] = {}
        for key in self.fits:
            if key[1].scores:
                self._fits_of.setdefault(key[0], []).append(key)
        self._by_native = {t.native: t for t in self.trials.values() if t.native is not None}

    @property
    def next_number(self) -> int:
        """The number of the first new trial."""
        return max(self.trials, default=0) + 1

    def called(self, native: str | None) -> TrialRecord | None:
        """The trial that the strategy's library knows by this id."""
        return None if native is None else self._by_native.get(native)

    def ended(self) -> dict[int, TrialRecord]:
        """The trials that ended, by number."""
        ended = (TrialState.COMPLETED, TrialState.FAILED)
        return {number: trial for number, trial in self.trials.items() if trial.state in ended}

    def is_recorded(self, key: FitKey) -> bool:
        """Whether a fit was trained through, as far as the record goes."""
        return key in self.fits and is_settled(self.fits[key])

    def settled(self) -> list[FitKey]:
        """The fits that need no training any more."""
        return [key for key, fit in self.fits.items() if is_settled(fit)]

    def trained(self) -> dict[FitKey, int]:
        """Epochs by fit, of those that are settled."""
        return {key: len(self.curves.get(key, ())) for key in self.settled()}

    def outcomes(self, number: int) -> list[FitOutcome]:
        """What the fits gave that score a trial, those that are settled."""
        found = (self.outcome(key) for key in self._fits_of.get(number, ()))
        return [outcome for outcome in found if outcome is not None]

    def outcome(self, key: FitKey) -> FitOutcome | None:
        """What a fit gave; None if it is not settled."""
        fit = self.fits.get(key)
        if fit is None or not is_settled(fit):
            return None
        return FitOutcome(
            *fit.key,
            fit.score,
            fit.seconds or 0.0,
            fit.program or "",
            self.curves.get(fit.key, []),
            error=fit.error,
            preparing=fit.preparing or 0.0,
        )
