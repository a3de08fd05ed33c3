"""Small variables are updated as one, where an optimizer looks at each number by itself."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from tuning.engine.compiled.packing import SMALL, PackedOptimizer

SHAPES = [(SMALL + 1,), (3, 2), (2,)]


def variables(constraint: keras.constraints.Constraint | None = None) -> list[keras.Variable]:
    made = [keras.Variable(tf.ones(shape)) for shape in SHAPES]
    made[1].constraint = constraint
    return made


def trained_as(packed: PackedOptimizer) -> list[int]:
    """How many numbers each update of the optimizer covers."""
    return [int(np.prod(v.shape)) for v in packed.optimizer._trainable_variables]


def test_small_variables_lie_in_one_row_behind_the_large_ones() -> None:
    packed = PackedOptimizer(keras.optimizers.Adam(), variables())
    assert trained_as(packed) == [SMALL + 1, 8]


@pytest.mark.parametrize(
    "options",
    [
        {"clipnorm": 1.0},
        {"weight_decay": 0.1},
        {"use_ema": True},
        {"gradient_accumulation_steps": 2},
    ],
)
def test_what_depends_on_the_variable_is_updated_by_itself(options: dict[str, object]) -> None:
    packed = PackedOptimizer(keras.optimizers.SGD(**options), variables())
    assert trained_as(packed) == [SMALL + 1, 6, 2]


def test_a_constraint_meets_its_own_variable() -> None:
    packed = PackedOptimizer(keras.optimizers.SGD(), variables(keras.constraints.NonNeg()))
    assert trained_as(packed) == [SMALL + 1, 6, 2]


@pytest.mark.parametrize("kind", [keras.optimizers.Adam, keras.optimizers.Nadam])
def test_updates_and_the_way_back_are_those_of_the_plain_optimizer(
    kind: type[keras.optimizers.Optimizer],
) -> None:
    plain, given = kind(0.1), kind(0.1)
    ordinary, mine = variables(), variables()
    plain.build(ordinary)
    given.build(mine)
    packed = PackedOptimizer(given, mine)
    packed.load(given)
    rng = np.random.default_rng(0)
    for _ in range(3):
        gradients = [tf.constant(rng.standard_normal(shape), tf.float32) for shape in SHAPES]
        plain.apply_gradients(zip(gradients, ordinary, strict=True))
        packed.apply_gradients(zip(gradients, mine, strict=True))
    packed.store(given)
    for a, b in zip(mine + given.variables, ordinary + plain.variables, strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-5, atol=1e-6)


def test_an_optimizer_that_has_not_trained_begins_afresh() -> None:
    mine = variables()
    packed = PackedOptimizer(keras.optimizers.Adagrad(), mine)
    before = [v.numpy() for v in packed.optimizer.variables]
    packed.apply_gradients([(tf.ones(v.shape), v) for v in mine])
    packed.load(keras.optimizers.Adagrad(learning_rate=0.5))
    after = [v.numpy() for v in packed.optimizer.variables]
    assert float(packed.optimizer.learning_rate) == 0.5
    assert int(packed.optimizer.iterations) == 0
    for a, b in zip(after[2:], before[2:], strict=True):  # behind the steps and the rate
        np.testing.assert_array_equal(a, b)
