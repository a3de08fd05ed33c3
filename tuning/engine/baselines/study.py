"""A study's baselines while it runs: measured and trained beside the search, never instead of it.

Always the same answer and the linear model are measured as the study begins, on the second thread
that each worker has. The untuned network waits for the first trial to end, and then for its turn
among the study's fits. All of it is anew in each run: what an earlier one left is found again.
"""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Sequence

from tuning.engine.attempts import attempted
from tuning.engine.baselines import linear
from tuning.engine.baselines.linear import OfSplit
from tuning.engine.baselines.untuned import Untuned
from tuning.engine.books.ledger import Ledger
from tuning.engine.books.recorder import Recorder
from tuning.engine.fits import FitTask
from tuning.engine.retraining import Retraining
from tuning.engine.study_queue import StudyQueue
from tuning.errors import StudyStopped
from tuning.store import ENDING
from tuning.study import FitKind

Scores = dict[str, float]
Notes = dict[str, str]
Tested = dict[str, dict[str, float]]
LOOK_SECONDS = 0.2
SOON = 0.05
"""What takes no longer is not told."""
log = logging.getLogger(__name__)


class Baselines:
    """Those of one study. What is known of them so far may be read by any thread."""

    def __init__(
        self,
        ledger: Ledger,
        queue: StudyQueue,
        retraining: Retraining,
        recorder: Recorder,
    ) -> None:
        self.scores: Scores = {}
        """By the study's metric on the rows that validate a trial, as a trial is scored."""
        self.notes: Notes = {}
        """How each was trained, or why it has no score; sentences."""
        self.tested: Tested = {}
        """On the test rows, by the names of `metrics.MEASURES`."""
        self._ledger, self._queue, self._recorder = ledger, queue, recorder
        self._untuned = Untuned(ledger, retraining)
        self.hear: Callable[[Scores, Notes, Tested], None] = lambda *known: None
        """Called with these three whenever more is known, on a thread of its own."""
        self._doing = ""
        """What its thread does, in a few words."""
        self._searches = False
        self._is_over = threading.Event()
        """Set once the search has ended: what is not due by then is not trained."""
        name = f"baselines-{ledger.study_id}"
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def begin(self, *, searches: bool) -> None:
        """`searches`: whether trials are trained, too; else nothing that trains is begun."""
        self._searches = searches
        self._thread.start()

    def wait(self) -> None:
        """The search has ended: waits for what is under way. Raises StudyStopped."""
        self._is_over.set()
        self._thread.join(SOON)
        told = ""
        while self._thread.is_alive():
            self._ledger.check()
            if self._doing != told:
                told = self._doing
                self._ledger.note(ENDING, told)
            self._thread.join(LOOK_SECONDS)

    # -- its thread ------------------------------------------------------------------------

    def _run(self) -> None:
        steps = [self._measure]
        if self._searches or self._untuned.is_settled:
            steps.append(self._train)
        for step in steps:
            try:
                step()
            except Exception as error:  # the study goes on without it
                if self._ledger.is_stopped or isinstance(error, StudyStopped):
                    return
                log.exception("Study %s lacks some of its baselines.", self._ledger.study_id)

    def _measure(self) -> None:
        self._doing = "the linear model"
        source = self._ledger.source
        evaluation = source.spec.evaluation
        folds = evaluation.folds if evaluation.method == "folds" else 1
        tasks = [source.task(0, {}, fold, FitKind.BASELINE) for fold in range(folds)]
        found = self._on_a_worker(tasks)
        with self._recorder.together():
            for each in found:
                if each.rows is not None:
                    self._recorder.row_scores(source.study_id, each.rows)
        measure = source.spec.objective.measure
        if source.spec.objective.metric == measure.validation:
            self._add("constant", [each.constant.get(measure.name) for each in found])
            self._add("linear", [each.linear.get(measure.name) for each in found])
        self.notes["linear"] = next((each.note for each in found if not each.linear), found[0].note)
        self.hear(self.scores, self.notes, self.tested)
        (test,) = self._on_a_worker([source.task(0, {}, 0, FitKind.REFIT)])
        self.tested = {"constant": test.constant} | ({"linear": test.linear} if test.linear else {})
        self.hear(self.scores, self.notes, self.tested)

    def _add(self, name: str, scores: Sequence[float | None]) -> None:
        """A baseline's score, the mean over its splits, unless one of them has none."""
        known = [score for score in scores if score is not None]
        if len(known) == len(scores):
            self.scores[name] = math.fsum(known) / len(known)

    def _on_a_worker(self, tasks: list[FitTask]) -> list[OfSplit]:
        """What is measured on a worker; tried again if that is lost. Raises StudyStopped."""
        queue, seed = self._queue, self._ledger.spec.seed

        def attempt() -> list[OfSplit]:
            found: list[OfSplit] = queue.beside(seed, linear.measure, tasks, queue.data)
            return found

        name = f"The baselines of study {self._ledger.study_id}"
        return attempted(attempt, self._ledger.check, name)

    def _train(self) -> None:
        """The untuned network, once it is due."""
        while not self._untuned.is_due():
            if self._is_over.wait(LOOK_SECONDS):
                break
            self._ledger.check()
        if self._untuned.is_due():
            self._doing = "the untuned network"
            score, self.notes["untuned"] = self._untuned.train()
            if score is not None:
                self.scores["untuned"] = score
        else:
            self.notes["untuned"] = self._untuned.left_out
        self.hear(self.scores, self.notes, self.tested)
