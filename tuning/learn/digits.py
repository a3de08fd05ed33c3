"""The handwritten digits of the miniatures: a few hundred of scikit-learn's, always the same."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np

from tuning import datasets
from tuning.learn.points import Points
from tuning.settings import Settings

TRAINING, VALIDATION = 600, 200
"""How many images."""
SHOWN = 24
"""The first images of the validation, whose guesses a reader sees."""
SIDE = 8
"""Pixels of an image in either direction."""
BRIGHTEST = 16.0


@functools.cache
def digits() -> Points:
    """x: (n, SIDE × SIDE) float32 from 0 to 1, row by row; y: (n,) int32 from 0 to 9."""
    found = datasets.load("digits", Settings(home=Path()))  # comes with the library, not the home
    x = (found.x_train.reshape(-1, SIDE * SIDE) / BRIGHTEST).astype(np.float32)
    y = found.y_train.astype(np.int32)
    end = TRAINING + VALIDATION
    return Points(x[:TRAINING], y[:TRAINING], x[TRAINING:end], y[TRAINING:end])
