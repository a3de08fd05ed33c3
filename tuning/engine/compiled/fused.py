"""A Keras model whose `fit`, `evaluate` and `predict` run whole epochs in compiled programs.

`FusedModel.fit` means what `keras.Model.fit` means: the steps of Keras' own on the same batches,
callbacks at every epoch, a `History`. What an epoch in one piece cannot do (generators, sample
weights, callbacks at every batch) falls back to Keras' own loop, and `program` says why.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from tuning.engine.compiled.epochs import Epochs, Measure
from tuning.engine.compiled.executor import in_order
from tuning.engine.compiled.listening import Hooks, LogsOnly
from tuning.engine.compiled.many import room
from tuning.engine.compiled.programs import Mode, Program, Programs

PROGRAMS = Programs()
Choose = Callable[[keras.Model, int, int], Mode]


class FusedModel(keras.Model):
    """A functional Keras model that trains in whole epochs. It is saved as
    `tuning.engine.exported` makes it."""

    program: str = ""
    """How the last fit ran: `xla` or `graph`, an epoch a call; `xla: many epochs` a call, `xla: one
    program for all widths`, or both; or `fit: …` with the reason for falling back."""
    program_batch: int = 0
    """The batch size of that program; 0 before a fit."""
    shuffle_seed: int | None = None
    """Seed of the order of rows; None takes Keras' global one."""
    choose: Choose | None = None
    """Which mode to compile for: (model, batch size, steps to come) -> mode."""
    largest: float = 1.0
    """What inputs that are bytes are divided by; floats are taken as they are."""
    widest: tuple[int, ...] = ()
    """The units of its hidden layers in a program that it shares; (): it has its own."""
    class_weights: np.ndarray | None = None
    """How much a row of each class counts in the training's loss, (classes,) float32; None: all of
    them alike."""

    def fit(self, x: Any = None, y: Any = None, **options: Any) -> keras.callbacks.History:
        """As `keras.Model.fit`."""
        reason = _why_not(self, x, y, options)
        if reason:
            self.program = f"fit: {reason}"
            return super().fit(x, y, **options)
        x, y, options = _split_validation(x, y, options)
        self.class_weights = _class_weights(self, options.get("class_weight"))
        self.optimizer.build(self.trainable_variables)  # it is to be where the training left it
        validation = options.get("validation_data")
        return train(
            self,
            _features(x),
            _labels(y),
            validation=(_features(validation[0]), _labels(validation[1])) if validation else None,
            batch=options.get("batch_size") or 32,
            first_epoch=options.get("initial_epoch") or 0,
            epochs=options.get("epochs", 1),
            callbacks=options.get("callbacks") or [],
            shuffle=options.get("shuffle", True),
        )

    def predict(self, x: Any, **options: Any) -> np.ndarray:
        """As `keras.Model.predict`."""
        if not isinstance(x, np.ndarray | tf.Tensor) or options.get("callbacks"):
            return super().predict(x, **options)
        program = _loaded(self)
        with program.lock, in_order():
            program.load(self)
            return program.predict(_features(x))

    def evaluate(self, x: Any = None, y: Any = None, **options: Any) -> Any:
        """As `keras.Model.evaluate`."""
        plain = not any(options.get(k) for k in ("sample_weight", "callbacks", "steps"))
        if not plain or _why_not(self, x, y, {}):
            return super().evaluate(x, y, **options)
        program = _loaded(self)
        with program.lock, in_order():
            program.load(self)
            results = program.evaluate(_features(x), _labels(y))
        return results if options.get("return_dict") else list(results.values())


def train(
    model: FusedModel,
    x: tf.Tensor,
    y: tf.Tensor,
    *,
    rows: np.ndarray | None = None,
    validation: tuple[tf.Tensor, tf.Tensor] | None = None,
    batch: int = 32,
    first_epoch: int = 0,
    epochs: int = 1,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    shuffle: bool = True,
    mode: Mode | None = None,
    programs: Programs | None = None,
    measure: Measure | None = None,
    stores: bool = True,
) -> keras.callbacks.History:
    """Trains on the `rows` of `x` (all by default), validating after every epoch.

    x: (n, …) float32, or bytes that `model.largest` divides; y: (n,) or as the loss wants it;
    rows: (m,) int32 indices into both. What `measure` makes of each epoch's validation stands
    among its logs, after `val_`. stores: the model is left with what it learned; else that is void.
    """
    rows = np.arange(x.shape[0], dtype=np.int32) if rows is None else rows.astype(np.int32)
    steps = -(-len(rows) // batch) * (epochs - first_epoch)
    reads_weights = any(not isinstance(c, LogsOnly | keras.callbacks.History) for c in callbacks)
    if reads_weights:
        model.optimizer.build(model.trainable_variables)
    if model.optimizer.built:
        model.widest = ()  # its optimizer's variables are as wide as the model
    program = (programs or PROGRAMS).of(model, batch, mode or _mode(model, batch, steps))
    rng = np.random.default_rng(_shuffle_seed(model))
    orders = (rng.permutation(rows) if shuffle else rows for _ in itertools.count())
    course = Epochs(program, x, y, orders, len(rows), batch, validation, measure)
    model.program, model.program_batch = course.way, batch
    listening = [each for each in callbacks if isinstance(each, LogsOnly)]
    for callback in listening:
        callback.keep_now, callback.predict_now = course.keep, course.predict
        callback.optimizer_now = program.optimizer
    hooks = (keras.callbacks.CallbackList if reads_weights else Hooks)(
        list(callbacks), add_history=True, model=model, epochs=epochs, steps=steps
    )

    def surely() -> int:
        return 1 if reads_weights else min((each.surely() for each in listening), default=epochs)

    with program.lock, in_order():
        program.load(model)
        model.stop_training = False
        course.prepare()
        hooks.on_train_begin()
        logs: dict[str, float] = {}
        for epoch, passed in enumerate(course.passed(epochs - first_epoch, surely), first_epoch):
            hooks.on_epoch_begin(epoch)
            for callback in listening:
                callback.ended_now = passed.ended
            logs = passed.logs | {f"val_{name}": value for name, value in passed.tried.items()}
            if reads_weights:
                program.store(model)
            hooks.on_epoch_end(epoch, logs)
            if model.stop_training:
                break
            if reads_weights:
                program.load(model)
        course.settle()
        if stores:
            program.store(model)
        hooks.on_train_end(logs)
    return model.history


def has_many(model: keras.Model, x: tf.Tensor, held: int) -> bool:
    """Whether a model trains many epochs a call; `held`: with so many validation rows."""
    return room(model, x.shape[0], held) > 0


def _loaded(model: FusedModel) -> Program:
    """A program to evaluate with: the one that trained the model, or a graph."""
    mode: Mode = "xla" if getattr(model, "program", "").startswith("xla") else "graph"
    return PROGRAMS.of(model, model.program_batch, mode)


def _mode(model: FusedModel, batch: int, steps: int) -> Mode:
    return model.choose(model, batch, steps) if model.choose else "graph"


def _shuffle_seed(model: FusedModel) -> int:
    if model.shuffle_seed is not None:
        return model.shuffle_seed
    return int(np.random.randint(2**31))  # follows keras.utils.set_random_seed


def _features(x: Any) -> tf.Tensor:
    return tf.convert_to_tensor(x, None if x.dtype in (np.uint8, tf.uint8) else tf.float32)


def _labels(y: Any) -> tf.Tensor:
    tensor = tf.convert_to_tensor(y)
    return tf.cast(tensor, tf.int32) if tensor.dtype.is_integer else tf.cast(tensor, tf.float32)


def _class_weights(model: FusedModel, given: dict[int, float] | None) -> np.ndarray | None:
    """Keras' `class_weight`; a class that it leaves out counts 1."""
    if given is None:
        return None
    return np.array([given.get(k, 1.0) for k in range(model.output_shape[-1])], np.float32)


_UNUSUAL = (
    "sample_weight",
    "steps_per_epoch",
    "validation_steps",
    "validation_batch_size",
)


def _why_not(model: keras.Model, x: Any, y: Any, options: dict[str, Any]) -> str:
    """Why a fit cannot run in whole epochs; empty if it can."""
    if not isinstance(x, np.ndarray | tf.Tensor) or not isinstance(y, np.ndarray | tf.Tensor):
        return "data other than arrays"
    if model.run_eagerly:
        return "run_eagerly"
    for name in _UNUSUAL:
        if options.get(name) is not None:
            return name
    if options.get("class_weight") is not None and y.ndim != 1:
        return "class_weight of labels that are no numbers"
    if options.get("validation_freq", 1) != 1:
        return "validation_freq"
    validation = options.get("validation_data")
    if validation is not None and not (isinstance(validation, tuple) and len(validation) == 2):
        return "validation data other than (x, y)"
    for callback in options.get("callbacks") or []:
        if _listens_to_batches(callback):
            return f"{type(callback).__name__} listens to every batch"
    return ""


def _listens_to_batches(callback: keras.callbacks.Callback) -> bool:
    base = keras.callbacks.Callback
    hooks = ("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end")
    return any(getattr(type(callback), hook) is not getattr(base, hook) for hook in hooks)


def _split_validation(x: Any, y: Any, options: dict[str, Any]) -> tuple[Any, Any, dict[str, Any]]:
    """`validation_split` takes the last rows, as Keras does."""
    share = options.get("validation_split") or 0.0
    if not share or options.get("validation_data") is not None:
        return x, y, options
    at = int(len(x) * (1 - share))
    return x[:at], y[:at], options | {"validation_data": (x[at:], y[at:])}
