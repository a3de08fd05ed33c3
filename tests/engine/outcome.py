"""What a study has come to, to be compared with what another came to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tuning.store.view import StudyView


def found(view: StudyView, folder: Path) -> dict[str, Any]:
    """What a study has come to, without times and attempts: the same for the same trials.

    folder: its models.
    """
    epochs = {
        key: [epoch._replace(time=0.0) for epoch in curve] for key, curve in view.curves.items()
    }
    best: dict[str, Any] = {}
    if (folder / "best.npz").exists():
        with np.load(folder / "best.npz") as file:
            best = {name: file[name].tolist() for name in file.files}
    study = view.study
    return {
        "trials": {t.number: (t.state, t.values, t.score, t.error) for t in view.trials.values()},
        "fits": {key: (fit.state, fit.seed, fit.score) for key, fit in view.fits.items()},
        "epochs": epochs,
        "counted": (study.trials_finished, study.epochs_done),
        "best": (study.best_number, study.best_score, dict(study.test)),
        "weights": best,
        "result": study.result,
    }
