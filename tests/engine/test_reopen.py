"""What the KerasTuner techniques leave is a project that `keras_tuner` itself reopens."""

from __future__ import annotations

from typing import Any

import keras
import keras_tuner
import pytest

from tests.engine.conftest import Bench
from tests.engine.strategies.test_strategies import document
from tuning.engine.strategies._kerastuner.state import PROJECT

TUNERS: dict[str, tuple[type[keras_tuner.Tuner], dict[str, Any]]] = {
    "random_search": (keras_tuner.RandomSearch, {"max_trials": 3}),
    "hyperband": (keras_tuner.Hyperband, {"max_epochs": 3, "factor": 3}),
}


def build(hp: keras_tuner.HyperParameters) -> keras.Model:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    model.compile("adam", "mse")
    return model


@pytest.mark.parametrize("name", TUNERS)
def test_a_notebook_reopens_the_project(bench: Bench, name: str) -> None:
    number = bench.create(document(name))
    view = bench.run(number)
    kind, options = TUNERS[name]
    tuner = kind(
        hypermodel=build,
        objective=keras_tuner.Objective("val_accuracy", "max"),
        directory=str(bench.settings.models / str(number)),
        project_name=PROJECT,
        overwrite=False,
        **options,
    )
    tuner.reload()
    assert len(tuner.oracle.trials) == len(view.trials)
    best = tuner.oracle.get_best_trials(1)[0]
    assert best.score == pytest.approx(view.study.best_score)
    found = tuner.get_best_hyperparameters(1)[0].values
    best_ones = [t.values for t in view.trials.values() if t.score == view.study.best_score]
    assert any(
        pytest.approx({k: v for k, v in found.items() if k in values})
        == {k: v for k, v in values.items() if k in found}
        for values in best_ones
    )
