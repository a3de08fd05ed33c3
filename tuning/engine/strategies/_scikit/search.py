"""What scikit-learn's searches share: their own classes, unchanged, with fits on the Dask workers.

scikit-learn owns the loop: it hands out candidates and folds through joblib, ranks them, refits the
best. The workers' reports (see `candidate`) become the study's records while it runs.
"""

from __future__ import annotations

import logging
import math
from abc import abstractmethod
from typing import Any

import joblib
import numpy as np
from distributed import Future
from sklearn.base import clone

from tuning import strategies, tasks
from tuning.engine.fits import FitOutcome, Weights
from tuning.engine.strategies._base import SearchStrategy
from tuning.engine.strategies._scikit.backend import Backend
from tuning.engine.strategies._scikit.candidate import CANDIDATES, Candidate, refit
from tuning.engine.strategies._scikit.places import Place, Places, current_place
from tuning.engine.strategies._scikit.results import check_trained, result_of
from tuning.engine.strategies._scikit.rows import Job, Rows, Splits
from tuning.engine.strategies._scikit.spaces import chosen, distributions, grids
from tuning.engine.trials import MOST_ATTEMPTS, Trials
from tuning.errors import StudyStopped, TuningError
from tuning.study import FitKind, FitState

PATIENCE = 10.0
"""Seconds that the last reports may come after the search is through."""
log = logging.getLogger(__name__)


class ScikitStrategy(SearchStrategy):
    """Lets one of scikit-learn's searches run over the study's space."""

    trials: Trials

    @abstractmethod
    def make_search(self, candidate: Candidate, settings: dict[str, Any]) -> Any:
        """The library's search; `settings` are the arguments that all of them take."""

    def reason(self, place: Place) -> dict[str, Any]:
        """Why the search tries this candidate."""
        return {"text": f"Combination {place.number} of {self.expected} in the grid."}

    @property
    def expected(self) -> int:
        return strategies.count(self.spec).trials

    @property
    def refits(self) -> bool:
        return bool(self.options.get("refit", True))

    def search(self, trials: Trials) -> dict[str, Any]:
        self.trials = trials
        trials.reserve(self.expected)
        trials.on_report = self._hear
        self._settle_recorded()
        tried, settled = 0, -1
        while True:
            try:
                return self._attempt()
            except TuningError:
                raise
            except Exception as error:  # lost workers, lost data: Dask has many names for them
                trials.check()
                before, settled = settled, len(trials.scored())
                tried = tried + 1 if settled == before else 1
                if tried == MOST_ATTEMPTS:  # and nothing was gained meanwhile
                    raise
                log.warning("Study %s searches again: %r", trials.study, error, exc_info=True)
                why = trials.cluster.fate() or f"{type(error).__name__}, most often a lost worker"
                trials.note("worker", f"The search broke off ({why}) and goes on from what it has.")

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
        self._settle(search, candidate)
        if refitted is not None:
            best = trials.best
            assert best is not None
            task = trials.fit_task(best.number, best.values, 0, FitKind.REFIT)
            trials.keep_best_model(task, refitted)
        return result_of(search, self.spec.objective)

    def _fit(self, search: Any) -> Weights | None:
        """Runs the search on the workers; returns what its refit learned, if it made one now."""
        trials, refitted = self.trials, None
        x, y = self._rows()
        client = trials.cluster.client
        futures = [
            client.submit(Rows, x.numbers, x.job, trials.queue.data, pure=False),
            client.scatter(y, broadcast=True, hash=False),
        ]

        def refit_there(best: Candidate) -> None:
            nonlocal refitted
            check_trained(search)
            refitted = self._refitted(best, futures)

        x.refit = refit_there
        backend = Backend(trials, [x, y], futures)
        trials.on_stop = lambda: backend.fail(StudyStopped("The study was stopped."))
        try:
            with joblib.parallel_config(backend=backend, n_jobs=-1):
                search.fit(x, y)
        finally:
            trials.on_stop = None
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

    def _rows(self) -> tuple[Rows, np.ndarray]:
        """All training rows; those of the test set follow only if the study validates on them."""
        trials, dataset = self.trials, self.trials.dataset
        kind = self.spec.evaluation.kind
        settled = {
            (fit.trial, fit.index): self._known_score(fit.score, fit.state)
            for key, fit in trials.scored().items()
            if key[1] is kind
        }
        y = dataset.y_train
        if self.spec.evaluation.method == "test":
            y = np.concatenate([y, dataset.y_test])
        job = Job(trials.source, len(dataset.y_train), settled)
        return Rows(np.arange(len(y)), job), y

    def _known_score(self, score: float | None, state: FitState) -> float:
        if score is None or state is FitState.FAILED:
            return math.nan
        return -self.spec.objective.cost(score)

    def grids(self) -> list[dict[str, list[Any]]]:
        """What a search over a grid takes."""
        return grids(self.spec.space, int(self.options.get("points", strategies.GRID_POINTS)))

    def distributions(self) -> list[dict[str, Any]]:
        """What a search that draws takes."""
        return distributions(self.spec.space)

    # -- what it gives ---------------------------------------------------------------------

    def _hear(self, message: dict[str, Any]) -> None:
        """A worker's report, on Dask's thread."""
        number, kind, index = message["fit"]
        kind = FitKind(kind)
        if message["event"] == "started":
            values, place = message["values"], Place(**message["place"])
            if kind is not FitKind.REFIT:
                self.trials.open_trial(number, values, self.reason(place), str(number - 1))
            task = self.trials.fit_task(number, values, index, kind)
            self.trials.fit_started(task, message["worker"])
        elif message["event"] == "epoch":
            self.trials.fit_epoch((number, kind, index), message)
        else:
            self.trials.fit_ended(
                FitOutcome(
                    number,
                    kind,
                    index,
                    message["score"],
                    message["seconds"],
                    message["program"],
                    message["epochs"],
                    error=message["error"],
                )
            )
            key = (number, kind, index)
            self.trials.queue.heard(key, len(message["epochs"]), message["seconds"])

    def _settle_recorded(self) -> None:
        """Ends trials whose last fit an earlier run recorded, and nothing after it."""
        for trial in self.trials.recorded():
            fits = range(self.spec.evaluation.fits)
            if all(self.trials.has_ended(trial.number, index) for index in fits):
                self.trials.open_trial(trial.number, trial.values)
                self.trials.settle(trial.number)

    def _settle(self, search: Any, candidate: Candidate) -> None:
        """Waits for the last reports; what never came is recorded from the search's results."""
        trials, results = self.trials, search.cv_results_
        numbers = range(1, len(results["params"]) + 1)
        if not trials.wait_for(numbers, PATIENCE):
            log.warning("Study %s misses reports of its fits.", trials.study)
        kind = self.spec.evaluation.kind
        for number, params in zip(numbers, results["params"], strict=True):
            if trials.is_over(number):
                continue
            values = chosen(self.spec, candidate.get_params() | params)
            trials.open_trial(number, values, {"text": "From the search's results."})
            for index in range(search.n_splits_):
                score = float(results[f"split{index}_test_score"][number - 1])
                scored = -self.spec.objective.cost(score)
                error = None if math.isfinite(score) else "Its report was lost."
                if not trials.has_ended(number, index):
                    trials.fit_ended(
                        FitOutcome(number, kind, index, scored, 0.0, "", [], error=error)
                    )
            trials.settle(number)
        trials.choose(int(search.best_index_) + 1)

    def _refitted(self, best: Candidate, futures: list[Future]) -> Weights | None:
        """Trains the best once more on all rows, on a worker; None if that was done earlier."""
        place = current_place()
        if self.trials.has_best_model(FitKind.REFIT, place.number):
            return None
        task = self.trials.fit_task(place.number, {}, 0, FitKind.REFIT, best.epochs)
        weights: Weights = self.trials.queue.result(
            self.trials.check, refit, clone(best), *futures, place, task=task
        )
        return weights
