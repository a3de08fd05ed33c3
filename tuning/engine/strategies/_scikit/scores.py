"""The score of one fit on rows of its own, by the name of what is measured."""

from __future__ import annotations

import keras
import numpy as np
from sklearn.metrics import accuracy_score, log_loss

from tuning.engine import models
from tuning.metrics import Measure

SCIKIT = {
    "accuracy": lambda y, given: accuracy_score(y, given.argmax(axis=1)),
    "loss": lambda y, given: log_loss(y, given, labels=np.arange(given.shape[1])),
}
"""What scikit-learn reckons itself, in double precision, for a score as its searches give it."""


def score(measure: Measure, y: np.ndarray, given: np.ndarray) -> float:
    """The measure of what a network gave, (rows, classes), for rows of classes `y`, (rows,).

    What scikit-learn does not reckon, Keras does, as at every epoch.
    """
    if measure.name in SCIKIT:
        return float(SCIKIT[measure.name](y, given))
    metric = models.metric(measure)
    if not isinstance(metric, keras.Metric):
        metric = keras.metrics.MeanMetricWrapper(keras.metrics.get(metric))
    metric.update_state(y, given)
    return float(metric.result())
