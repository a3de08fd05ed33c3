"""A study with records, as an engine would have left it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tuning.planning import files
from tuning.store import Batch, EpochRecord, FitRecord, Store, TrialRecord
from tuning.study import FitKind, FitState, StudySpec, StudyState, TrialState

DOCUMENT: dict[str, Any] = {
    "name": "A sample",
    "dataset": "digits",
    "strategy": {"name": "random_search", "max_trials": 2},
    "evaluation": {"executions": 2},
    "objective": {"metric": "val_accuracy"},
    "space": {
        "activation": ["relu", "tanh"],
        "units": {"type": "int", "low": 16, "high": 64, "step": 16},
        "epochs": 2,
    },
}


def spec(**changes: Any) -> StudySpec:
    return files.parse(DOCUMENT | changes)


def store(folder: Path) -> Store:
    return Store(folder / "studies.sqlite")


def trial(number: int = 0, score: float | None = 0.9, **changes: Any) -> TrialRecord:
    known: dict[str, Any] = {
        "state": TrialState.COMPLETED,
        "values": {"activation": "relu", "units": 32, "epochs": 2},
    }
    return TrialRecord(number=number, score=score, **known | changes)


def fit(number: int = 0, index: int = 0, **changes: Any) -> FitRecord:
    known: dict[str, Any] = {"state": FitState.COMPLETED, "score": 0.9, "seconds": 1.5}
    known["seed"] = 100 + index
    return FitRecord(trial=number, kind=FitKind.EXECUTION, index=index, **known | changes)


def epoch(
    number: int = 0, index: int = 0, at: int = 1, time: float | None = None, **metrics: Any
) -> EpochRecord:
    values = {
        "loss": 0.5 / at,
        "accuracy": 0.8,
        "val_loss": 0.6 / at,
        "val_accuracy": 0.7 + at / 10,
    }
    time = 1000.0 + at if time is None else time
    return EpochRecord(number, "execution", index, at, values | metrics, time)


def finished(kept: Store, **changes: Any) -> int:
    """A completed study of two trials, two fits each, two epochs each; its id."""
    study_id = kept.create_study(spec(**changes))
    pairs = [(number, index) for number in (0, 1) for index in (0, 1)]
    batch = Batch(
        trials=[trial(0, 0.8, deviation=0.1), trial(1, 0.9, deviation=0.0)],
        fits=[fit(number, index) for number, index in pairs],
        epochs=[epoch(number, index, at) for number, index in pairs for at in (1, 2)],
        study={
            "best_number": 1,
            "best_score": 0.9,
            "test": {"accuracy": 0.88, "loss": 0.4},
            "trials_finished": 2,
            "epochs_done": 8,
        },
    )
    kept.write(study_id, batch)
    bring(kept, study_id, StudyState.COMPLETED)
    return study_id


def bring(kept: Store, study_id: int, state: StudyState) -> None:
    """Moves a study to a state as an engine would: it runs before it has an end."""
    if not kept.study(study_id).state.may_become(state):
        kept.set_state(study_id, StudyState.RUNNING)
    kept.set_state(study_id, state)
