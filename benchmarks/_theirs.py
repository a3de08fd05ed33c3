"""The other side: a plain library as its documentation shows it, in a process of its own.

`python -m benchmarks._theirs JOB RESULT` reads a job (see `Workload.job`), trains, and writes the
seconds and every fit's accuracy. Nothing of this project's engine is imported, and TensorFlow keeps
its own defaults. One tiny fit (in every process of joblib's pool) comes before the clock starts, so
that no import of TensorFlow is counted; nothing is printed while it trains (`verbose=0`), and the
data are float32: all of that helps this side.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._machine import Stopwatch, Stretch

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
Fits = list[dict[str, Any]]
"""One entry a configuration: its values by our names, the accuracy of each of its fits."""
GRID_NAMES = {"batch_size": "batch_size", "epochs": "epochs", "units": "model__units"}


def load(path: str) -> Arrays:
    """As the article prepares MNIST: flat rows from 0 to 1."""
    with np.load(path) as file:
        x_train, y_train, x_test, y_test = (
            file[name] for name in ("x_train", "y_train", "x_test", "y_test")
        )
    largest = np.float32(max(x_train.max(), x_test.max()))
    x_train, x_test = (
        part.reshape(len(part), -1).astype(np.float32) / largest for part in (x_train, x_test)
    )
    return x_train, y_train.astype(np.int64), x_test, y_test.astype(np.int64)


def param_grid(job: dict[str, Any]) -> dict[str, list[Any]]:
    """A job's axes as GridSearchCV takes them."""
    return {GRID_NAMES[name]: values for name, values in job["axes"].items()}


def create_model(units: int = 32, features: int = 784) -> Any:
    """The article's model for KerasClassifier."""
    import keras

    model = keras.Sequential(
        [
            keras.Input((features,)),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


def grid(job: dict[str, Any], data: Arrays, watch: Callable[[], Stopwatch]) -> tuple[Stretch, Fits]:
    """GridSearchCV over KerasClassifier."""
    from scikeras.wrappers import KerasClassifier
    from sklearn.model_selection import GridSearchCV

    x, y = data[:2]
    model = KerasClassifier(model=create_model, model__units=32, verbose=0)
    GridSearchCV(model, {"epochs": [1, 1]}, n_jobs=-1, cv=2, refit=True).fit(x[:200], y[:200])
    clock = watch()
    search = GridSearchCV(
        estimator=model, param_grid=param_grid(job), n_jobs=-1, cv=job["folds"], refit=True
    )
    search.fit(x, y)
    ended = clock.read()
    results = search.cv_results_
    ours = {theirs: name for name, theirs in GRID_NAMES.items()}
    return ended, [
        {
            "values": {ours[name]: value for name, value in params.items()},
            "scores": [results[f"split{fold}_test_score"][k] for fold in range(job["folds"])],
        }
        for k, params in enumerate(results["params"])
    ]


def hparams(
    job: dict[str, Any], data: Arrays, watch: Callable[[], Stopwatch]
) -> tuple[Stretch, Fits]:
    """A loop over `model.fit` that writes HParams summaries."""
    import tensorflow as tf
    from tensorboard.plugins.hparams import api as hp

    x_train, y_train, x_test, y_test = data

    def train_test_model(values: dict[str, Any], rows: int) -> tuple[float, float]:
        model = tf.keras.Sequential(
            [
                tf.keras.layers.Dense(values["units"], activation="relu"),
                tf.keras.layers.Dropout(values["dropout"]),
            ]
        )
        if values["layers"] == 2:
            model.add(tf.keras.layers.Dense(values["units"], activation="relu"))
        model.add(tf.keras.layers.Dense(10, activation="softmax"))
        kinds = {"adam": tf.keras.optimizers.Adam, "sgd": tf.keras.optimizers.SGD}
        model.compile(
            optimizer=kinds[values["optimizer"]](learning_rate=values["learning_rate"]),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],  # Keras 3 refuses the article's "mse" with class numbers
        )
        model.fit(
            x_train[:rows],
            y_train[:rows],
            epochs=values["epochs"],
            batch_size=values["batch_size"],
            verbose=0,
        )
        loss, accuracy = model.evaluate(x_test[:rows], y_test[:rows], verbose=0)
        return float(loss), float(accuracy)

    def run(folder: str, values: dict[str, Any]) -> float:
        with tf.summary.create_file_writer(folder).as_default():
            hp.hparams(values)
            loss, accuracy = train_test_model(values, len(x_train))
            tf.summary.scalar("hpaccuracy", accuracy, step=1)
            tf.summary.scalar("hploss", loss, step=1)
        return accuracy

    names, fits = list(job["axes"]), []
    combinations = [dict(zip(names, p, strict=True)) for p in _product(job)]
    train_test_model(combinations[0] | {"epochs": 1}, 200)
    with tempfile.TemporaryDirectory() as logs:
        clock = watch()
        for number, values in enumerate(combinations):
            accuracy = run(f"{logs}/run-{number}", values)
            fits.append({"values": values, "scores": [accuracy]})
        ended = clock.read()
    return ended, fits


def _product(job: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The article's nested loops."""
    return list(itertools.product(*job["axes"].values()))


def random_search(
    job: dict[str, Any], data: Arrays, watch: Callable[[], Stopwatch]
) -> tuple[Stretch, Fits]:
    """KerasTuner's RandomSearch, its own tuner training."""
    import keras
    import keras_tuner

    x_train, y_train, x_test, y_test = data
    layers = keras.layers

    def build_model(hp: Any) -> Any:
        # In the order in which our engine declares them: the same seed then draws the same values.
        activation = hp.Choice("activation", ["relu", "tanh", "sigmoid"], default="relu")
        units = hp.Int("units", min_value=32, max_value=512, step=32, default=32)
        dropout = hp.Float("dropout", 0.0, 0.1, default=0.005, step=0.01)
        rate = hp.Float("learning_rate", 1e-4, 1e-2, sampling="log", default=1e-3)
        model = keras.Sequential([keras.Input((x_train.shape[1],))])
        model.add(layers.Dense(units, activation=activation))
        for k in (1, 2, 3):
            units = hp.Int(f"units_{k}", min_value=8, max_value=64, step=8)
            model.add(layers.Dense(units, activation=activation))
        model.add(layers.Dropout(dropout))
        model.add(layers.Dense(10, activation="softmax"))
        model.compile(
            optimizer=keras.optimizers.Adam(rate),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
        return model

    class Best(keras.callbacks.Callback):
        """Notes each execution's best accuracy: the tuner itself keeps their mean alone."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path, self.best = path, 0.0

        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            self.best = max(self.best, float((logs or {})["val_accuracy"]))

        def on_train_end(self, logs: dict[str, float] | None = None) -> None:
            with open(self.path, "a") as file:
                file.write(f"{self.best}\n")

    build_model(keras_tuner.HyperParameters()).fit(
        x_train[:200], y_train[:200], validation_data=(x_test[:200], y_test[:200]), verbose=0
    )
    with tempfile.TemporaryDirectory() as folder:
        noted = f"{folder}/executions.txt"
        clock = watch()
        tuner = keras_tuner.RandomSearch(
            hypermodel=build_model,
            objective="val_accuracy",
            max_trials=job["trials"],
            seed=job["seed"],
            executions_per_trial=job["executions"],
            directory=folder,
            project_name="randomsearch",
        )
        tuner.search(
            x_train,
            y_train,
            epochs=job["epochs"],
            validation_data=(x_test, y_test),
            callbacks=[Best(noted)],
            verbose=0,
        )
        ended = clock.read()
        best = [float(line) for line in Path(noted).read_text().split()]
    trials = [tuner.oracle.trials[number] for number in tuner.oracle.start_order]
    each = job["executions"]
    return ended, [
        {"values": trial.hyperparameters.values, "scores": best[k * each : (k + 1) * each]}
        for k, trial in enumerate(trials)
    ]


def main() -> None:
    """Reads the job, trains, writes the result."""
    job = json.loads(Path(sys.argv[1]).read_text())
    data = load(job["data"])
    run = {"grid": grid, "hparams": hparams, "random_search": random_search}[job["workload"]]
    time_used, fits = run(job, data, lambda: Stopwatch(os.getpid()))
    result = {**time_used._asdict(), "fits": fits}
    Path(sys.argv[2]).write_text(json.dumps(result, default=float))


if __name__ == "__main__":
    main()
