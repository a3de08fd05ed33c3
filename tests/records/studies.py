"""Studies of a random search with believable curves, in every state, and the engine beside them."""

from __future__ import annotations

import os
import time
from typing import Any

import numpy as np

from tests.records.recording import START, Recording
from tuning import settings, strategies
from tuning.objective import Objective
from tuning.planning.checks import completed
from tuning.settings import Settings
from tuning.space import Choice, Fixed, Float, Int, Space
from tuning.store import EngineRecord, Store
from tuning.study import Evaluation, StrategySpec, StudySpec, StudyState, TrialState

MOMENTUM = Space(
    parameters={
        "optimizer": Choice(values=["adam", "sgd", "rmsprop"]),
        "momentum": Float(low=0.0, high=0.9, step=0.1),
        "units": Int(low=16, high=256, step=16),
        "learning_rate": Float(low=1e-4, high=1e-1, scale="log"),
        "dropout": Float(low=0.0, high=0.5, step=0.1),
        "epochs": Fixed(value=5),
    }
)
"""A space with a hyperparameter that is not always active."""


def spec(trials: int = 12, **changes: object) -> StudySpec:
    """A checked spec of random search over `MOMENTUM`, two executions each."""
    given: dict[str, object] = {
        "name": "Random search on digits",
        "space": MOMENTUM,
        "strategy": StrategySpec(options={"max_trials": trials}),
        "evaluation": Evaluation(executions=2),
        "objective": Objective(metric="val_accuracy"),
    }
    return completed(StudySpec.model_validate(given | changes))


def fill(store: Store, study: StudySpec | None = None, **left: Any) -> int:
    """A study as `leave` leaves it; returns its id."""
    study_id = store.create_study(study or spec())
    leave(store, study_id, **left)
    return study_id


def leave(
    store: Store,
    study_id: int,
    *,
    finished: int | None = None,
    running: int = 0,
    failed: tuple[int, ...] = (),
    state: StudyState = StudyState.COMPLETED,
    start: float = START,
    seed: int = 0,
) -> None:
    """The records of a study that is kept already."""
    study = store.study(study_id).spec
    count = int(study.strategy.options["max_trials"]) if finished is None else finished
    recording, epochs = Recording(study, start, seed), strategies.most_epochs(study)
    for number in range(count + running):
        trial = TrialState.COMPLETED
        if number >= count:
            trial = TrialState.RUNNING
        elif number in failed:
            trial = TrialState.FAILED
        text = "Drawn at random, each hyperparameter on its own."
        recording.add(number, recording.draw(), epochs, state=trial, text=text)
    tested: dict[str, dict[str, float]] = {}
    if state is StudyState.COMPLETED and recording.best is not None:
        recording.refit(epochs)
        tested = {"test": {"accuracy": 0.9583, "loss": 0.1412}}
    recording.keep(store, state, study_id, **tested)


def leave_model(home: Settings, study_id: int, seed: int = 3) -> None:
    """What the engine leaves of a finished study on digits: 345 of 360 test images right."""
    from tuning.datasets import load

    labels = load("digits", home).y_test
    rng = np.random.default_rng(seed)
    probabilities = rng.uniform(0.0, 0.02, (len(labels), 10))
    predicted = labels.copy()
    wrong = rng.choice(len(labels), 15, replace=False)
    predicted[wrong] = (labels[wrong] + rng.integers(1, 10, 15)) % 10
    probabilities[np.arange(len(labels)), predicted] += 0.6
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    folder = home.models / str(study_id)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(
        folder / "test.npz", probabilities=probabilities, y=labels, rows=np.arange(len(labels))
    )
    (folder / "best.keras").write_bytes(b"not a model: pages only hand it on")


def put_engine(store: Store, state: str = "ready", workers: int = 2) -> None:
    now = time.time()
    store.put_engine(EngineRecord(os.getpid(), state, "", workers, now - 60, now, {}))


def a_home(folder: str | os.PathLike[str]) -> tuple[Settings, Store]:
    home = settings.load(folder).prepare()
    return home, Store(home.store_path)
