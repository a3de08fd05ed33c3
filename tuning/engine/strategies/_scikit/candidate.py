"""A candidate of a scikit-learn search as a worker trains it: SciKeras' classifier, reporting.

The search hands out row numbers (`Rows`) in place of the rows: every worker has the data already,
prepared by what the fold's training rows say, so that no fold is ever copied. Hyperparameters come
as SciKeras routes them; scores are its own. What `Places`, a callback of scikit-learn, hears in
the worker's thread tells a fit which candidate and fold it is.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from distributed import get_worker
from scikeras.utils.transformers import ClassifierLabelEncoder
from scikeras.wrappers import KerasClassifier
from sklearn.metrics import log_loss

from tuning import strategies
from tuning.datasets import Dataset
from tuning.engine import data, worker
from tuning.engine.compiled.fused import FusedModel
from tuning.engine.fits import FitTask, Report, Source, Weights
from tuning.engine.worker import EpochReporter
from tuning.errors import TrialFailed
from tuning.space import Value, Values
from tuning.study import Evaluation, FitKind, StudySpec

ROUTED = "model__"
DIRECT = ("batch_size", "epochs")
"""Hyperparameters that SciKeras takes itself; it routes the others to the model's function."""


def sklearn_name(name: str) -> str:
    """A hyperparameter's name among the parameters of the estimator."""
    return name if name in DIRECT else ROUTED + name


def searched(params: dict[str, Any]) -> Values:
    """Hyperparameters by their own names, in plain types; SciKeras' own parameters stay out."""
    return {
        name.removeprefix(ROUTED): _plain(value)
        for name, value in params.items()
        if name.startswith(ROUTED) or name in DIRECT
    }


def chosen(spec: StudySpec, params: dict[str, Any]) -> Values:
    """The active values of a trial, from the parameters of its estimator.

    Where rounds raise the epochs, those that this trial got are among them.
    """
    given, space = searched(params), spec.space
    own = {name: given[name] for name in space if name in given}
    values = space.active({**space.fixed, **own})
    return values | {"epochs": given["epochs"]} if strategies.decides_epochs(spec) else values


@dataclass(frozen=True, eq=False)
class Job:
    """What all fits of one search share."""

    source: Source
    rows: int
    """Training rows; greater row numbers are the test set's."""
    settled: dict[tuple[int, int], float] = field(default_factory=dict)
    """Scores by (trial, fit) that need no training: recorded earlier; NaN where it failed."""


class Rows:
    """Row numbers (n,): what the search takes for X.

    Those on a worker know the data that they mean; the engine's are numbers alone.
    """

    def __init__(self, numbers: np.ndarray, job: Job, dataset: Dataset | None = None) -> None:
        self.numbers, self.job, self.dataset = numbers, job, dataset

    @property
    def shape(self) -> tuple[int, int]:
        return (len(self.numbers), 1)

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, key: Any) -> Rows:
        return Rows(self.numbers[key], self.job, self.dataset)

    @property
    def column(self) -> np.ndarray:
        """As SciKeras takes them: (n, 1)."""
        return self.numbers.reshape(-1, 1)


class Splits:
    """The study's own splits as a cross-validator: the same rows as for any other technique.

    Executions repeat them, fit by fit, each from another seed.
    """

    def __init__(self, evaluation: Evaluation, seed: int) -> None:
        self.evaluation, self.seed = evaluation, seed

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        return self.evaluation.fits

    def split(
        self, X: Rows, y: np.ndarray, groups: Any = None
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        rows = X.job.rows
        parts = data.splits(y[:rows], self.evaluation, self.seed)
        if self.evaluation.method == "test":
            parts = [(np.arange(rows), np.arange(rows, len(y)))]
        for _ in range(self.evaluation.executions):
            yield from parts


@dataclass(frozen=True)
class Place:
    """Which fit of the search this is."""

    number: int
    kind: FitKind
    index: int
    round: int = 0
    """Of a halving search: its iteration, from 0."""
    candidates: int = 0
    resources: int = 0


def place_of(search: Any, task: int, kind: FitKind) -> Place:
    """The place of a search's task, by the number that scikit-learn gives it in its round."""
    rounds = getattr(search, "n_candidates_", [])
    candidate, split = divmod(task, search.n_splits_)
    return Place(
        int(sum(rounds[:-1])) + candidate + 1,
        kind,
        split,
        max(len(rounds) - 1, 0),
        int(rounds[-1]) if rounds else 0,
        int(search.n_resources_[-1]) if rounds else 0,
    )


def asked_for(candidate: Candidate, rows: Rows, told: dict[str, Any]) -> tuple[FitTask, bool]:
    """The fit that one call of scikit-learn's `_fit_and_score` will be, and whether it is settled.

    `told` are the call's arguments by name.
    """
    source = rows.job.source
    place = place_of(told["caller"], told["callback_ctx"].task_id, source.spec.evaluation.kind)
    params = candidate.get_params() | told["parameters"]
    values = chosen(source.spec, params)
    task = source.task(place.number, values, place.index, place.kind, int(params["epochs"]))
    return task, (place.number, place.index) in rows.job.settled


class _Here(threading.local):
    """What a thread is at: a worker's fit, or the engine's refit."""

    place: Place | None = None
    run: Run | None = None
    elsewhere: Callable[[Candidate], None] | None = None


here = _Here()


class Places:
    """scikit-learn's callback: leaves the candidate and the split where the fit finds them."""

    def __init__(self, kind: FitKind) -> None:
        self.kind = kind

    def setup(self, estimator: Any, context: Any) -> None:
        pass

    def teardown(self, estimator: Any, context: Any) -> None:
        here.place = None

    def on_fit_task_begin(self, estimator: Any, context: Any) -> None:
        if context.task_name == "candidate-split-evaluation":
            here.place = place_of(estimator, context.task_id, self.kind)
        elif context.task_name == "refit-with-best-params":
            here.place = Place(int(estimator.best_index_) + 1, FitKind.REFIT, 0)

    def on_fit_task_end(self, estimator: Any, context: Any) -> None:
        pass


class Run:
    """One fit under way, and what it has to report."""

    def __init__(self, task: FitTask, place: Place, report: Report) -> None:
        self.task, self.place, self._report = task, place, report
        self.curve = EpochReporter(task, report)
        self.program = ""
        self.error: str | None = None
        self._started = time.perf_counter()
        where = asdict(place) | {"kind": place.kind.value}
        self._say("started", values=task.values, place=where, worker=get_worker().address)

    def end(self, score: float | None) -> None:
        """Reports how it ended; a fit with an error has no score."""
        self._say(
            "ended",
            score=score if self.error is None else None,
            seconds=time.perf_counter() - self._started,
            program=self.program,
            epochs=self.curve.epochs,
            error=self.error,
        )

    def _say(self, event: str, **more: Any) -> None:
        task = self.task
        key = (task.trial, task.kind.value, task.index)
        self._report({"event": event, "fit": key, "time": time.time(), **more})


class OnRows:
    """A fused model that is handed row numbers; what SciKeras holds as its Keras model."""

    def __init__(self, model: FusedModel, ready: data.Prepared, run: Run) -> None:
        self.model, self._ready, self._run = model, ready, run

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)

    def fit(self, x: np.ndarray, y: np.ndarray, **options: Any) -> keras.callbacks.History:
        rows = x[x < len(self._ready.y)].astype(np.int32)
        ready = replace(self._ready, rows=rows)
        validate = self._run.task.kind is not FitKind.REFIT
        worker.train(self.model, self._run.task, ready, self._run.curve, validate=validate)
        self._run.program = self.model.program
        return self.model.history

    def predict(self, x: np.ndarray, **options: Any) -> np.ndarray:
        rows, known = x[:, 0], len(self._ready.y)
        held = tf.gather(self._ready.x, rows[rows < known])
        tested = tf.gather(self._ready.test[0], rows[rows >= known] - known)
        return self.model.predict(held if len(tested) == 0 else tf.concat([held, tested], 0))


def build_model(**_: Any) -> OnRows:
    """The function that SciKeras calls for a model: builds the one that this thread's fit is of."""
    run = here.run
    assert run is not None
    model, ready = worker.build(run.task)
    return OnRows(model, ready, run)


class Candidate(KerasClassifier):
    """SciKeras' classifier. A fit that was recorded earlier answers its score without training."""

    _run: Run | None = None
    _settled: float | None = None

    @property
    def target_encoder(self) -> ClassifierLabelEncoder:
        """All classes of the data, those that a small sample happens to lack included."""
        assert here.run is not None
        classes = np.arange(here.run.task.classes)
        return ClassifierLabelEncoder(loss=self.loss, categories=[classes])

    def fit(self, X: Rows, y: np.ndarray, sample_weight: Any = None, **kwargs: Any) -> Candidate:
        """As `KerasClassifier.fit`; a failed training is kept for `score`. Raises StudyStopped."""
        if here.elsewhere is not None:
            here.elsewhere(self)
            return self
        place, source = here.place, X.job.source
        assert place is not None
        if place.kind is not FitKind.REFIT:
            self._settled = X.job.settled.get((place.number, place.index))
        if self._settled is not None:
            return self
        worker.check_stopped(source.study)
        assert X.dataset is not None
        data.hold(source.dataset_key, X.dataset)
        values = chosen(source.spec, self.get_params())
        task = source.task(place.number, values, place.index, place.kind, self.epochs)
        self._run = here.run = Run(task, place, worker.report_through_dask(source.study))
        with _Failures(self._run):
            super().fit(X.column, y)
        return self

    def score(self, X: Rows, y: np.ndarray, sample_weight: Any = None) -> float:
        """The accuracy, or minus the loss, on the rows of `X`; NaN if the fit failed."""
        if self._settled is not None:
            return self._settled
        run, score = self._run, math.nan
        assert run is not None
        here.run = run
        if run.error is None:
            with _Failures(run):
                score = self._measured(X, y, run.task)
        run.end(abs(score))
        return math.nan if run.error else score

    def weights(self) -> Weights:
        """What the fit learned. Raises TrialFailed."""
        assert self._run is not None
        if self._run.error is not None:
            raise TrialFailed(self._run.error)
        return [np.array(weight) for weight in self.model_.get_weights()]

    def _measured(self, X: Rows, y: np.ndarray, task: FitTask) -> float:
        if task.objective.direction == "max":
            return float(super().score(X.column, y))
        return -float(log_loss(y, self.predict_proba(X.column), labels=np.arange(task.classes)))


class _Failures:
    """Keeps a failed training as its run's error, in one sentence; lets everything else pass."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, failure: BaseException | None, _: Any) -> bool:
        if isinstance(failure, TrialFailed):
            self._run.error = str(failure)
        elif isinstance(failure, tf.errors.OpError | ValueError | MemoryError):
            first = str(failure).splitlines() or [type(failure).__name__]
            self._run.error = f"Training failed: {first[0]}"
        else:
            return False
        return True


def fit_at(candidate: Candidate, X: Rows, y: np.ndarray, place: Place) -> Weights:
    """On a worker: one fit by itself, the refit. Raises TrialFailed, StudyStopped."""
    here.place = place
    candidate.fit(X, y)
    assert candidate._run is not None
    candidate._run.end(None)
    return candidate.weights()


def _plain(value: Any) -> Value:
    value = value.item() if isinstance(value, np.generic) else value
    return float(f"{value:.12g}") if isinstance(value, float) else value
