"""Keras' own optimizer over fewer variables: the small ones of a network are updated as one.

An update costs some operations, or compiled kernels, a variable, however small it is; half of the
variables of a dense network are biases. What an optimizer does number by number is the same for
numbers that lie in one row, so small variables are put behind each other for it. Depends on
TensorFlow and Keras alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import keras
import tensorflow as tf

from tuning.engine.compiled.schedules import cosine_of

SMALL = 4096
"""Numbers in a variable up to which copying it costs less than updating it by itself."""
_NUMBER_BY_NUMBER = (
    keras.optimizers.SGD,
    keras.optimizers.RMSprop,
    keras.optimizers.Adam,
    keras.optimizers.Adagrad,
    keras.optimizers.Adadelta,
    keras.optimizers.Adamax,
    keras.optimizers.Nadam,
    keras.optimizers.AdamW,
)
_NOT_SLOTS = ("_variables", "_trainable_variables")
Lists = Iterable[tuple[list[Any], list[Any]]]
Optimizer: TypeAlias = keras.optimizers.Optimizer


class PackedOptimizer:
    """What a model's `train_step` takes for its optimizer.

    `optimizer`: the one to be like; `variables`: those that are to be trained.
    """

    def __init__(self, optimizer: Optimizer, variables: list[Any]) -> None:
        kind = _IN_ONE_PASS.get(type(optimizer), type(optimizer))
        self.optimizer = kind.from_config(optimizer.get_config())
        self._cosine = cosine_of(optimizer)
        if self._cosine is not None:
            self.optimizer.learning_rate = self._cosine
        self.scale_loss = self.optimizer.scale_loss
        self._variables = variables
        small = [k for k, v in enumerate(variables) if _is_small(v)]
        self._small = small if len(small) > 1 and _is_number_by_number(optimizer) else []
        self._alone = [k for k in range(len(variables)) if k not in self._small]
        self._sizes = [variables[k].value.shape.num_elements() for k in self._small]
        self._trained = [variables[k] for k in self._alone]
        if self._small:
            self._trained.append(keras.Variable(tf.zeros(sum(self._sizes)), name="small"))
        self.optimizer.build(self._trained)
        self._initial = [tf.identity(variable.value) for variable in self.optimizer.variables]

    def apply_gradients(self, gradients_and_variables: Iterable[tuple[Any, Any]]) -> None:
        """One update, as `Optimizer.apply_gradients` with all of the variables in their order."""
        gradients = self._packed([gradient for gradient, _ in gradients_and_variables])
        self.optimizer.apply(gradients, self._trained)
        self._unpack(self._trained, self._variables, self._small)

    # -- the way in and out ----------------------------------------------------------------

    def load(self, optimizer: Optimizer) -> None:
        """Takes over a model's optimizer; the weights must be in `variables` already.

        One that is not built yet has not trained yet: the variables begin as they would in it.
        """
        if self._small:
            self._trained[-1].assign(self._packed(self._variables)[-1])
        if not optimizer.built:
            for variable, value in zip(self.optimizer.variables, self._initial, strict=True):
                variable.assign(value)
        for mine, theirs in self._slots(optimizer):
            for variable, value in zip(mine, self._packed(theirs), strict=True):
                variable.assign(value)
        for own, other in self._others(optimizer):
            own.assign(other)

    def lay_out(self, optimizer: Optimizer) -> None:
        """Takes over along which steps a model's rate falls."""
        if self._cosine is not None:
            self._cosine.load(optimizer)

    def store(self, optimizer: Optimizer) -> None:
        """Gives the optimizer's variables back to one that is built."""
        if not optimizer.built:
            return
        for mine, theirs in self._slots(optimizer):
            self._unpack(mine, theirs, range(len(theirs)))
        for own, other in self._others(optimizer):
            other.assign(own)

    def _slots(self, optimizer: Optimizer) -> Lists:
        return zip(slots(self.optimizer), slots(optimizer), strict=True) if optimizer.built else ()

    def _others(self, optimizer: Optimizer) -> list[tuple[Any, Any]]:
        """The optimizer's variables besides."""
        mine, theirs = (_besides_slots(each) for each in (self.optimizer, optimizer))
        return list(zip(mine, theirs, strict=optimizer.built))

    def _packed(self, values: list[Any]) -> list[Any]:
        """A value for each variable, the small ones in one row behind the others."""
        packed = [values[k] for k in self._alone]
        if self._small:
            packed.append(tf.concat([tf.reshape(values[k], [-1]) for k in self._small], 0))
        return packed

    def _unpack(self, packed: list[Any], variables: list[Any], wanted: Iterable[int]) -> None:
        """Assigns packed values to those of the variables that are wanted."""
        values: dict[int, Any] = dict(zip(self._alone, packed, strict=False))
        if self._small:
            parts = tf.split(tf.convert_to_tensor(packed[-1]), self._sizes)
            values |= dict(zip(self._small, parts, strict=True))
        for k in wanted:
            variables[k].assign(tf.reshape(values[k], variables[k].shape))


class _Adam(keras.optimizers.Adam):
    """Keras' Adam, whose update TensorFlow computes in one pass over the weights."""

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        if self.amsgrad:
            super().update_step(gradient, variable, learning_rate)
            return
        dtype = variable.dtype
        step = tf.cast(self.iterations + 1, dtype)
        first, second = tf.cast(self.beta_1, dtype), tf.cast(self.beta_2, dtype)
        index = self._get_variable_index(variable)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[index].value.handle,
            v=self._velocities[index].value.handle,
            beta1_power=tf.pow(first, step),
            beta2_power=tf.pow(second, step),
            lr=tf.cast(learning_rate, dtype),
            beta1=first,
            beta2=second,
            epsilon=tf.cast(self.epsilon, dtype),
            grad=gradient,
        )


class _AdamW(_Adam, keras.optimizers.AdamW):
    """The same; Keras applies the weight decay before the update."""


_IN_ONE_PASS: dict[type[Optimizer], type[Optimizer]] = {
    keras.optimizers.Adam: _Adam,
    keras.optimizers.AdamW: _AdamW,
}


def slots(optimizer: Optimizer) -> list[list[Any]]:
    """The lists in which a built optimizer keeps a variable for each one that it trains."""
    trained = len(optimizer._trainable_variables)
    return [
        list(value)
        for name, value in sorted(vars(optimizer).items())
        if isinstance(value, list)
        and name not in _NOT_SLOTS
        and len(value) == trained
        and all(isinstance(each, keras.Variable) for each in value)
    ]


def _besides_slots(optimizer: Optimizer) -> list[Any]:
    """Steps and learning rate, which are there before it is built, and what else it keeps."""
    if not optimizer.built:
        return optimizer.variables
    in_slots = {id(variable) for each in slots(optimizer) for variable in each}
    return [variable for variable in optimizer.variables if id(variable) not in in_slots]


def _is_small(variable: Any) -> bool:
    return (
        variable.value.shape.num_elements() <= SMALL
        and variable.constraint is None
        and variable.dtype == "float32"
    )


def _is_number_by_number(optimizer: Optimizer) -> bool:
    """Whether it treats each number by itself: not by the norm or the name of its variable.

    Weight decay may leave out variables by their names; that of AdamW, as it is made here, does
    not.
    """
    return type(optimizer) in _NUMBER_BY_NUMBER and not (
        optimizer.clipnorm
        or (optimizer.weight_decay and type(optimizer) is not keras.optimizers.AdamW)
        or optimizer.use_ema
        or optimizer.gradient_accumulation_steps
    )
