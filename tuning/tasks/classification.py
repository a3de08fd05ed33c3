"""Classification: each row belongs to one of several classes, numbered from 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuning.catalog import Layer, initializer
from tuning.study import Evaluation
from tuning.tasks import _stratified
from tuning.tasks._base import Split


@dataclass(frozen=True)
class Classification:
    """Telling classes apart. Splits keep every class's share on both sides."""

    name: str = "classification"
    loss: str = "sparse_categorical_crossentropy"
    metrics: tuple[str, ...] = ("accuracy",)

    outputs_code: str = "int(y_train.max()) + 1"

    def output(self, outputs: int) -> Layer:
        """A probability for each class."""
        options = {
            "units": outputs,
            "activation": "softmax",
            "kernel_initializer": initializer("glorot_uniform"),
        }
        return Layer("Dense", options, name="classes")

    def splits(self, targets: np.ndarray, evaluation: Evaluation, seed: int) -> list[Split]:
        return _stratified.splits(targets, evaluation, seed)

    def subset(self, targets: np.ndarray, rows: int, seed: int) -> np.ndarray:
        return _stratified.subset(targets, rows, seed)


CLASSIFICATION = Classification()
