"""The score of one fit on rows of its own, by the name of what is measured."""

from __future__ import annotations

import keras
import numpy as np

from tuning import metrics
from tuning.engine import models
from tuning.metrics import MEASURES, Measure

RECKONED = {"loss": MEASURES["log_loss"]}
"""What is reckoned for a measure that has no function of its own."""


def score(measure: Measure, y: np.ndarray, given: np.ndarray) -> float:
    """The measure of what a network gave, (rows, classes), for rows of classes `y`, (rows,).

    NaN where it is undefined. What `tuning.metrics` does not reckon, Keras does, as at every epoch.
    """
    measure = RECKONED.get(measure.name, measure)
    if measure.reckon is not None:
        return metrics.judge([measure.name], y, given).get(measure.name, float("nan"))
    metric = models.metric(measure)
    if not isinstance(metric, keras.Metric):
        metric = keras.metrics.MeanMetricWrapper(keras.metrics.get(metric))
    metric.update_state(y, given)
    return float(metric.result())
