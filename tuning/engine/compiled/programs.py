"""Compiled programs: whole epochs of Keras' own `train_step` in one call, reused between fits.

A `Program` holds a twin of a compiled Keras model and, traced once, the functions that run an
epoch, a last incomplete batch, an evaluation and a prediction on the twin. A fit copies its
model's variables in, runs, and copies them back, so that folds, executions, learning rates, dropout
rates and strengths of weight decay of one architecture share one compilation. Momentum is not
among them: Keras decides by its value what it traces. Depends on TensorFlow and Keras alone.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from typing import Any, Literal

import keras
import numpy as np
import tensorflow as tf

from tuning.engine.compiled.dropout import VariableDropout
from tuning.engine.compiled.handover import Handover
from tuning.engine.compiled.many import ManyEpochs, Shape
from tuning.engine.compiled.packing import PackedOptimizer
from tuning.engine.compiled.signature import signature_of
from tuning.engine.compiled.tracing import give_back, traced, without_stacks
from tuning.engine.compiled.twin import penalties, rates, twin_of

# TensorFlow would look each traced function through for what could be done sooner: on these
# networks that takes a fifth of the tracing and makes no step shorter.
tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
without_stacks()

Mode = Literal["xla", "graph"]
EVALUATION_BYTES = 64 * 2**20
"""Memory that the widest layer of a forward pass may take: many rows at once are quicker."""


class Program:
    """The compiled functions of one architecture, batch size and mode.

    Not for two threads at once: `fused.fit` holds `lock` while it trains.
    """

    def __init__(self, model: keras.Model, mode: Mode) -> None:
        self.mode: Mode = mode
        self.lock = threading.RLock()
        self.is_shared = bool(getattr(model, "widest", ()))
        """Whether models of several widths share it."""
        self.twin = twin_of(model, mode == "xla", getattr(model, "widest", ()))
        self._optimizer = PackedOptimizer(self.twin.optimizer, self.twin.trainable_variables)
        self.twin.optimizer = self._optimizer
        self._handover = Handover(self.twin, self._optimizer)
        for layer in self.twin.layers:
            if isinstance(layer, VariableDropout):
                layer.__dict__["hashed"] = mode == "xla"
        self._largest, self._scale = 1.0, tf.Variable(1.0, trainable=False)
        weights = getattr(model, "class_weights", None)
        self._class_weights = None if weights is None else tf.Variable(weights, trainable=False)
        self._is_built = self._is_traced = False
        self._rates = [
            layer.__dict__["rate_variable"]
            for layer in self.twin.layers
            if isinstance(layer, VariableDropout)
        ]
        self._penalties = penalties(self.twin)
        self._epoch = traced(self._run_epoch, jit_compile=mode == "xla")
        self._steps: dict[Any, Any] = {}
        self._many: dict[Any, ManyEpochs] = {}
        self._prepared: set[Any] = set()
        self._test = traced(self._run_test)
        self._predict = traced(self._run_predict, reduce_retracing=True)

    @property
    def optimizer(self) -> keras.optimizers.Optimizer:
        """What trains the variables here; its rate may be set between two epochs."""
        return self._optimizer.optimizer

    # -- the way in and out ----------------------------------------------------------------

    def load(self, model: keras.Model) -> None:
        """Takes over a model's variables, its optimizer's, its rates, and what weighs its data."""
        self._handover.load(model)
        self._optimizer.lay_out(model.optimizer)
        if (largest := getattr(model, "largest", 1.0)) != self._largest:
            self._largest = largest
            self._scale.assign(1.0 / largest)
        if self._class_weights is not None:
            self._class_weights.assign(model.class_weights)
        for mine, rate in zip(self._rates, rates(model), strict=True):
            mine.assign(rate)
        for mine, theirs in zip(self._penalties, penalties(model), strict=True):
            mine.factor.assign(theirs.l2)

    def store(self, model: keras.Model) -> None:
        """Gives the variables back to a model."""
        self._handover.store(model)

    def drop(self) -> None:
        """Gives back what it was compiled to; it cannot run again."""
        with self.lock:
            many = [each for known in self._many.values() for each in known.functions]
            give_back([self._epoch, self._test, self._predict, *self._steps.values(), *many])
            self._handover.drop()
            self._steps.clear()
            self._many.clear()
            self.twin.given = None

    # -- running ---------------------------------------------------------------------------

    def prepare(self, x: tf.Tensor, y: tf.Tensor, rows: int, batch: int) -> None:
        """Compiles an epoch over so many rows, once, and trains nothing."""
        is_graph = self.mode == "graph"
        key = (x.shape, x.dtype, y.shape, y.dtype, batch, rows if is_graph else None)
        if key in self._prepared or (rows < batch and not is_graph):
            return
        self._prepared.add(key)
        self._begin(x, y)
        self._step(x, y)
        places = [rows] if is_graph else [-(-x.shape[0] // batch), batch]
        self._epoch(x, y, tf.zeros(places, tf.int32), tf.constant(0), batch)

    def epoch(self, x: tf.Tensor, y: tf.Tensor, order: np.ndarray, batch: int) -> dict[str, float]:
        """One epoch over the rows `order` names, in that order; returns the metrics."""
        self._begin(x, y)
        step = self._step(x, y)
        steps, rest = divmod(len(order), batch)
        if self.mode == "graph":
            self._epoch(x, y, tf.constant(order), tf.constant(steps + bool(rest)), batch)
        else:
            # Room for any number of rows, so that folds of differing size share one program.
            room = np.zeros((-(-x.shape[0] // batch), batch), np.int32)
            room[:steps] = order[: steps * batch].reshape(steps, batch)
            if steps:
                self._epoch(x, y, tf.constant(room), tf.constant(steps), batch)
            if rest:
                step(x, y, tf.constant(order[steps * batch :]))
        return self._results()

    def evaluate(self, x: tf.Tensor, y: tf.Tensor) -> dict[str, float]:
        """The metrics on all rows of `x` (n, …) and `y` (n,)."""
        return self.tried(x, y)[0]

    def tried(self, x: tf.Tensor, y: tf.Tensor) -> tuple[dict[str, float], np.ndarray]:
        """The same, and the model's outputs for these rows, (n, …): of one forward pass."""
        self._begin(x, y)
        outputs = [self._test(x[part], y[part]).numpy() for part in self._parts(x)]
        return self._results(), np.concatenate(outputs)

    def predict(self, x: tf.Tensor) -> np.ndarray:
        """The model's outputs for all rows of `x`."""
        return np.concatenate([self._predict(x[part]).numpy() for part in self._parts(x)])

    def _parts(self, x: tf.Tensor) -> list[slice]:
        """The rows of `x`, as many at a time as memory should hold."""
        widest = max(math.prod(layer.output.shape[1:]) for layer in self.twin.layers)
        rows = max(EVALUATION_BYTES // (4 * widest), 1)
        return [slice(start, start + rows) for start in range(0, x.shape[0], rows)]

    def many(self, x: tf.Tensor, y: tf.Tensor, shape: Shape) -> ManyEpochs | None:
        """What trains several epochs at once on data of this shape; None: it cannot."""
        self._measure_once(x, y)
        if not self.twin.has_means:
            return None
        key = (x.shape, x.dtype, y.shape, y.dtype, shape.batch)
        if key not in self._many:
            self._many[key] = ManyEpochs(self, shape)
        return self._many[key]

    def weights(self) -> list[np.ndarray]:
        """The model's weights as they stand between two epochs."""
        return self._handover.own([np.array(weight) for weight in self.twin.get_weights()])

    def stand_at(self, flat: np.ndarray) -> None:
        """Goes back to all weights as an epoch left them, (numbers,)."""
        self.twin.take(flat)

    def parted(self, flat: np.ndarray) -> list[np.ndarray]:
        """All weights behind each other, (numbers,), as the model's own arrays."""
        parts = np.split(flat, np.cumsum(self.twin.sizes)[:-1])
        pairs = zip(parts, self.twin.weights, strict=True)
        return self._handover.own([part.reshape(weight.shape) for part, weight in pairs])

    def _begin(self, x: tf.Tensor, y: tf.Tensor) -> None:
        """Metrics at zero, and at first what would otherwise be traced twice.

        Keras makes its metrics at the first step, and TensorFlow traces again for a variable made
        in a trace; it also does so for another number of rows.
        """
        self._measure_once(x, y)
        if not self._is_traced:
            self._test.get_concrete_function(_any_rows(x), _any_rows(y))
            self._is_traced = True
        self.twin.reset_metrics()

    def _measure_once(self, x: tf.Tensor, y: tf.Tensor) -> None:
        if not self._is_built:
            self._run_test(x[:1], y[:1])
            self._is_built = True

    def _results(self) -> dict[str, float]:
        return {name: float(value) for name, value in self.twin.get_metrics_result().items()}

    # -- traced ----------------------------------------------------------------------------

    def _run_epoch(self, x: Any, y: Any, order: Any, steps: Any, batch: int) -> None:
        # For a `tf.range`, XLA would compile again for every other number of steps.
        run = self._step(x, y)

        def train(step: Any) -> Any:
            is_placed = self.mode == "xla"
            run(x, y, order[step] if is_placed else order[step * batch : (step + 1) * batch])
            return step + 1

        tf.while_loop(lambda step: step < steps, train, [tf.constant(0)])

    def _step(self, x: Any, y: Any) -> Any:
        """What runs a step; under XLA one trace for full batches and the last, incomplete one."""
        if self.mode == "graph":
            return self._run_step
        kind = (x.dtype, y.dtype, *y.shape[1:])
        if kind not in self._steps:
            self._steps[kind] = traced(self._run_step).get_concrete_function(
                _any_rows(x), _any_rows(y), tf.TensorSpec([None], tf.int32)
            )
        return self._steps[kind]

    def _run_step(self, x: Any, y: Any, rows: Any) -> None:
        labels = tf.gather(y, rows)
        weights = () if self._class_weights is None else (tf.gather(self._class_weights, labels),)
        self.twin.train_step((self.inputs(tf.gather(x, rows)), labels, *weights))

    def sums(self, x: Any, y: Any, rows: Any, real: Any = None) -> Any:
        """Trains on a batch of which the first `real` rows count, None: all; returns the sums of
        the loss and the metrics."""
        return self.twin.train(
            self.inputs(tf.gather(x, rows)), tf.gather(y, rows), real, self._class_weights
        )

    def means(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Tries rows; returns the outputs for them, and the means of the loss and the metrics."""
        return self.twin.tried(self.inputs(x), y)

    def _run_test(self, x: Any, y: Any) -> Any:
        """Keras' own `test_step`; returns the outputs."""
        self.twin.test_step((self.inputs(x), y))
        return self.twin.given

    def _run_predict(self, x: Any) -> Any:
        return self.twin(self.inputs(x), training=False)

    def inputs(self, x: Any) -> Any:
        """What the network is given: bytes as parts of their largest value."""
        return x if x.dtype.is_floating else tf.cast(x, tf.float32) * self._scale


def _any_rows(tensor: tf.Tensor) -> tf.TensorSpec:
    return tf.TensorSpec((None, *tensor.shape[1:]), tensor.dtype)


class Programs:
    """The programs of this process: the most recently used ones, by architecture."""

    def __init__(self, most: int = 32) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Program] = OrderedDict()

    def of(self, model: keras.Model, batch: int, mode: Mode) -> Program:
        """The program for a built and compiled model, traced before or new."""
        is_weighted = getattr(model, "class_weights", None) is not None
        key = f"{mode}|{batch}|{is_weighted}|{signature_of(model)}"
        with self._lock:
            program = self._known.pop(key, None) or Program(model, mode)
            self._known[key] = program
            dropped = [self._known.popitem(last=False)[1] for _ in range(self._too_many)]
        for each in dropped:
            each.drop()
        return program

    @property
    def _too_many(self) -> int:
        return max(len(self._known) - self._most, 0)
