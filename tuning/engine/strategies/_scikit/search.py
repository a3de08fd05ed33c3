"""What scikit-learn's searches share: their own classes, unchanged, with fits on the Dask workers.

scikit-learn owns the loop: it hands out candidates and folds through joblib, ranks them, refits the
best. The workers' reports (see `candidate`) become the study's records while it runs.
"""

from __future__ import annotations

import logging
import math
from abc import abstractmethod
from dataclasses import replace
from typing import Any

import joblib
import numpy as np
from sklearn.base import clone

from tuning import strategies, tasks
from tuning.engine.attempts import MOST_ATTEMPTS
from tuning.engine.fits import Weights
from tuning.engine.library import LibraryBooks, LibraryResult
from tuning.engine.proposals import Reason
from tuning.engine.reports import FitStarted
from tuning.engine.strategies._base import LibraryHost, SearchStrategy, TrialRunner
from tuning.engine.strategies._scikit.backend import Backend
from tuning.engine.strategies._scikit.candidate import CANDIDATES, Candidate, refit
from tuning.engine.strategies._scikit.places import Place, Places, current_place
from tuning.engine.strategies._scikit.rehearsal import HALVES, ROWS, Params, Rehearsed
from tuning.engine.strategies._scikit.results import check_trained, result_of, score_of
from tuning.engine.strategies._scikit.rows import Job, Splits, rows_and_targets
from tuning.engine.strategies._scikit.spaces import DIRECT, chosen, distributions, grids
from tuning.errors import StudyStopped, TuningError
from tuning.study import FitKind

log = logging.getLogger(__name__)


class ScikitStrategy(SearchStrategy):
    """Lets one of scikit-learn's searches run over the study's space."""

    trials: LibraryHost
    books: LibraryBooks

    @abstractmethod
    def make_search(self, candidate: Candidate, settings: dict[str, Any]) -> Any:
        """The library's search; `settings` are the arguments that all of them take."""

    def reason(self, place: Place) -> Reason:
        """Why the search tries this candidate."""
        return Reason(f"Combination {place.number} of {self.expected} in the grid.")

    @property
    def expected(self) -> int:
        return strategies.count(self.spec).trials

    @property
    def refits(self) -> bool:
        return bool(self.options.get("refit", True))

    def search(self, trials: LibraryHost) -> dict[str, Any]:
        self.trials = trials
        self.books = trials.open_books(self.expected, self._reason)
        tried, settled = 0, -1
        while True:
            try:
                return self._attempt()
            except TuningError:
                raise
            except Exception as error:  # lost workers, lost data: Dask has many names for them
                trials.check()
                before, settled = settled, len(self.books.scores())
                tried = tried + 1 if settled == before else 1
                if tried == MOST_ATTEMPTS:  # and nothing was gained meanwhile
                    raise
                study_id = self.books.source.study_id
                log.warning("Study %s searches again: %r", study_id, error, exc_info=True)
                why = trials.queue.fate() or f"{type(error).__name__}, most often a lost worker"
                self.books.note(f"The search broke off ({why}) and goes on from what it has.")

    def rehearse(self, trials: TrialRunner) -> None:
        """As the search itself, one candidate after the other, none of them trained by SciKeras."""

        def trial(params: Params) -> float:
            values = chosen(self.spec, params)
            trials.start(values, reason=self.reason(current_place()))
            ended = trials.next_ended()
            assert ended is not None
            return self._known_score(ended.score)

        spec = self.spec
        candidate = Rehearsed(trial, **{name: spec.fixed(name) for name in DIRECT})
        settings = {"cv": HALVES, "refit": False, "n_jobs": 1, "error_score": "raise"}
        search = self.make_search(candidate, settings)
        search.set_callbacks(Places(spec.evaluation.kind))
        search.fit(ROWS, np.zeros(len(ROWS)))

    def _attempt(self) -> dict[str, Any]:
        trials = self.trials
        trials.check()
        candidate = self._candidate()
        search = self.make_search(
            candidate,
            {
                "cv": Splits(self.spec.evaluation, self.spec.seed),
                "refit": self.refits,
                "n_jobs": -1,
                # A fit that fails says so by its score; what raises is the order to stop.
                "error_score": "raise",
            },
        )
        search.set_callbacks(Places(self.spec.evaluation.kind))
        refitted = self._fit(search)
        trials.check()
        check_trained(search)
        self.books.complete(self._results(search, candidate), best=int(search.best_index_) + 1)
        if refitted is not None:
            self.books.keep_refit(refitted)
        return result_of(search, self.spec.objective)

    def _fit(self, search: Any) -> Weights | None:
        """Runs the search on the workers; returns what its refit learned, if it made one now."""
        trials, job, refitted = self.trials, self._job(), None
        x, y = rows_and_targets(job, trials.dataset)

        def refit_there(best: Candidate) -> None:
            nonlocal refitted
            check_trained(search)
            refitted = self._refitted(best, job)

        x.refit = refit_there
        backend = Backend(trials, job)
        trials.on_stop = lambda: backend.fail(StudyStopped("The study was stopped."))
        try:
            trials.check()  # a stop that came before `on_stop` was there
            with joblib.parallel_config(backend=backend, n_jobs=-1):
                search.fit(x, y)
        finally:
            trials.on_stop = None
            backend.release()
        return refitted

    # -- what the search is given ----------------------------------------------------------

    def _candidate(self) -> Candidate:
        task = tasks.of(self.spec.data)
        return CANDIDATES[task.name](
            loss=task.loss,
            batch_size=self.spec.fixed("batch_size"),
            epochs=self.spec.fixed("epochs"),
            verbose=0,
        )

    def _job(self) -> Job:
        """What all fits share, those that are settled among it."""
        known = self.books.scores()
        settled = {fit: self._known_score(score) for fit, score in known.items()}
        return Job(self.books.source, len(self.trials.dataset.y_train), settled)

    def _known_score(self, score: float | None) -> float:
        if score is None:
            return math.nan
        return -self.spec.objective.cost(score)

    def grids(self) -> list[dict[str, list[Any]]]:
        """What a search over a grid takes."""
        return grids(self.spec.space, int(self.options.get("points", strategies.GRID_POINTS)))

    def distributions(self) -> list[dict[str, Any]]:
        """What a search that draws takes."""
        return distributions(self.spec.space)

    # -- what it gives ---------------------------------------------------------------------

    def _reason(self, report: FitStarted) -> Reason:
        return self.reason(Place.reported(report))

    def _results(self, search: Any, candidate: Candidate) -> list[LibraryResult]:
        """What the search says of its trials, from its columns."""
        own, results = candidate.get_params(), search.cv_results_
        columns = [results[f"split{index}_test_score"] for index in range(search.n_splits_)]
        rows = zip(results["params"], *columns, strict=True)
        return [
            LibraryResult(
                number,
                chosen(self.spec, own | params),
                [score_of(score, self.spec.objective) for score in scores],
            )
            for number, (params, *scores) in enumerate(rows, start=1)
        ]

    def _refitted(self, best: Candidate, job: Job) -> Weights | None:
        """Trains the best once more on all rows, on a worker; None if that was done earlier."""
        place = current_place()
        if self.books.has_refit(place.number):
            return None
        epochs = self.books.refit_epochs(place.number) or best.epochs
        task = self.books.source.task(place.number, {}, 0, FitKind.REFIT, epochs)
        candidate = clone(best).set_params(epochs=epochs)
        queue, alone = self.trials.queue, replace(job, settled={})
        weights: Weights = queue.result(refit, candidate, alone, queue.data, place, task=task)
        return weights
