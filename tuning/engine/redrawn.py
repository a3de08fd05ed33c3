"""Models that are drawn anew for another fit of their architecture, in place of built.

Keras takes longer to build a small network than a program to train it. What decides a fit and not
its architecture is set in the model that an earlier fit has left: weights, seeds, rates.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import keras
import tensorflow as tf

from tuning import catalog, tasks
from tuning.catalog import IN_VARIABLES, KerasObject, Layer
from tuning.engine import models
from tuning.engine.compiled.executor import in_order
from tuning.engine.compiled.fused import FusedModel
from tuning.engine.compiled.tracing import give_back, traced
from tuning.engine.models import made
from tuning.space import Values
from tuning.tasks import Task


class Models:
    """The models that were used last. For one thread: another fit takes the same model."""

    def __init__(self, most: int = 32) -> None:
        self._most = most
        self._known: OrderedDict[Any, _Drawn] = OrderedDict()

    def build(
        self,
        family: str,
        values: Values,
        shape: catalog.Shape,
        classes: int,
        seed: int,
        metrics: tuple[str, ...] | None = None,
        task: Task = tasks.CLASSIFICATION,
        steps: int = 1,
    ) -> FusedModel:
        """As `models.build`, and equal to what that gives; the one that was given before is void.

        Raises TrialFailed.
        """
        full = catalog.family(family).values(values)
        same = tuple((n, bool(v) if n in IN_VARIABLES else v) for n, v in sorted(full.items()))
        key = (family, same, shape, classes, metrics, task.name)
        known = self._known.pop(key, None)
        if known is not None and known.can_be:
            layers = catalog.family(family).layers(full, shape, task.output(classes))
            known.draw(layers, catalog.optimizer(full, steps), seed)
        else:
            if known is not None:
                known.drop()
            built = models.build(family, values, shape, classes, seed, metrics, task, steps)
            known = _Drawn(built)
        self._known[key] = known
        if len(self._known) > self._most:
            self._known.popitem(last=False)[1].drop()
        return known.model


class _Drawn:
    """A model that an earlier fit has left, and what draws all of it in one call."""

    def __init__(self, model: FusedModel) -> None:
        self.model = model
        self._draws: Any = None

    @property
    def can_be(self) -> bool:
        """Whether it can be drawn anew; an optimizer with a state cannot."""
        plain = all(type(layer) in _SET for layer in self.model.layers)
        return plain and not self.model.optimizer.built

    def draw(self, layers: tuple[Layer, ...], optimizer: KerasObject, seed: int) -> None:
        """Makes it the model that these layers and this optimizer describe."""
        own, rate = self.model, made(optimizer.options["learning_rate"], seed)
        is_constant = isinstance(rate, float)
        pairs = list(zip(own.layers[1:], layers, strict=True))
        for layer, described in pairs:
            _SET[type(layer)](layer, described.options, seed)
        if self._draws is None:

            def draws(seed: Any, rate: Any) -> None:
                for layer, described in pairs:
                    _draw(layer, described, seed)
                own.optimizer.iterations.assign(0)
                if is_constant:
                    own.optimizer.learning_rate.assign(rate)

            specs = tf.TensorSpec([], tf.int64), tf.TensorSpec([], tf.float32)
            self._draws = traced(draws).get_concrete_function(*specs)
        with in_order():
            self._draws(tf.constant(seed, tf.int64), tf.constant(rate if is_constant else 0.0))
        if not is_constant:
            own.optimizer.learning_rate = rate
        own.shuffle_seed, own.class_weights = seed, None

    def drop(self) -> None:
        if self._draws is not None:
            give_back([self._draws])


class _Given(keras.random.SeedGenerator):
    """A seed that is a tensor, where Keras takes a generator."""

    def __init__(self, seed: Any) -> None:
        self._seed = seed

    def next(self, ordered: bool = True) -> Any:
        return tf.stack([self._seed, tf.zeros_like(self._seed)])


def _draw(layer: keras.layers.Layer, described: Layer, seed: Any) -> None:
    """Traced: what a layer starts from, by its fit's seed."""
    if isinstance(layer, keras.layers.Dropout) and layer.rate > 0:
        own = _Given(seed + described.options["seed"].after)
        layer.seed_generator.state.assign(own.next())
    if isinstance(layer, keras.layers.Dense):
        initializer = keras.initializers.get(made(described.options["kernel_initializer"], 0))
        if hasattr(initializer, "seed"):
            after = described.options["kernel_initializer"].options["seed"].after
            initializer.seed = _Given(seed + after)
        layer.kernel.assign(initializer(layer.kernel.shape, layer.kernel.dtype))
        if layer.bias is not None:
            layer.bias.assign(layer.bias_initializer(layer.bias.shape, layer.bias.dtype))


def _set_dense(layer: keras.layers.Dense, options: Any, seed: int) -> None:
    initializer = made(options["kernel_initializer"], seed)
    layer.kernel_initializer = keras.initializers.get(initializer)
    if layer.kernel_regularizer is not None:
        layer.kernel_regularizer = made(options["kernel_regularizer"], seed)


def _set_dropout(layer: keras.layers.Dropout, options: Any, seed: int) -> None:
    layer.rate, layer.seed = options["rate"], made(options["seed"], seed)
    if layer.rate > 0:
        layer.seed_generator._initial_seed = layer.seed


def _set_nothing(layer: keras.layers.Layer, options: Any, seed: int) -> None:
    """It has neither seed nor rate."""


_SET = {
    keras.layers.InputLayer: _set_nothing,
    keras.layers.Flatten: _set_nothing,
    keras.layers.Activation: _set_nothing,
    keras.layers.Dense: _set_dense,
    keras.layers.Dropout: _set_dropout,
}
"""The layers that can be drawn anew, and what is set in them besides their variables."""
