"""A study as a reader holds it: everything in memory, brought up to date by what is new.

One `StudyView` serves all browsers of a process; `refresh()` asks the store only for rows written
since the last call, so that watching ten thousand trials costs what changed, not what there is.
"""

from __future__ import annotations

import threading

from tuning.store import EpochRecord, FitRecord, Store, StudyRecord, TrialRecord
from tuning.study import FitKind

FitKey = tuple[int, FitKind, int]


class StudyView:
    """The records of one study. Raises NotFound for an unknown id."""

    def __init__(self, store: Store, study_id: int) -> None:
        self._store = store
        self._lock = threading.Lock()
        self.study: StudyRecord = store.study(study_id)
        self.change = 0
        """The store's change counter that this view has seen."""
        self.trials_change = 0
        """The counter at which a trial last changed: figures of trials depend on it alone."""
        self.trials: dict[int, TrialRecord] = {}
        self.fits: dict[FitKey, FitRecord] = {}
        self.curves: dict[FitKey, list[EpochRecord]] = {}
        """The epochs of each fit, in order."""
        self.refresh()

    def refresh(self) -> bool:
        """Reads what is new; True if anything was."""
        with self._lock:
            study = self._store.study(self.study.id)
            changed = study.change != self.change
            if changed or study != self.study:
                since = self.change
                trials = self._store.trials(study.id, since)
                fits = self._store.fits(study.id, since)
                epochs = self._store.epochs(study.id, since)
                self.trials |= {trial.number: trial for trial in trials}
                for fit in fits:
                    before = self.fits.get(fit.key)
                    if before is not None and before.attempt != fit.attempt:
                        self.curves.pop(fit.key, None)
                    self.fits[fit.key] = fit
                for epoch in epochs:
                    self._add(epoch)
                if trials:
                    self.trials_change = study.change
                self.study, self.change = study, study.change
            return changed

    def _add(self, epoch: EpochRecord) -> None:
        curve = self.curves.setdefault((epoch.trial, FitKind(epoch.kind), epoch.index), [])
        if curve and epoch.epoch <= curve[-1].epoch:
            curve[:] = [known for known in curve if known.epoch < epoch.epoch]
        curve.append(epoch)

    def fits_of(self, number: int) -> list[FitRecord]:
        """The fits of one trial, refit last."""
        found = [fit for key, fit in self.fits.items() if key[0] == number]
        return sorted(found, key=lambda fit: (fit.kind is FitKind.REFIT, fit.index))
