"""What the winner meets on a worker when the search is over: the test set; and its file."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import keras
import numpy as np

from tuning.datasets import Dataset, preprocessing
from tuning.engine import data, exported, measuring, worker
from tuning.engine.fits import FitTask, TestedModel, Weights


def test_winner(task: FitTask, dataset: Dataset, weights: Weights) -> TestedModel:
    """The winner's one look at the test set: its model is built, given its weights, and saved."""
    data.hold(task.split.dataset, dataset)
    model, ready = worker.build(task)
    model.set_weights(weights)
    x, y = ready.test
    said = ready.said(model.predict(x))
    found = model.evaluate(x, y, return_dict=True) | measuring.of_test(task, ready, said)
    names = dict.fromkeys((*measuring.named(task), *task.metrics))
    file = keras_file(raw(model, dataset, ready))
    held_out = None
    if task.classes == 2 and ready.validation is not ready.test:
        held_out = (model.predict(ready.validation[0]), ready.truth)
    return TestedModel({n: found[n] for n in names if n in found}, said, file, held_out)


def out_of_fold(task: FitTask, dataset: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """What a fit says of the rows that validate it once it is trained, (n, classes), and the truth.

    It is no part of the record. Raises TrialFailed, StudyStopped.
    """
    data.hold(task.split.dataset, dataset)
    model, ready = worker.build(task)
    worker.train(model, task, ready, worker.EpochReporter(task, worker.send_nothing))
    return model.predict(ready.validation[0]), ready.truth


def raw(model: keras.Model, dataset: Dataset, ready: data.Prepared) -> keras.Model:
    """The model as it takes rows of the data set's file: see `tuning.engine.exported`."""
    if dataset.image_shape is not None:
        largest = data.largest(dataset)
        return exported.raw_model(model, dataset, largest=largest, target=ready.target)
    table = preprocessing.fitted(dataset, ready.rows)
    return exported.raw_model(model, dataset, table, target=ready.target)


def keras_file(model: keras.Model) -> bytes:
    """The model as the bytes of a `.keras` file that plain Keras opens."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        return path.read_bytes()
