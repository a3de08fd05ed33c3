"""Colours that stand for something: told apart by who does not see red or green, and on any ground.

How they see is simulated as by Machado, Oliveira and Fernandes (A physiologically-based model for
simulation of color vision deficiency, IEEE TVCG 15, 2009, severity 1); distances are in OKLab,
where about 0.02 is just to be noticed.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from tuning.charts import BEST, TRIALS
from tuning.strategies import STRATEGIES

SIGHTS = {
    "usual": np.eye(3),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
}
LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
PALETTES = {
    "strategies": ([one.color for one in STRATEGIES.values()], 0.05),
    "races": ([STRATEGIES[n].color for n in ("random_search", "bayesian", "hyperband")], 0.09),
    "trials": ([*TRIALS, BEST], 0.07),
}


def linear(color: str) -> np.ndarray:
    parts = np.array([int(color[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def seen(color: str, sight: np.ndarray) -> np.ndarray:
    """As OKLab: lightness, green to red, blue to yellow."""
    lab: np.ndarray = OKLAB @ np.cbrt(LMS @ np.clip(sight @ linear(color), 0, 1))
    return lab


def test_white_and_red_are_where_oklab_has_them() -> None:
    assert seen("#ffffff", SIGHTS["usual"]) == pytest.approx([1, 0, 0], abs=1e-3)
    assert seen("#ff0000", SIGHTS["usual"]) == pytest.approx([0.628, 0.225, 0.126], abs=1e-3)


@pytest.mark.parametrize("sight", SIGHTS.values(), ids=SIGHTS)
@pytest.mark.parametrize(("colors", "apart"), PALETTES.values(), ids=PALETTES)
def test_any_two_are_told_apart(colors: list[str], apart: float, sight: np.ndarray) -> None:
    for one, other in combinations(colors, 2):
        distance = np.linalg.norm(seen(one, sight) - seen(other, sight))
        assert distance > apart, (one, other)


@pytest.mark.parametrize("ground", ["#ffffff", "#10161d"])
def test_strategies_stand_out_from_the_page(ground: str) -> None:
    """At least 3 to 1, as WCAG 2 asks of what is drawn."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    for strategy in STRATEGIES.values():
        both = sorted([weights @ linear(strategy.color), weights @ linear(ground)])
        assert (both[1] + 0.05) / (both[0] + 0.05) > 3, strategy.name
