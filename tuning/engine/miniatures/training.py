"""What a worker trains for a lesson: one small network, and pictures of how it learned.

It runs in a worker's second thread, beside a fit of a study, with compiled programs of its own.
"""

from __future__ import annotations

import base64
import functools
import math
import time
from typing import Any

import numpy as np
import tensorflow as tf

from tuning.engine import models, worker
from tuning.engine.compiled import fused
from tuning.engine.compiled.listening import LogsOnly
from tuning.engine.compiled.programs import Programs
from tuning.errors import TrialFailed
from tuning.learn import Training
from tuning.learn.asked import Asked
from tuning.learn.digits import SHOWN, digits
from tuning.learn.lessons import FAMILY
from tuning.learn.points import EDGE, Points, mislabelled, points
from tuning.space import Values

GRID = 40
"""Squares of a picture of the plane, in either direction."""
FRAMES = 10
"""About how many epochs are shown."""
SEEDS_APART = 1000
"""A network's layers count their seeds from its own: two networks never share one."""
DIGITS = "digits"
CURVES = ("loss", "val_loss", "accuracy", "val_accuracy")
PROGRAMS = Programs(most=24)
"""Apart from those of the studies, which a miniature never drops."""


def answer(said: dict[str, Any]) -> dict[str, Any]:
    """Trains what was asked for (`Asked`'s JSON); the answer as the browser takes it.

    A loss that is not finite ends it: what was recorded until then, and a sentence, is the answer.
    """
    asked = Asked.of(said)
    assert isinstance(asked.lesson.miniature, Training)
    trained = train(asked.lesson.miniature, asked.values, asked.seed)
    return {
        "kind": "training",
        "lesson": asked.lesson.name,
        "values": asked.values,
        "seed": asked.seed,
        **trained,
    }


def train(miniature: Training, values: Values, seed: int) -> dict[str, Any]:
    """A miniature at one setting of its controls: curves, pictures, error, score and seconds."""
    began = time.perf_counter()
    full = miniature.complete(values)
    data = data_of(miniature)
    recorder = _Recorder(miniature.data, full)
    error = None
    try:
        _fit(full, data, seed, recorder)
    except worker.FAILURES as failure:
        error = worker.why_failed(failure)
    last = recorder.curves["val_accuracy"]
    return {
        "curves": recorder.curves,
        **recorder.pictures,
        "error": error,
        "score": last[-1] if last and not error else None,
        "seconds": round(time.perf_counter() - began, 3),
    }


def data_of(miniature: Training) -> Points:
    """What a miniature trains on, and validates with."""
    given = digits() if miniature.data == DIGITS else points(miniature.data)
    return mislabelled(given, miniature.wrong) if miniature.wrong else given


def _fit(values: Values, data: Points, seed: int, recorder: _Recorder) -> None:
    classes = int(data.y_train.max()) + 1
    own = seed * SEEDS_APART
    batch = min(int(values.get("batch_size") or 32), len(data.y_train))
    steps = math.ceil(len(data.y_train) / batch) * recorder.epochs
    model = models.build(FAMILY, values, data.x_train.shape[1:], classes, own, steps=steps)
    fused.train(
        model,
        tf.convert_to_tensor(data.x_train),
        tf.convert_to_tensor(data.y_train),
        validation=(
            tf.convert_to_tensor(data.x_validation),
            tf.convert_to_tensor(data.y_validation),
        ),
        batch=batch,
        epochs=recorder.epochs,
        callbacks=[*models.callbacks(FAMILY, values), recorder],
        mode="graph",
        programs=PROGRAMS,
    )


class _Recorder(LogsOnly):
    """Keeps each epoch's numbers, and a picture after some of them."""

    def __init__(self, data: str, values: Values) -> None:
        super().__init__()
        self._data, self._rate = data, values.get("learning_rate")
        self.epochs = int(values["epochs"] or 1)
        self.curves: dict[str, list[float | None]] = {name: [] for name in CURVES}
        self._shown = shown(self.epochs)
        self._frames: list[dict[str, Any]] = []

    @property
    def pictures(self) -> dict[str, Any]:
        """As the answer has them: frames of the plane, or guesses of digits."""
        if self._data != DIGITS:
            return {"frames": self._frames}
        return {
            "guesses": [frame["guesses"] for frame in self._frames],
            "shown_epochs": [frame["epoch"] for frame in self._frames],
        }

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        row = {name: float((logs or {})[name]) for name in CURVES}
        for name, number in row.items():
            self.curves[name].append(round(number, 5) if math.isfinite(number) else None)
        if not all(math.isfinite(number) for number in row.values()):
            hint = f" (learning rate {self._rate:g})" if isinstance(self._rate, int | float) else ""
            raise TrialFailed(f"The loss became {row['loss']} in epoch {epoch + 1}{hint}.")
        if epoch + 1 in self._shown:
            self._frames.append({"epoch": epoch + 1, **self._picture()})

    def _picture(self) -> dict[str, Any]:
        if self._data == DIGITS:
            guesses = self.predict_now(_first_digits()).argmax(1)
            return {"guesses": guesses.tolist()}
        chances = self.predict_now(_plane())[:, 1]
        # Weights that have grown out of all bounds give no probability: neither class.
        shades = np.nan_to_num(np.round(chances * 255), nan=127.0).astype(np.uint8)
        return {"grid": base64.b64encode(shades.tobytes()).decode("ascii")}


def shown(epochs: int) -> set[int]:
    """The epochs after which there is a picture: the first, the last and some between them."""
    return {round(epoch) for epoch in np.linspace(1, epochs, min(FRAMES, epochs))}


@functools.cache
def _plane() -> tf.Tensor:
    """The middles of the squares, (GRID², 2): row by row, from low y to high y."""
    middles = (np.arange(GRID) + 0.5) / GRID * 2 * EDGE - EDGE
    y, x = np.meshgrid(middles, middles, indexing="ij")
    return tf.constant(np.stack([x.ravel(), y.ravel()], 1), tf.float32)


@functools.cache
def _first_digits() -> tf.Tensor:
    return tf.convert_to_tensor(digits().x_validation[:SHOWN])
