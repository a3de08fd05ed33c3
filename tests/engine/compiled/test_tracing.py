"""A program that is dropped leaves nothing of its graphs behind."""

from __future__ import annotations

import gc

import numpy as np
import pytest
import tensorflow as tf

from tuning.engine import models
from tuning.engine.compiled import fused
from tuning.engine.compiled.programs import Mode, Programs


def parts_of_graphs() -> int:
    """How many operations and tensors of graphs there are."""
    gc.collect()
    return sum(type(each).__name__ in ("Operation", "SymbolicTensor") for each in gc.get_objects())


@pytest.mark.parametrize("mode", ["graph", pytest.param("xla", marks=pytest.mark.long)])
def test_the_graphs_of_a_dropped_program_are_gone(
    mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fused, "PROGRAMS", Programs(most=1))
    rng = np.random.default_rng(0)
    x = tf.constant(rng.random((40, 6), dtype=np.float32))
    y = tf.constant(rng.integers(0, 3, 40), tf.int32)

    def train(units: int) -> None:
        model = models.build("dense", {"units": units, "epochs": 1}, (6,), 3, seed=1)
        fused.train(model, x, y, validation=(x, y), batch=16, epochs=1, mode=mode)

    train(3)
    before = parts_of_graphs()
    for units in (4, 5, 6):
        train(units)
    assert parts_of_graphs() - before < 30  # an architecture has some hundreds


def test_operations_keep_no_stack_and_errors_still_name_them() -> None:
    @tf.function
    def wrong(x: tf.Tensor) -> tf.Tensor:
        return tf.debugging.assert_all_finite(x, "not finite here")

    with pytest.raises(tf.errors.InvalidArgumentError, match="not finite here"):
        wrong(tf.constant([float("nan")]))
