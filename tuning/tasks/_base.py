"""What a learning task decides about a study, whatever its data, model and strategy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tuning import metrics
from tuning.catalog import Layer
from tuning.study import Evaluation

Split = tuple[np.ndarray, np.ndarray]
"""The numbers of the rows that train, and of those that validate or test."""
Encoded = tuple[list[np.ndarray], tuple[str, ...]]
"""Targets as numbers, an array for each that was given, and the names of their classes."""


@dataclass(frozen=True)
class Scale:
    """How a quantity stands to the number that a network learns for it.

    Standardised: mean 0 and deviation 1 among the rows that it was made of.
    """

    mean: float
    deviation: float

    @classmethod
    def of(cls, quantities: np.ndarray) -> Scale:
        """By the rows that train, (rows,)."""
        deviation = float(np.std(quantities))
        return cls(float(np.mean(quantities)), deviation if deviation > 0 else 1.0)

    def learned(self, quantities: np.ndarray) -> np.ndarray:
        """What a network is to give for these quantities."""
        return (np.asarray(quantities, np.float64) - self.mean) / self.deviation

    def own(self, outputs: np.ndarray) -> np.ndarray:
        """What a network's outputs (…, rows, 1) mean: quantities (…, rows) in their own unit."""
        return np.asarray(outputs, np.float64)[..., 0] * self.deviation + self.mean


@dataclass(frozen=True)
class ScriptCode:
    """What an exported script says for a task: pieces of Python."""

    outputs: str
    """How many units the last layer has."""
    encode: str
    """Makes `{targets}` of `{labels}`."""
    encode_test: str
    """Makes `{targets}` of `{labels}` in the same way, afterwards."""
    division: str
    """How `train_test_split` is told to divide rows by `{targets}`: an argument with its comma."""
    folds: str
    """scikit-learn's class of folds."""
    metrics: str
    """What the model is compiled to measure, besides the loss."""
    measured: tuple[str, ...]
    """The names of those measures, in their order."""
    learned: str = ""
    """Makes the targets what a network is to give, once `y_train` has the rows that train."""
    learned_validation: str = ""
    """Does the same to `y_validation`."""
    own: str = ""
    """Gives what was measured of the test its own unit."""


class Task(Protocol):
    """A learning task. What is wrong with a target is told at `field`, as what is wrong of `what`.

    It also has a candidate in `tuning.engine.strategies._scikit`, and a view in `tuning.ui.best`.
    """

    @property
    def name(self) -> str: ...

    @property
    def loss(self) -> str:
        """What training makes small, by Keras' name."""

    @property
    def metrics(self) -> tuple[str, ...]:
        """The main measures, which figures and TensorBoard show besides the loss."""

    @property
    def objective(self) -> str:
        """The metric that decides where nobody chose one."""

    @property
    def code(self) -> ScriptCode: ...

    def measures(self, classes: int) -> tuple[str, ...]:
        """All that can be said of targets of so many classes (0: quantities), the main one first.

        Names of `tuning.metrics.MEASURES`, the loss last.
        """

    def aims(self, classes: int) -> tuple[str, ...]:
        """The metrics that a study may be decided by, the usual one first."""

    def output(self, classes: int) -> Layer:
        """A network's last layer, for targets of so many classes (0: quantities)."""

    def target(self, training: np.ndarray) -> Scale | None:
        """How targets are learned, by those that train; None: as they are, classes by number."""

    def check_column(self, column: np.ndarray, what: str, field: str) -> None:
        """Whether a table's complete column (rows,) can be the target. Raises InvalidInput."""

    def check_array(self, target: np.ndarray, what: str, field: str) -> np.ndarray:
        """A target (rows,) of numbers or texts as it may be encoded. Raises InvalidInput."""

    def check_test(self, train: np.ndarray, test: np.ndarray, title: str, field: str) -> None:
        """Whether the checked target of a file's test rows fits its training rows'.

        Raises InvalidInput.
        """

    def encode(self, targets: Sequence[np.ndarray], what: str, field: str) -> Encoded:
        """Targets (rows,) of numbers or texts, as numbers to learn from.

        `targets`: the training rows', and the test rows' where they come by themselves. Raises
        InvalidInput.
        """

    def hold_out(self, targets: np.ndarray, fraction: float, seed: int) -> Split:
        """The rows that train, and the fraction of them that tests."""

    def splits(self, targets: np.ndarray, evaluation: Evaluation, seed: int) -> list[Split]:
        """The split of each fold, a single one for other methods. `targets`: (rows,).

        Raises InvalidInput where the targets cannot be divided so.
        """

    def subset(self, targets: np.ndarray, rows: int, seed: int) -> np.ndarray:
        """The numbers of `rows` rows, drawn at random, in order. Raises InvalidInput."""


def measures(task: Task, classes: int) -> tuple[str, ...]:
    """See `Task.measures`."""
    suited = [each.name for each in metrics.MEASURES.values() if each.suits(task.name, classes)]
    return tuple(dict.fromkeys((*task.metrics, *suited)))


def aims(task: Task, classes: int) -> tuple[str, ...]:
    """See `Task.aims`."""
    known, suited = metrics.objectives(), task.measures(classes)
    allowed = [name for name in known if metrics.METRICS[name].measure.name in suited]
    return tuple(dict.fromkeys((task.objective, *allowed)))
