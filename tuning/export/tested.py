"""What the winner said of the test rows, as the engine left it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuning.settings import Settings
from tuning.store.view import StudyView


@dataclass(frozen=True, eq=False)
class Tested:
    """`truth` (rows,): class numbers or quantities; `outputs`: probabilities (rows, classes) or
    quantities (rows,)."""

    truth: np.ndarray
    outputs: np.ndarray


def tested(view: StudyView, settings: Settings) -> Tested | None:
    """None where the winner has not met the test rows yet, or its file is gone."""
    path = settings.models / str(view.study.id) / "test.npz"
    try:
        with np.load(path, allow_pickle=False) as file:
            outputs = file["probabilities" if "probabilities" in file else "predicted"]
            return Tested(file["y"], outputs)
    except (OSError, ValueError, KeyError):
        return None
