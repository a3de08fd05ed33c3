"""The untuned network: its family's defaults, trained as a trial is, and counted as none.

It takes its turn among the study's fits, one fit at a time. It is left out where it would take a
good part of what the study trains, where every second of training counts, and in a race, whose many
studies would each train the same.
"""

from __future__ import annotations

import logging
import math
from dataclasses import replace

from tuning import catalog, strategies
from tuning.engine import worker
from tuning.engine.attempts import MOST_ATTEMPTS
from tuning.engine.books.ledger import Ledger
from tuning.engine.fits import FitOutcome, FitTask
from tuning.engine.proposals import at_kept_epochs, scored
from tuning.engine.retraining import Retraining
from tuning.errors import StudyStopped
from tuning.store import TrialRecord
from tuning.study import FitKind, TrialState

SHARE = 4
"""It is trained where the study trains so many times its epochs."""
log = logging.getLogger(__name__)


class Untuned:
    """That of one study: trial 0, whose fits are of kind `BASELINE`."""

    def __init__(self, ledger: Ledger, retraining: Retraining) -> None:
        self._ledger, self._retraining = ledger, retraining
        spec = ledger.spec
        self.values = catalog.family(spec.model).defaults()
        self._tasks = [self._task(index) for index in range(spec.evaluation.fits)]
        self._epochs = sum(task.epochs for task in self._tasks)
        self._planned = strategies.count(spec).epochs

    def _task(self, index: int) -> FitTask:
        """One of its fits. Nobody wants its weights."""
        task = self._ledger.source.task(0, self.values, index, FitKind.BASELINE)
        never = math.inf if task.objective.direction == "max" else -math.inf
        return replace(task, bar=never)

    @property
    def note(self) -> str:
        """What it is, as a sentence."""
        return f"The family's defaults, trained for {self._tasks[0].epochs} epochs."

    @property
    def left_out(self) -> str:
        """Why it is not trained, as a sentence."""
        if self._ledger.earlier.study.race is not None:
            return "Studies of a race train no untuned network."
        if self._ledger.spec.training_seconds is not None:
            return "A study that ends after some seconds of training trains no untuned network."
        return f"Its {self._epochs} epochs would be more than a quarter of the study's."

    def is_due(self) -> bool:
        """Whether it is to be trained now; it keeps no first trial waiting."""
        if self.is_settled:
            return True
        if self._ledger.earlier.study.race is not None:
            return False
        if self._ledger.spec.training_seconds is not None or not self._ledger.over:
            return False
        return max(self._planned, self._ledger.epochs) >= SHARE * self._epochs

    @property
    def is_settled(self) -> bool:
        """Whether an earlier run trained it."""
        return all(self._ledger.earlier.outcome(task.key) for task in self._tasks)

    def train(self) -> tuple[float | None, str]:
        """Its score, as a trial's, or None; and what is to be said of it. Raises StudyStopped."""
        outcomes = [self._outcome(task) for task in self._tasks]
        outcomes = at_kept_epochs(self._ledger.spec, outcomes)
        record = scored(TrialRecord(0, TrialState.RUNNING, self.values), outcomes)
        return record.score, record.error or self.note

    def _outcome(self, task: FitTask) -> FitOutcome:
        """What one of its fits gives, or gave in an earlier run."""
        outcome = self._ledger.earlier.outcome(task.key)
        if outcome is None:
            self._ledger.open_fit(task)
            try:
                outcome = self._retraining.on_a_worker(worker.run_fit, task)
            except StudyStopped:
                raise
            except Exception as error:  # a lost worker: Dask has many names for it
                log.warning("Fit %s of study %s is given up: %r", task.key, task.study_id, error)
                text = f"Its worker was lost {MOST_ATTEMPTS} times."
                outcome = FitOutcome.failed(task, text)
            assert outcome is not None
            self._ledger.fit_ended(outcome)
        return outcome
