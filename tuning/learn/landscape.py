"""The landscape that the miniatures of strategies search: what each of its points scores, measured.

`python -m benchmarks.landscape` trained a network of 32 units with Adam and batches of 32 rows on
digits, at 25 learning rates × 17 dropout rates, from each of five seeds (of the split, the weights
and the order of rows), for 27 epochs, and kept how many validation rows were right after every one.
A score is the mean accuracy of the five. On the grid's points it is what was measured; between them
it is interpolated, linearly, the learning rate on its log scale. No noise is added: the same values
always score the same, unlike a single training, whose deviation from the mean is `deviation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tuning.learn.searched import SPACE
from tuning.space import Space, Values

FILE = Path(__file__).with_name("landscape.npz")
AXES = ("learning_rate", "dropout")
"""The hyperparameters, in the order of the grid's axes."""
NEAR = 0.05
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Landscape:
    """Validation accuracies on a grid of two hyperparameters, epoch by epoch."""

    places: tuple[Floats, Floats]
    """Of the grid on its axes: learning rates and dropout rates, both ascending."""
    each: Floats
    """(seeds, rates, dropouts, epochs): the accuracy of every training."""
    measured: str
    """The day, as in 2026-11-26."""

    @property
    def space(self) -> Space:
        """The two hyperparameters, from end to end."""
        return SPACE

    @property
    def epochs(self) -> int:
        """The most that it knows."""
        return int(self.each.shape[-1])

    @property
    def seeds(self) -> int:
        """From how many each point was trained."""
        return len(self.each)

    def grid(self, epoch: int) -> Floats:
        """(rates, dropouts): the scores after an epoch, from 1. Raises ValueError."""
        return self._after(epoch).mean(axis=0)

    def deviation(self, epoch: int) -> Floats:
        """(rates, dropouts): the standard deviation of single trainings from the mean."""
        return self._after(epoch).std(axis=0, ddof=1)

    def usual_deviation(self, epoch: int) -> float:
        """The median deviation among points that score within `NEAR` of the best."""
        grid = self.grid(epoch)
        return float(np.median(self.deviation(epoch)[grid >= grid.max() - NEAR]))

    def score(self, values: Values, epoch: int) -> float:
        """The score of any point after an epoch. Raises ValueError beyond the grid."""
        grid = self.grid(epoch)
        (left, a), (low, b) = (self._between(axis, values) for axis in range(2))
        corners = grid[left : left + 2, low : low + 2]
        return float(np.array([1 - a, a]) @ corners @ np.array([1 - b, b]))

    def best(self, epoch: int) -> tuple[Values, float]:
        """The grid's best point after an epoch, and its score: between points none is higher."""
        grid = self.grid(epoch)
        at = np.unravel_index(int(grid.argmax()), grid.shape)
        found = zip(AXES, self.places, at, strict=True)
        return {name: float(places[k]) for name, places, k in found}, float(grid[at])

    def _after(self, epoch: int) -> Floats:
        if not 1 <= epoch <= self.epochs:
            raise ValueError(f"The landscape knows epochs 1 to {self.epochs}, not {epoch}.")
        return self.each[..., epoch - 1]

    def _between(self, axis: int, values: Values) -> tuple[int, float]:
        """The place on the grid at or before a value, and the share of the way to the next."""
        name, places = AXES[axis], self.places[axis]
        value = float(values[name])  # type: ignore[arg-type]
        if not places[0] <= value <= places[-1]:
            raise ValueError(f"{name} is from {places[0]:g} to {places[-1]:g}, got {value:g}.")
        if SPACE[name].scale == "log":  # type: ignore[union-attr]
            value, places = np.log(value), np.log(places)
        left = min(int(np.searchsorted(places, value, side="right")) - 1, len(places) - 2)
        return left, float((value - places[left]) / (places[left + 1] - places[left]))


@cache
def landscape() -> Landscape:
    """The one that ships."""
    with np.load(FILE) as file:
        return Landscape(
            (file[AXES[0]], file[AXES[1]]),
            file["right"] / file["rows"][:, None, None, None],
            str(file["measured"]),
        )
