"""MNIST for both sides from one file; where there is none, digits in its shape and number."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tuning import datasets, settings
from tuning.study import DataSpec

STAND_IN = "scikit-learn's digits in MNIST's shape, repeated to 60,000 rows (no MNIST here)"


def mnist(folder: Path) -> tuple[Path, str]:
    """The file to use, and what it holds; a stand-in is made below `folder`."""
    here = settings.load(folder)
    path = datasets.locate("mnist", here)
    if path is not None:
        return path, "MNIST"
    digits = datasets.load(DataSpec(name="digits"), here)
    path = folder / "datasets" / "mnist.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        path,
        x_train=enlarged(digits.x_train, 60_000),
        y_train=np.resize(digits.y_train, 60_000).astype(np.uint8),
        x_test=enlarged(digits.x_test, 10_000),
        y_test=np.resize(digits.y_test, 10_000).astype(np.uint8),
    )
    return path, STAND_IN


def enlarged(images: np.ndarray, rows: int) -> np.ndarray:
    """Digits (n, 64) of 0 to 16 as images (rows, 28, 28) of 0 to 255, repeated in order."""
    large = np.kron(images.reshape(-1, 8, 8), np.ones((3, 3)))
    framed = np.pad(large, ((0, 0), (2, 2), (2, 2)))
    grey = np.clip(np.round(framed * (255 / max(framed.max(), 1))), 0, 255).astype(np.uint8)
    return grey[np.arange(rows) % len(grey)]
