"""A best model's predictions of many rows, by a short process of their own.

The rows go there and back in files, so that whoever asks need not import what predicts, and no
engine has to run. Must not import TensorFlow.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from tuning.errors import EngineDied, InvalidInput
from tuning.settings import PROJECT

MODULE = "tuning.engine.predict_rows"
NAMES, COLUMN, IMAGES, OUTPUTS = "names", "c{}", "images", "outputs"
"""The arrays in the files: the columns' names, each column, or images; and what comes back."""
REFUSED = 2
"""The exit code where the last line on standard error is a sentence for whoever asked."""


def command(model: Path, rows: Path, outputs: Path) -> list[str]:
    """What predicts the rows of a file."""
    return [sys.executable, "-m", MODULE, str(model), str(rows), str(outputs)]


def predict(model: Path, given: Mapping[str, np.ndarray] | np.ndarray) -> np.ndarray:
    """Probabilities (rows, classes), or quantities (rows, 1), of a model's file.

    `given`: columns (rows,) by name, floats or texts; or images (rows, …). Raises InvalidInput for
    what the model cannot take, EngineDied where the process ends otherwise.
    """
    with TemporaryDirectory(prefix="predict-") as folder:
        rows, outputs = Path(folder) / "rows.npz", Path(folder) / "outputs.npz"
        np.savez(rows, **packed(given))
        done = subprocess.run(
            command(model, rows, outputs),
            cwd=PROJECT,
            env=os.environ | QUIET,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            check=False,
        )
        last = (done.stderr.strip().splitlines() or [""])[-1].strip()
        if done.returncode == REFUSED:
            raise InvalidInput(last)
        if done.returncode:
            raise EngineDied(f"The rows could not be predicted: {last or 'no reason was given.'}")
        with np.load(outputs, allow_pickle=False) as file:
            found: np.ndarray = file[OUTPUTS]
        return found


QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow", "CUDA_VISIBLE_DEVICES": "-1"}


def packed(given: Mapping[str, np.ndarray] | np.ndarray) -> dict[str, Any]:
    """Rows as arrays for a file that is never unpickled: a column's name can be anything."""
    if isinstance(given, np.ndarray):
        return {IMAGES: given}
    columns = {COLUMN.format(k): _plain(array) for k, array in enumerate(given.values())}
    return {NAMES: np.array(list(given)), **columns}


def unpacked(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray] | np.ndarray:
    """The rows again."""
    if IMAGES in arrays:
        return arrays[IMAGES]
    return {str(name): arrays[COLUMN.format(k)] for k, name in enumerate(arrays[NAMES])}


def _plain(array: np.ndarray) -> np.ndarray:
    return array.astype(str) if array.dtype == object else array
