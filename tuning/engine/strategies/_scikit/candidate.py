"""A candidate of a scikit-learn search as a worker trains it: SciKeras' estimator, reporting.

Hyperparameters come as SciKeras routes them. X is `Rows`, row numbers in place
of the rows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from scikeras.wrappers import BaseWrapper, KerasClassifier, KerasRegressor

from tuning import metrics
from tuning.datasets import Dataset
from tuning.engine import data, stops, worker
from tuning.engine.compiled.fused import FusedModel
from tuning.engine.fits import Weights
from tuning.engine.strategies._scikit.places import Place, current_place
from tuning.engine.strategies._scikit.reporting import FitReporter
from tuning.engine.strategies._scikit.rows import Job, Rows, rows_and_targets, validated
from tuning.engine.strategies._scikit.spaces import chosen
from tuning.errors import TrialFailed
from tuning.metrics import Measure
from tuning.study import FitKind


class OnRows:
    """A fused model that is handed row numbers; what SciKeras holds as its Keras model."""

    def __init__(self, model: FusedModel, ready: data.Prepared, reporter: FitReporter) -> None:
        self.model, self._ready, self._reporter = model, ready, reporter

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)

    def fit(self, x: np.ndarray, y: np.ndarray, **options: Any) -> keras.callbacks.History:
        rows = x[x < len(self._ready.y)].astype(np.int32)
        ready = replace(self._ready, rows=rows)
        task = self._reporter.task
        validate = task.kind is not FitKind.REFIT
        worker.train(self.model, task, ready, self._reporter.epochs, validate=validate)
        self._reporter.program = self.model.program
        return self.model.history

    def predict(self, x: np.ndarray, **options: Any) -> np.ndarray:
        inputs, _ = self._of(x[:, 0])
        return self._ready.said(self.model.predict(inputs))

    def evaluate(self, rows: np.ndarray) -> dict[str, float]:
        """What Keras measures on rows (n,), by name."""
        return self.model.evaluate(*self._of(rows), return_dict=True)

    def _of(self, rows: np.ndarray) -> list[tf.Tensor]:
        """The inputs and the targets of rows: those of the test set come last."""
        known = len(self._ready.y)
        held, tested = rows[rows < known], rows[rows >= known] - known
        pairs = zip((self._ready.x, self._ready.y), self._ready.test, strict=True)
        return [
            tf.concat([tf.gather(whole, held), tf.gather(test, tested)], 0)
            if len(tested)
            else tf.gather(whole, held)
            for whole, test in pairs
        ]


class Candidate(BaseWrapper):
    """SciKeras' estimator. A fit that was recorded earlier answers its score without training."""

    _reporter: FitReporter | None = None
    _settled: float | None = None

    @property
    def reporter(self) -> FitReporter:
        """What the fit under way reports with."""
        assert self._reporter is not None
        return self._reporter

    def _keras_build_fn(self, **_: Any) -> OnRows:
        """What SciKeras calls for a model; the task has what it passes on."""
        model, ready = worker.build(self.reporter.task)
        return OnRows(model, ready, self.reporter)

    def _get_compile_kwargs(self) -> dict[str, Any]:
        """What SciKeras would compile a model with: `worker.build` gives it compiled."""
        return {}

    def fit(self, X: Rows, y: np.ndarray, sample_weight: Any = None, **kwargs: Any) -> Candidate:
        """As SciKeras'; a failed training is kept for `score`. Raises StudyStopped."""
        if X.refit is not None:
            X.refit(self)
        else:
            self.train(X, y, current_place())
        return self

    def train(self, X: Rows, y: np.ndarray, place: Place) -> None:
        """Trains the fit of the search that `place` names, unless its score is recorded."""
        source = X.job.source
        if place.kind is not FitKind.REFIT:
            self._settled = X.job.settled.get((place.number, place.index))
        if self._settled is not None:
            return
        stops.check_stopped(source.study_id)
        assert X.site is not None
        data.hold(source.dataset_key, X.site.dataset)
        values = chosen(source.spec, self.get_params())
        task = source.task(place.number, values, place.index, place.kind, self.epochs)
        self._reporter = FitReporter(task, place, X.site.send)
        with self._reporter.failures():
            super().fit(X.column, y)

    def score(self, X: Rows, y: np.ndarray, sample_weight: Any = None) -> float:
        """The study's metric on the rows of `X`, the greater the better; NaN if the fit failed."""
        if self._settled is not None:
            return self._settled
        reporter, found = self.reporter, math.nan
        objective = reporter.task.objective
        if reporter.error is None:
            with reporter.failures():
                found = self._measured(objective.measure, X, y)
        reporter.end(found)
        return math.nan if reporter.error else -objective.cost(found)

    def _measured(self, measure: Measure, X: Rows, y: np.ndarray) -> float:
        """As at the end of every epoch. Raises TrialFailed where it is undefined on these rows.

        The training has measured it where it validated on these rows: it left the model with the
        weights of the epoch that scores the fit.
        """
        known, split = self.reporter.epochs.score, self.reporter.task.split
        assert X.site is not None
        if known is not None and np.array_equal(X.numbers, validated(X.site.dataset, split)):
            return known
        if measure.reckon is None:
            return self.model_.evaluate(X.numbers)[measure.name]
        found = metrics.judge([measure.name], y, self.outputs(X))
        if measure.name not in found:
            raise TrialFailed(worker.undefined(self.reporter.task.objective))
        return found[measure.name]

    def weights(self) -> Weights:
        """What the fit learned. Raises TrialFailed."""
        if self.reporter.error is not None:
            raise TrialFailed(self.reporter.error)
        return [np.array(weight) for weight in self.model_.get_weights()]

    def outputs(self, X: Rows) -> np.ndarray:
        """What the network says of the rows of `X`, beside which the truth can be held."""
        raise NotImplementedError


@dataclass(frozen=True)
class ClassNumbers:
    """SciKeras' encoder of targets that are class numbers already: they stay what they are.

    Its own learns them anew from every fit's rows, which takes as long as an epoch of a small
    network, and those that a small sample happens to lack must be told to it.
    """

    classes: int

    def fit(self, y: np.ndarray) -> ClassNumbers:
        return self

    def transform(self, y: np.ndarray) -> np.ndarray:
        return y

    def inverse_transform(self, outputs: np.ndarray, return_proba: bool = False) -> np.ndarray:
        """From the probabilities (n, classes) to these or to the likeliest classes (n,)."""
        return outputs if return_proba else outputs.argmax(axis=1)

    def get_metadata(self) -> dict[str, Any]:
        """What SciKeras wants to know of the targets."""
        return {
            "classes_": np.arange(self.classes),
            "n_classes_": self.classes,
            "n_outputs_": 1,
            "n_outputs_expected_": 1,
        }


class Classifier(Candidate, KerasClassifier):
    """The candidate that tells classes apart."""

    @property
    def target_encoder(self) -> ClassNumbers:
        """All classes of the data, those that a small sample happens to lack included."""
        return ClassNumbers(self.reporter.task.classes)

    def outputs(self, X: Rows) -> np.ndarray:
        """The classes' probabilities."""
        return np.asarray(self.predict_proba(X.column))


class Regressor(Candidate, KerasRegressor):
    """The candidate that predicts a quantity."""

    def outputs(self, X: Rows) -> np.ndarray:
        """The quantities, in their own unit."""
        return np.asarray(self.predict(X.column))


CANDIDATES: dict[str, type[Candidate]] = {
    "classification": Classifier,
    "regression": Regressor,
}
"""The candidate of each learning task."""


def refit(candidate: Candidate, job: Job, dataset: Dataset, place: Place) -> Weights:
    """On a worker: the best candidate on all rows. Raises TrialFailed, StudyStopped."""
    send = worker.send_through_dask(job.source.study_id)
    candidate.train(*rows_and_targets(job, dataset, send), place)
    candidate.reporter.end(None)
    return candidate.weights()
