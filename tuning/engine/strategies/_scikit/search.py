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
from scipy import stats
from sklearn.base import clone

from tuning import strategies
from tuning.engine.fits import FitOutcome, Weights
from tuning.engine.strategies._base import SearchStrategy
from tuning.engine.strategies._scikit.backend import Backend
from tuning.engine.strategies._scikit.candidate import (
    Candidate,
    Job,
    Place,
    Places,
    Rows,
    Splits,
    build_model,
    chosen,
    fit_at,
    here,
    searched,
    sklearn_name,
)
from tuning.engine.trials import MOST_ATTEMPTS, Trials
from tuning.errors import StudyStopped, TuningError
from tuning.space import AnyParameter, Float, Int, Space
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
        x, y = self._rows()
        client = trials.cluster.client
        shared = trials.queue.data
        futures = [
            client.submit(Rows, x.numbers, x.job, shared, pure=False),
            client.scatter(y, broadcast=True, hash=False),
        ]
        backend = Backend(trials, [x, y], futures)
        trials.on_stop = lambda: backend.fail(StudyStopped("The study was stopped."))
        refitted: list[Weights | None] = []

        def elsewhere(best: Candidate) -> None:
            _check_trained(search)
            refitted.append(self._refitted(best, futures))

        here.elsewhere = elsewhere
        try:
            with joblib.parallel_config(backend=backend, n_jobs=-1):
                search.fit(x, y)
        finally:
            here.elsewhere = trials.on_stop = None
        trials.check()
        _check_trained(search)
        self._settle(search, candidate)
        if refitted and refitted[0] is not None:
            best = trials.best
            assert best is not None
            task = trials.fit_task(best.number, best.values, 0, FitKind.REFIT)
            trials.keep_best_model(task, refitted[0])
        return self._result(search)

    # -- what the search is given ----------------------------------------------------------

    def _candidate(self) -> Candidate:
        return Candidate(
            build_model,
            loss="sparse_categorical_crossentropy",
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
        return score if self.spec.objective.direction == "max" else -score

    def grid(self) -> list[dict[str, list[Any]]]:
        """The space as grids without conditions: one for each combination of what decides them."""
        return [
            {name: list(parameter.points(self.points)) for name, parameter in part.items()}
            for part in conditionless(self.spec.space, self.points)
        ]

    def distributions(self) -> list[dict[str, Any]]:
        """The space as distributions without conditions; lists where values can be listed."""
        return [
            {name: distribution(parameter) for name, parameter in part.items()}
            for part in conditionless(self.spec.space, None)
        ]

    @property
    def points(self) -> int:
        return int(self.options.get("points", strategies.GRID_POINTS))

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
                error = None if math.isfinite(score) else "Its report was lost."
                if not trials.has_ended(number, index):
                    trials.fit_ended(
                        FitOutcome(number, kind, index, abs(score), 0.0, "", [], error=error)
                    )
            trials.settle(number)
        trials.choose(int(search.best_index_) + 1)

    def _refitted(self, best: Candidate, futures: list[Future]) -> Weights | None:
        """Trains the best once more on all rows, on a worker; None if that was done earlier."""
        place = here.place
        assert place is not None
        if self.trials.has_best_model(FitKind.REFIT, place.number):
            return None
        task = self.trials.fit_task(place.number, {}, 0, FitKind.REFIT, best.epochs)
        weights: Weights = self.trials.queue.result(
            self.trials.check, fit_at, clone(best), *futures, place, task=task
        )
        return weights

    def _result(self, search: Any) -> dict[str, Any]:
        sign = 1 if self.spec.objective.direction == "max" else -1
        return {
            "best_score": sign * float(search.best_score_),
            "best_params": searched(search.best_params_),
            "cv_results": table(search.cv_results_),
        }


def table(results: dict[str, Any]) -> list[dict[str, Any]]:
    """scikit-learn's `cv_results_` as rows, by its own column names; times are left to the fits."""
    columns = [
        name for name in results if name in ("iter", "n_resources") or name.endswith("_test_score")
    ]
    return [
        {"trial": k + 1, "params": searched(params)}
        | {name: _number(results[name][k]) for name in columns}
        for k, params in enumerate(results["params"])
    ]


def conditionless(space: Space, points: int | None) -> list[dict[str, AnyParameter]]:
    """The searched parameters without conditions: a part for each combination of deciding values.

    Within a part every parameter is active, and the deciding ones have one value each.
    """
    varied = space.searched
    parents = {parent for parameter in space.parameters.values() for parent in parameter.when}
    deciding = Space(parameters={n: p for n, p in space.parameters.items() if n in parents})
    parts = []
    for combination in deciding.combinations(points):
        part = {}
        for name, parameter in varied.items():
            if name in combination:
                part[name] = space.replace(**{name: combination[name]})[name]
            elif name not in parents and all(
                parent in combination and combination[parent] in wanted
                for parent, wanted in parameter.when.items()
            ):
                part[name] = parameter
        parts.append({sklearn_name(name): parameter for name, parameter in part.items()})
    return parts


def distribution(parameter: AnyParameter) -> Any:
    """What RandomizedSearchCV draws from: a list, or a distribution of SciPy."""
    if isinstance(parameter, Float) and not parameter.is_finite:
        if parameter.scale == "log":
            return stats.loguniform(parameter.low, parameter.high)
        return stats.uniform(parameter.low, parameter.high - parameter.low)
    if isinstance(parameter, Int) and parameter.scale == "log" and not parameter.grid:
        return LogInts(parameter)
    return list(parameter.points())


class LogInts:
    """Whole numbers on a log scale, as a distribution."""

    def __init__(self, parameter: Int) -> None:
        self.parameter = parameter

    def rvs(self, random_state: Any = None) -> int:
        low, high, step = self.parameter.low, self.parameter.high, self.parameter.step
        drawn = stats.loguniform(low, high).rvs(random_state=random_state) if high > low else low
        return int(low + round((drawn - low) / step) * step)


def _check_trained(search: Any) -> None:
    if not math.isfinite(search.best_score_):
        raise TuningError("No trial could be trained to the end, so there is no best model.")


def _number(value: Any) -> int | float | None:
    value = value.item() if isinstance(value, np.generic) else value
    return value if math.isfinite(value) else None
