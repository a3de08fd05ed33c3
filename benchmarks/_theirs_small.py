"""The other side on small data: KerasTuner, scikit-learn and Keras as their documentation shows.

`python -m benchmarks._theirs_small JOBS RESULTS` reads a list of jobs (see `Small.job`), trains one
after the other, and writes the seconds, the epochs and every configuration's accuracies. As in
`benchmarks._theirs` nothing of this project's engine is imported, a tiny training comes before each
clock starts, the data are float32 in memory and nothing is printed: all of that helps this side.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import GridSearchCV, ParameterGrid

from benchmarks._machine import Stopwatch

Arrays = dict[str, np.ndarray]


def shape(data: Arrays) -> dict[str, int]:
    """What a network has to know of the data."""
    return {"features": data["x"].shape[1], "classes": int(data["y"].max()) + 1}


def build(
    features: int,
    classes: int,
    units: int = 32,
    learning_rate: float = 0.001,
    dropout: float = 0.0,
    optimizer: str = "adam",
) -> Any:
    """A network with one hidden layer, compiled."""
    import keras

    kinds = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}
    hidden = [keras.layers.Dense(units, activation="relu")]
    if dropout:
        hidden.append(keras.layers.Dropout(dropout))
    output = keras.layers.Dense(classes, activation="softmax")
    model = keras.Sequential([keras.Input((features,)), *hidden, output])
    model.compile(
        optimizer=kinds[optimizer](learning_rate=learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def random_search(job: dict[str, Any], data: Arrays) -> dict[str, Any]:
    """KerasTuner's RandomSearch, its own tuner training."""
    import keras_tuner

    def build_model(hp: Any) -> Any:
        # In the order in which our engine declares them: the same seed then draws the same values.
        drawn = {}
        for name, range_ in job["space"].items():
            if isinstance(range_, list):
                drawn[name] = hp.Choice(name, range_)
            else:
                scale = range_.get("scale", "linear")
                drawn[name] = hp.Float(name, range_["low"], range_["high"], sampling=scale)
        return build(**shape(data), **drawn)

    held_out = (data["x_val"], data["y_val"])
    first = build_model(keras_tuner.HyperParameters())
    first.fit(data["x"][:200], data["y"][:200], validation_data=held_out, verbose=0)
    with tempfile.TemporaryDirectory() as folder:
        clock = Stopwatch(os.getpid())
        tuner = keras_tuner.RandomSearch(
            build_model,
            objective="val_accuracy",
            max_trials=job["trials"],
            seed=job["seed"],
            directory=folder,
        )
        tuner.search(
            data["x"],
            data["y"],
            epochs=job["epochs"],
            batch_size=job["batch"],
            validation_data=held_out,
            verbose=0,
        )
        ended = clock.read()
    trials = [tuner.oracle.trials[number] for number in tuner.oracle.start_order]
    return {
        **ended._asdict(),
        "epochs": job["epochs"] * len(trials),
        "fits": [
            {"values": trial.hyperparameters.values, "scores": [trial.score]} for trial in trials
        ],
    }


def grid(job: dict[str, Any], data: Arrays) -> dict[str, Any]:
    """GridSearchCV over KerasClassifier, of cells from all over the grid, without the refit."""
    from scikeras.wrappers import KerasClassifier

    x, y = data["x"], data["y"]
    axes = {name: np.atleast_1d(values).tolist() for name, values in job["space"].items()}
    every = list(ParameterGrid(axes))
    cells = every[:: len(every) // job["trials"]][: job["trials"]]
    model = KerasClassifier(
        build,
        **shape(data),
        **cells[0],
        batch_size=job["batch"],
        epochs=job["epochs"],
        verbose=0,
    )
    # One tiny fit in every process of joblib's pool, which must import TensorFlow.
    GridSearchCV(model, {"epochs": [1, 1]}, n_jobs=-1, cv=2, refit=False).fit(x[:200], y[:200])
    clock = Stopwatch(os.getpid())
    listed = [{name: [value] for name, value in cell.items()} for cell in cells]
    search = GridSearchCV(model, listed, n_jobs=-1, cv=job["folds"], refit=False)
    search.fit(x, y)
    ended, results = clock.read(), search.cv_results_
    return {
        **ended._asdict(),
        "epochs": job["epochs"] * len(cells) * job["folds"],
        "fits": [
            {
                "values": {name: _plain(value) for name, value in params.items()},
                "scores": [results[f"split{k}_test_score"][place] for k in range(job["folds"])],
            }
            for place, params in enumerate(results["params"])
        ],
    }


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def single(job: dict[str, Any], data: Arrays) -> dict[str, Any]:
    """Building, compiling and fitting one model: the median of a few."""
    held_out, seconds, scores = (data["x_val"], data["y_val"]), [], []
    clock = Stopwatch(os.getpid())
    for _ in range(job["trials"]):
        began = time.perf_counter()
        model = build(**shape(data))
        history = model.fit(
            data["x"],
            data["y"],
            epochs=job["epochs"],
            batch_size=job["batch"],
            validation_data=held_out,
            verbose=0,
        )
        seconds.append(time.perf_counter() - began)
        scores.append(max(history.history["val_accuracy"]))
    read = clock.read()
    return {
        "seconds": statistics.median(seconds),
        "cpu": read.cpu / job["trials"],
        "elsewhere": read.elsewhere,
        "epochs": job["epochs"],
        "fits": [{"values": {}, "scores": scores}],
    }


def main() -> None:
    """Reads the jobs, trains, writes the results in their order."""
    jobs, results = json.loads(Path(sys.argv[1]).read_text()), []
    for job in jobs:
        with np.load(job["data"]) as file:
            data = dict(file)
        run = {"random_search": random_search, "grid": grid, "single": single}[job["workload"]]
        results.append(run(job, data))
    Path(sys.argv[2]).write_text(json.dumps(results, default=float))


if __name__ == "__main__":
    main()
