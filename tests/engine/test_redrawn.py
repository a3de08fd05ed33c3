"""A model that is drawn anew is the model that would have been built."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from tuning import catalog
from tuning.engine import models
from tuning.engine.compiled import fused
from tuning.engine.redrawn import Models
from tuning.space import Values

ROWS = np.random.default_rng(0).random((40, 6), dtype=np.float32)
CLASSES = (ROWS[:, :3].argmax(axis=1)).astype(np.int64)
FITS: list[Values] = [
    {"units": 5, "learning_rate": 0.01, "dropout": 0.2, "l2": 0.01},
    {"units": 5, "learning_rate": 0.02, "dropout": 0.3, "l2": 0.001},
    {"units": 5, "learning_rate": 0.5, "dropout": 0.1, "l2": 0.1},
]


def trained(model: fused.FusedModel) -> list[np.ndarray]:
    validation = (ROWS, CLASSES)
    x, y = fused._features(ROWS), fused._labels(CLASSES)
    given = (fused._features(ROWS), fused._labels(validation[1]))
    fused.train(model, x, y, validation=given, batch=16, epochs=2, mode="graph")
    return [np.array(weight) for weight in model.get_weights()]


@pytest.mark.parametrize(
    "more",
    [
        *({"initialization": each} for each in catalog.FAMILIES["dense"]["initialization"].every()),
        {"optimizer": "sgd", "momentum": 0.5, "schedule": "cosine", "layers": 2},
    ],
    ids=lambda more: " ".join(f"{name}={value}" for name, value in more.items()),
)
def test_it_has_the_weights_seeds_and_rates_of_a_built_one(more: Values) -> None:
    """Of a third fit, before it trains and after."""
    kept = Models()
    for seed, values in enumerate(FITS):
        mine = kept.build("dense", values | more, (6,), 3, seed, steps=6)
        built = models.build("dense", values | more, (6,), 3, seed, steps=6)
        for a, b in zip(mine.variables, built.variables, strict=True):
            np.testing.assert_array_equal(a, b)
        mine_config, built_config = (
            keras.Model(each.inputs, each.outputs).get_config()["layers"] for each in (mine, built)
        )
        for a, b in zip(mine_config, built_config, strict=True):
            for name in ("rate", "seed", "kernel_initializer", "kernel_regularizer", "units"):
                assert a["config"].get(name) == b["config"].get(name)
        for a, b in zip(trained(mine), trained(built), strict=True):
            np.testing.assert_array_equal(a, b)
    assert mine is kept.build("dense", FITS[0] | more, (6,), 3, 9, steps=6)


def test_one_that_has_an_optimizer_with_a_state_is_built_again() -> None:
    kept = Models()
    first = kept.build("dense", FITS[0], (6,), 3, 0)
    first.fit(ROWS, CLASSES, verbose=0)
    assert kept.build("dense", FITS[0], (6,), 3, 0) is not first
