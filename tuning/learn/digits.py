"""The handwritten digits of the miniatures: a few hundred of scikit-learn's, always the same.

By NumPy alone, from the file that comes with scikit-learn: importing the library takes seconds, and
a page draws from here.
"""

from __future__ import annotations

import functools
import gzip
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from tuning.learn.points import Points

TRAINING, VALIDATION = 600, 200
"""How many images."""
SHOWN = 24
"""The first images of the validation, whose guesses a reader sees."""
SIDE = 8
"""Pixels of an image in either direction."""
BRIGHTEST = 16
SEED = 0
"""Of the order in which the images are taken."""


@functools.cache
def digits() -> Points:
    """x: (n, SIDE × SIDE) float32 from 0 to 1, row by row; y: (n,) int32 from 0 to 9."""
    with gzip.open(_file(), "rt", encoding="ascii") as lines:
        table = np.loadtxt(lines, delimiter=",", dtype=np.uint8)
    order = np.random.default_rng(SEED).permutation(len(table))[: TRAINING + VALIDATION]
    x = table[order, :-1].astype(np.float32) / np.float32(BRIGHTEST)
    y = table[order, -1].astype(np.int32)
    return Points(x[:TRAINING], y[:TRAINING], x[TRAINING:], y[TRAINING:])


def _file() -> Path:
    spec = find_spec("sklearn")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "datasets" / "data" / "digits.csv.gz"
