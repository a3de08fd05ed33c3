"""Fits besides the record: weights that fits start from, or that nobody kept, are made again.

A fit gives the same weights from the same seed, so nothing depends on the files that keep them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from tuning import tasks
from tuning.engine import testing, worker
from tuning.engine.attempts import attempted
from tuning.engine.books.ledger import Ledger
from tuning.engine.fits import FitOutcome, FitTask, TestedModel, Validation, Weights
from tuning.engine.proposals import Reason
from tuning.engine.study_queue import StudyQueue
from tuning.errors import TrialFailed, TuningError
from tuning.store import ENDING
from tuning.study import FitKind, FitState
from tuning.text.words import counted

TRAIN = (worker.run_fit, testing.out_of_fold)
"""What trains a network, of what is called here: the study is charged for its epochs."""


class Retraining:
    """What one study trains besides its trials; waits for each, and its turn."""

    def __init__(self, ledger: Ledger, queue: StudyQueue, rows: int) -> None:
        """`rows`: of the training data."""
        self._ledger, self._queue, self._rows = ledger, queue, rows

    def on_a_worker(
        self,
        function: Callable[..., Any],
        task: FitTask,
        *more: Any,
        begin: Callable[[FitTask], None] = lambda task: None,
    ) -> Any:
        """What `function(task, dataset, *more)` gives on a worker; tried again if that is lost.

        `begin` is called before each attempt. Raises StudyStopped, and what the function raises.
        """

        def attempt() -> Any:
            begin(task)
            trained = task if function in TRAIN else None
            return self._queue.result(function, task, self._queue.data, *more, task=trained)

        name = f"{function.__name__} of study {task.study_id}"
        return attempted(attempt, self._ledger.check, name)

    def spanned(self, task: FitTask, reason: Reason) -> FitTask:
        """A fit with the epochs that its trial is to train, by the trial's reason."""
        if reason.until is None or task.kind is FitKind.REFIT:
            return task
        first = None
        if reason.continues is not None:
            first = self._reason(reason.continues).until
        return replace(task, epochs=reason.until, first_epoch=first or 0)

    def ready(self, task: FitTask, reason: Reason) -> FitTask:
        """A spanned fit with its first weights, and the score from which its own are wanted."""
        weights = None
        if task.first_epoch:
            assert reason.continues is not None
            weights = self._last_weights(reason.continues, task.index)
        best = self._ledger.best
        return replace(task, weights=weights, bar=best.score if best else None)

    def tested(self) -> tuple[FitTask, TestedModel]:
        """The best model's fit, and what its one look at the test set gave.

        Raises TuningError if no trial succeeded, and StudyStopped.
        """
        task, weights = self._winner()
        self._ledger.note(ENDING, "the test rows")
        tested: TestedModel = self.on_a_worker(testing.test_winner, task, weights)
        if tested.validation is None:
            tested = replace(tested, validation=self._out_of_fold(task), is_out_of_fold=True)
        return task, tested

    def _out_of_fold(self, refit: FitTask) -> Validation | None:
        """Of two classes, what networks that are trained as the refit say of rows beside theirs.

        A network of its own for each fold, up to the same epoch. None of other fits, of many rows,
        and where one of them fails.
        """
        source, folds = self._ledger.source, self._ledger.spec.evaluation
        is_asked = refit.kind is FitKind.REFIT and refit.classes == 2 and folds.method == "folds"
        if not is_asked or self._rows > tasks.MOST_KEPT:
            return None
        parts = []
        self._ledger.note(ENDING, "the threshold")
        for index in range(folds.folds):
            fit = source.task(refit.trial, refit.values, index)
            fit = replace(
                fit,
                epochs=refit.epochs,
                planned=refit.planned,
                patience=None,
                objective=refit.objective,
            )
            try:
                parts.append(self.on_a_worker(testing.out_of_fold, fit))
            except TrialFailed:
                return None
        said, truth = zip(*parts, strict=True)
        return np.concatenate(said), np.concatenate(truth)

    def _winner(self) -> tuple[FitTask, Weights]:
        """The best model's fit and its weights. Raises TuningError if no trial succeeded."""
        task, best = self._ledger.best_task(), self._ledger.best
        if best is not None and best.weights is not None:
            return task, best.weights
        weights = self._refitted(task) if task.kind is FitKind.REFIT else None
        if weights is None:
            task = self._ledger.best_of_folds()
            self._ledger.note(ENDING, f"trial {task.trial} once more")
            weights = self._again(task).weights
        assert weights is not None
        self._ledger.keep_best_weights(task, weights)
        return task, weights

    def _refitted(self, task: FitTask) -> Weights | None:
        """What the best configuration learns on all training rows; None if that fails.

        It is a fit of the record; where that has it already, it is made again beside it.
        """
        fit, number = self._ledger.fit(task.key), task.trial
        if fit is not None and fit.state is FitState.COMPLETED:
            return self._again(task).weights
        if fit is None or fit.state is not FitState.FAILED:
            epochs = counted(task.epochs, "epoch")
            text = f"Trial {number} is trained once more, on all training rows, for {epochs}."
            self._ledger.note("refit", text)
            self._ledger.note(ENDING, f"trial {number} on all rows")
            begin = self._ledger.open_fit
            outcome: FitOutcome = self.on_a_worker(worker.run_fit, task, begin=begin)
            self._ledger.fit_ended(outcome)
            if outcome.error is None:
                return outcome.weights
        text = f"Trial {number} fails on all training rows: the best of its folds is the model."
        self._ledger.note("refit", text)
        return None

    def _last_weights(self, number: int, index: int) -> Weights:
        """What a fit of a trial had learned in the end."""
        weights = self._ledger.kept.last(number, index)
        if weights is None:
            trial = self._ledger.ended(number)
            task = self._ledger.source.task(number, trial.values, index)
            weights = self._again(task, keep_last=True).last_weights
            assert weights is not None
            self._ledger.kept.save_last(number, index, weights)
        return weights

    def _reason(self, number: int) -> Reason:
        """Why a trial that is over was proposed."""
        return Reason.recorded(self._ledger.ended(number).reason)

    def _again(self, task: FitTask, keep_last: bool = False) -> FitOutcome:
        """Trains a fit of a trial that is over once more, for its weights. Raises TuningError."""
        reason = self._reason(task.trial)
        task = replace(self.ready(self.spanned(task, reason), reason), bar=None)
        outcome: FitOutcome = self.on_a_worker(worker.run_fit, task, worker.send_nothing, keep_last)
        if outcome.error is not None:
            raise TuningError(f"Trial {task.trial} could not be trained again: {outcome.error}")
        return outcome
