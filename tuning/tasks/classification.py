"""Classification: each row belongs to one of several classes, numbered from 0."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuning.catalog import Layer, initializer
from tuning.study import Evaluation
from tuning.tasks import _base, _classes, _stratified
from tuning.tasks._base import Encoded, Scale, ScriptCode, Split


class Classification:
    """Telling classes apart. Whatever divides rows keeps every class's share."""

    name = "classification"
    loss = "sparse_categorical_crossentropy"
    metrics = ("accuracy",)
    objective = "val_accuracy"
    code = ScriptCode(
        outputs="int(y_train.max()) + 1",
        encode="classes, {targets} = np.unique({labels}, return_inverse=True)",
        encode_test="{targets} = np.searchsorted(classes, {labels})",
        division="stratify={targets}, ",
        folds="StratifiedKFold",
        metrics='"accuracy"',
        measured=("accuracy",),
    )

    def measures(self, classes: int) -> tuple[str, ...]:
        return _base.measures(self, classes)

    def aims(self, classes: int) -> tuple[str, ...]:
        return _base.aims(self, classes)

    def output(self, classes: int) -> Layer:
        """A probability for each class."""
        options = {
            "units": classes,
            "activation": "softmax",
            "kernel_initializer": initializer("glorot_uniform"),
        }
        return Layer("Dense", options, name="classes")

    def target(self, training: np.ndarray) -> Scale | None:
        return None

    def check_column(self, column: np.ndarray, what: str, field: str) -> None:
        _classes.check_column(column, what, field)

    def check_array(self, target: np.ndarray, what: str, field: str) -> np.ndarray:
        return _classes.check_array(target, what, field)

    def check_test(self, train: np.ndarray, test: np.ndarray, title: str, field: str) -> None:
        _classes.check_test(train, test, title, field)

    def encode(self, targets: Sequence[np.ndarray], what: str, field: str) -> Encoded:
        return _classes.encode(targets, what, field)

    def hold_out(self, targets: np.ndarray, fraction: float, seed: int) -> Split:
        return _stratified.hold_out(targets, fraction, seed)

    def splits(self, targets: np.ndarray, evaluation: Evaluation, seed: int) -> list[Split]:
        return _stratified.splits(targets, evaluation, seed)

    def subset(self, targets: np.ndarray, rows: int, seed: int) -> np.ndarray:
        return _stratified.subset(targets, rows, seed)


CLASSIFICATION = Classification()
