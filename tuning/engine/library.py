"""The books of a search whose library trains by itself: its fits' reports write them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tuning.engine.books.earlier import is_settled
from tuning.engine.books.ledger import Ledger
from tuning.engine.fits import FitOutcome, Source, Weights
from tuning.engine.proposals import Proposal, Reason
from tuning.engine.reports import FitEnded, FitStarted, Report
from tuning.engine.study_queue import StudyQueue
from tuning.space import Values
from tuning.store import FitKey
from tuning.study import FitKind, FitState

PATIENCE = 10.0
"""Seconds that the last reports may come after the search is through."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LibraryResult:
    """What a library says of one of its trials once its search is through."""

    number: int
    values: Values
    scores: Sequence[float | None]
    """Of each fit; None: it failed."""


class LibraryBooks:
    """Writes a study's books from the reports of fits that a library started.

    The library numbers its trials from 1 by itself.
    """

    def __init__(
        self,
        ledger: Ledger,
        queue: StudyQueue,
        count: int,
        reason: Callable[[FitStarted], Reason],
    ) -> None:
        """`count`: how many trials the library will try. `reason` says why it tries one."""
        self._ledger, self._queue, self._reason = ledger, queue, reason
        self.source: Source = ledger.source
        ledger.reserve(count)
        self._end_recorded()

    def hear(self, report: Report) -> None:
        """Takes down a worker's report. On Dask's thread."""
        if isinstance(report, FitStarted):
            self._start(report)
            return
        self._ledger.hear(report)
        if isinstance(report, FitEnded):
            outcome = report.outcome
            self._queue.ended(outcome.key, len(outcome.epochs), outcome.seconds)

    def scores(self) -> dict[tuple[int, int], float | None]:
        """The scores of the fits that need no training any more, by trial and index.

        None: it failed.
        """
        return {
            (fit.trial, fit.index): None if fit.state is FitState.FAILED else fit.score
            for fit in self._ledger.settled().values()
            if fit.kind is self.source.spec.evaluation.kind
        }

    def complete(self, results: Iterable[LibraryResult], best: int) -> None:
        """Waits for the last reports; what none reported is recorded from the library's results.

        `best`: the number of the trial that the library takes for the best.
        """
        results = list(results)
        if not self._ledger.wait_for([result.number for result in results], PATIENCE):
            log.warning("Study %s misses reports of its fits.", self._ledger.study_id)
        for result in results:
            if not self._ledger.is_over(result.number):
                self._record(result)
        self._ledger.choose(best)

    def has_refit(self, number: int) -> bool:
        """Whether a trial was trained once more on all rows and is the best model."""
        return self._ledger.has_best_weights(FitKind.REFIT, number)

    def refit_epochs(self, number: int) -> int | None:
        """How long a trial's refit trains where its fits stop early; None: as its values say.

        Waits for the reports of its fits.
        """
        self._ledger.wait_for([number], PATIENCE)
        return self._ledger.refit_epochs(number)

    def keep_refit(self, weights: Weights) -> None:
        """Makes what the best trial learned on all rows the best model."""
        best = self._ledger.best
        assert best is not None
        task = self.source.task(best.number, best.values, 0, FitKind.REFIT)
        self._ledger.keep_best_weights(task, weights)

    def note(self, text: str) -> None:
        """Leaves a sentence about the workers among the study's events."""
        self._ledger.note("worker", text)

    def _start(self, report: FitStarted) -> None:
        number, kind, index = report.fit
        if kind.scores and self._is_settled(report.fit):
            return  # its worker was lost before it could say so of all that it was handed
        if kind.scores:
            self._begin(Proposal(number, report.values, self._reason(report), str(number - 1)))
        self._ledger.open_fit(self.source.task(number, report.values, index, kind))
        self._ledger.hear(report)

    def _is_settled(self, key: FitKey) -> bool:
        fit = self._ledger.fit(key)
        return fit is not None and is_settled(fit)

    def _begin(self, proposal: Proposal) -> None:
        fits = range(self.source.spec.evaluation.fits)
        number, values = proposal.number, proposal.values
        tasks = [self.source.task(number, values, index) for index in fits]
        self._ledger.begin(proposal, tasks)

    def _end_recorded(self) -> None:
        """Ends trials whose last fit an earlier run recorded, and nothing after it."""
        fits, scores = range(self.source.spec.evaluation.fits), self.scores()
        for number, trial in self._ledger.earlier.trials.items():
            if all((number, index) in scores for index in fits):
                self._begin(Proposal(number, trial.values))
                self._ledger.end(number)

    def _record(self, result: LibraryResult) -> None:
        reason = Reason("From the search's results.")
        self._begin(Proposal(result.number, result.values, reason))
        kind, known = self.source.spec.evaluation.kind, self.scores()
        for index, score in enumerate(result.scores):
            if (result.number, index) not in known:
                error = "Its report was lost." if score is None else None
                self._ledger.fit_ended(
                    FitOutcome(result.number, kind, index, score, 0.0, "", [], error=error)
                )
        self._ledger.end(result.number)
