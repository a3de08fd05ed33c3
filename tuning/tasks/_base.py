"""What a learning task decides about a study, whatever its data, model and strategy."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from tuning.catalog import Layer
from tuning.study import Evaluation

Split = tuple[np.ndarray, np.ndarray]
"""The numbers of the rows that train, and of those that validate."""


class Task(Protocol):
    """A learning task."""

    @property
    def name(self) -> str: ...

    @property
    def loss(self) -> str:
        """What training makes small, by Keras' name."""

    @property
    def metrics(self) -> tuple[str, ...]:
        """What is measured at every epoch besides the loss."""

    @property
    def outputs_code(self) -> str:
        """How many units the last layer has, as an exported script reckons it."""

    def output(self, outputs: int) -> Layer:
        """A network's last layer, with so many units."""

    def splits(self, targets: np.ndarray, evaluation: Evaluation, seed: int) -> list[Split]:
        """The split of each fold, a single one for other methods. `targets`: (rows,).

        Raises InvalidInput where the targets cannot be divided so.
        """

    def subset(self, targets: np.ndarray, rows: int, seed: int) -> np.ndarray:
        """The numbers of `rows` rows, drawn at random, in order. Raises InvalidInput."""
