"""Numbers that carry their gradient, so that scipy need not guess it from differences.

KerasTuner hands scipy a function alone, which then calls it once more for each hyperparameter to
see how it slopes. Asked at a `Point`, the Gaussian process answers with `Sloped` numbers; what
KerasTuner's function makes of them has the gradient with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.optimize


class Point(np.ndarray):
    """Where a function is asked for its gradient, too."""


@dataclass(frozen=True)
class Sloped:
    """A number, and its gradient (hyperparameters,)."""

    value: float
    slope: np.ndarray

    __array_ufunc__ = None  # NumPy's numbers leave the arithmetic to this class

    def __sub__(self, other: Sloped) -> Sloped:
        return Sloped(self.value - other.value, self.slope - other.slope)

    def __rmul__(self, by: float) -> Sloped:
        return Sloped(by * self.value, by * self.slope)


def minimize(fun: Callable[[Point], Sloped], x0: np.ndarray, **settings: Any) -> Any:
    """scipy's `minimize`, told the gradient that `fun` has with its value."""

    def told(x: np.ndarray) -> tuple[float, np.ndarray]:
        found = fun(x.view(Point))
        return found.value, found.slope

    return scipy.optimize.minimize(told, x0, jac=True, **settings)
