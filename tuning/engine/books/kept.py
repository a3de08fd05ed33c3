"""The weights of one study on disk: of its best model, and of fits that may be trained on.

Files are written whole, and nothing depends on them: a file that is gone, or that an earlier
version left cut short, counts as none, and `Retraining` makes the weights again.
"""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tuning.engine.fits import TestedModel, Weights
from tuning.store import FitKey
from tuning.study import FitKind

log = logging.getLogger(__name__)


class KeptWeights:
    """Reads and writes the weights in a study's folder of models."""

    def __init__(self, folder: Path) -> None:
        self._best = folder / "best.npz"
        self._last = folder / "rungs"

    def save_best(self, fit: FitKey, weights: Weights) -> None:
        trial, kind, index = fit
        write_arrays(
            self._best, {"trial": trial, "kind": kind.value, "index": index} | _named(weights)
        )

    def best_of(self, number: int) -> tuple[FitKey, Weights] | None:
        """The fit of this trial whose weights were kept last, and the weights."""
        arrays = read_arrays(self._best)
        if arrays is None or not {"trial", "kind", "index"} <= arrays.keys():
            return None
        if int(arrays["trial"]) != number:
            return None
        return (number, FitKind(str(arrays["kind"])), int(arrays["index"])), _weights(arrays)

    def save_last(self, trial: int, index: int, weights: Weights) -> None:
        """Keeps what a fit had learned in the end."""
        write_arrays(self._last / f"{trial}-{index}.npz", _named(weights))

    def last(self, trial: int, index: int) -> Weights | None:
        arrays = read_arrays(self._last / f"{trial}-{index}.npz")
        return None if arrays is None else _weights(arrays)

    def forget_last(self, but: Collection[int]) -> None:
        """Removes what fits had learned, except of these trials."""
        for path in self._last.glob("*.npz"):
            if path.stem.split("-")[0] not in {str(number) for number in but}:
                path.unlink(missing_ok=True)


def write_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Writes an `.npz` whole or not at all; that it cannot be written is logged."""
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.savez(file, **arrays)
        part.replace(path)
    except OSError as error:
        log.warning("%s could not be written: %s", path, error)


def read_arrays(path: Path) -> dict[str, np.ndarray] | None:
    """The arrays of an `.npz`; None if there is no whole file."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        return None


def _named(weights: Weights) -> dict[str, np.ndarray]:
    return {f"w{k:03d}": weight for k, weight in enumerate(weights)}


def _weights(arrays: Mapping[str, np.ndarray]) -> Weights:
    return [arrays[name] for name in sorted(arrays) if name.startswith("w")]


def keep_tested(folder: Path, tested: TestedModel, y: np.ndarray) -> None:
    """The best model's file, and what it said of the test set; y: what is true of that."""
    folder.mkdir(parents=True, exist_ok=True)
    name = "probabilities" if tested.outputs.ndim > 1 else "predicted"
    arrays = {name: tested.outputs, "y": y, "rows": np.arange(len(y))}
    if tested.validation is not None:
        arrays |= dict(zip(("validation", "validation_y"), tested.validation, strict=True))
        arrays["out_of_fold"] = np.array(tested.is_out_of_fold)
    write_arrays(folder / "test.npz", arrays)
    (folder / "best.part").write_bytes(tested.file)
    (folder / "best.part").replace(folder / "best.keras")
