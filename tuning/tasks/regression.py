"""Regression: each row has a quantity, in a unit of its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuning.catalog import Layer, initializer
from tuning.errors import InvalidInput
from tuning.study import Evaluation
from tuning.tasks import _base, _drawn
from tuning.tasks._base import Encoded, Scale, ScriptCode, Split

LEARNED = """\
# The target to mean 0 and deviation 1, by what the training rows alone say.
mean, deviation = y_train.mean(), y_train.std()
y_train, y_test = ((y - mean) / deviation for y in (y_train, y_test))
"""


class Regression:
    """Predicting a quantity. A network learns it standardised by the rows that it trains on."""

    name = "regression"
    loss = "mean_squared_error"
    metrics = ("rmse",)
    objective = "val_rmse"
    code = ScriptCode(
        outputs="1",
        encode="{targets} = {labels}.astype(float)",
        encode_test="{targets} = {labels}.astype(float)",
        division="",
        folds="KFold",
        metrics='keras.metrics.RootMeanSquaredError(name="rmse")',
        measured=("rmse",),
        learned=LEARNED,
        learned_validation="y_validation = (y_validation - mean) / deviation\n",
        own="rmse *= deviation\n",
    )

    def measures(self, classes: int) -> tuple[str, ...]:
        return _base.measures(self, classes)

    def aims(self, classes: int) -> tuple[str, ...]:
        return _base.aims(self, classes)

    def output(self, classes: int) -> Layer:
        """One number, of any size."""
        options = {
            "units": 1,
            "activation": "linear",
            "kernel_initializer": initializer("glorot_uniform"),
        }
        return Layer("Dense", options, name="quantity")

    def target(self, training: np.ndarray) -> Scale:
        return Scale.of(training)

    def check_column(self, column: np.ndarray, what: str, field: str) -> None:
        """Numbers, and not always the same."""
        if column.dtype.kind not in "biuf":
            raise InvalidInput(f"{what} must hold numbers to be predicted as a quantity.", field)
        different = len(np.unique(column))
        if different < 2:
            raise InvalidInput(
                f"{what} must hold at least 2 different numbers, got {different}.", field
            )

    def check_array(self, target: np.ndarray, what: str, field: str) -> np.ndarray:
        """Finite numbers."""
        self.check_column(target, what, field)
        if not np.isfinite(target).all():
            raise InvalidInput(f"{what} must hold finite numbers alone.", field)
        return target.astype(np.float64)

    def check_test(self, train: np.ndarray, test: np.ndarray, title: str, field: str) -> None:
        """Any quantity may stand among the test rows."""

    def encode(self, targets: Sequence[np.ndarray], what: str, field: str) -> Encoded:
        """The quantities themselves; they have no classes."""
        return [np.asarray(target, np.float64) for target in targets], ()

    def hold_out(self, targets: np.ndarray, fraction: float, seed: int) -> Split:
        return _drawn.hold_out(targets, fraction, seed)

    def splits(self, targets: np.ndarray, evaluation: Evaluation, seed: int) -> list[Split]:
        return _drawn.splits(targets, evaluation, seed)

    def subset(self, targets: np.ndarray, rows: int, seed: int) -> np.ndarray:
        return _drawn.subset(targets, rows, seed)


REGRESSION = Regression()
