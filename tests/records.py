"""Believable records without training, for tests of pages and figures alone.

`python -m tests.records HOME` fills a home to look at the pages with.
"""

from __future__ import annotations

import math
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from tuning import settings, strategies
from tuning.planning.checks import completed
from tuning.planning.plan import plan
from tuning.planning.presets import PRESETS
from tuning.settings import Settings
from tuning.space import Boolean, Choice, Fixed, Float, Int, Space, Values
from tuning.store import (
    Batch,
    EngineRecord,
    EpochRecord,
    EventRecord,
    FitRecord,
    Store,
    TrialRecord,
)
from tuning.study import (
    DataSpec,
    Evaluation,
    FitKind,
    FitState,
    Objective,
    StrategySpec,
    StudySpec,
    StudyState,
    TrialState,
)

START = 1_780_000_000.0

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
    }
    return completed(StudySpec.model_validate(given | changes))


def draw(space: Space, rng: np.random.Generator) -> Values:
    """Values as a random search would propose them."""
    chosen: Values = {}
    for name, parameter in space.parameters.items():
        if isinstance(parameter, Float) and parameter.step is None:
            ends = (parameter.low, parameter.high)
            is_log = parameter.scale == "log"
            chosen[name] = float(
                math.exp(rng.uniform(*map(math.log, ends))) if is_log else rng.uniform(*ends)
            )
        elif isinstance(parameter, Int | Float | Choice | Boolean | Fixed):
            points = parameter.points()
            chosen[name] = points[int(rng.integers(len(points)))]
    return space.active(chosen)


def quality(values: Values) -> float:
    """How good a network with these values gets: between 0.55 and 0.98."""
    rate = float(values.get("learning_rate") or 1e-3)
    far = abs(math.log10(rate) + 2.6)
    units = float(values.get("units") or 32)
    lost = 0.12 * far**2 + 0.25 / math.sqrt(units) + 0.05 * float(values.get("dropout") or 0)
    lost += {"sgd": 0.06, "sigmoid": 0.08}.get(str(values.get("optimizer")), 0.0)
    return max(0.55, 0.985 - lost)


def curve(key: tuple[int, FitKind, int], best: float, epochs: int, at: float) -> list[EpochRecord]:
    rng = np.random.default_rng([key[0], key[2] + 7])
    records = []
    for epoch in range(1, epochs + 1):
        grown = 1 - math.exp(-1.1 * epoch)
        accuracy = min(0.1 + (best - 0.1) * grown + rng.normal(0, 0.006), 1.0)
        train = min(accuracy + 0.012 * epoch / epochs, 1.0)
        loss, val_loss = 2.3 * (1 - train) + 0.04, 2.3 * (1 - accuracy) + 0.06
        values = {"loss": loss, "accuracy": train, "val_loss": val_loss, "val_accuracy": accuracy}
        metrics = {name: round(float(value), 5) for name, value in values.items()}
        records.append(EpochRecord(*key, epoch, metrics, at + epoch * 0.4))
    return records


def fill(
    store: Store,
    study: StudySpec | None = None,
    *,
    finished: int | None = None,
    running: int = 0,
    failed: tuple[int, ...] = (),
    state: StudyState = StudyState.COMPLETED,
    start: float = START,
    seed: int = 0,
) -> int:
    """A study with `finished` trials and `running` more under way; returns its id."""
    study = study or spec()
    study_id = store.create_study(study)
    leave(
        store,
        study_id,
        finished=finished,
        running=running,
        failed=failed,
        state=state,
        start=start,
        seed=seed,
    )
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
    planned = plan(study)
    count = int(study.strategy.options["max_trials"]) if finished is None else finished
    rng = np.random.default_rng(seed)
    batch, at = Batch(), start
    for number in range(count + running):
        _add_trial(batch, study, number, at, rng, number in failed, number >= count)
        at += 0.5 * strategies.most_epochs(study) * study.evaluation.fits
    _summarise(batch, study, state, start, at, planned.trials, planned.epochs)
    if state is StudyState.COMPLETED:
        _refit(batch, study, at)
    store.write(study_id, batch)


def _add_trial(
    batch: Batch,
    study: StudySpec,
    number: int,
    at: float,
    rng: np.random.Generator,
    fails: bool,
    runs: bool,
) -> None:
    values, epochs, scores = draw(study.space, rng), strategies.most_epochs(study), []
    for index in range(study.evaluation.fits):
        key = (number, study.evaluation.kind, index)
        began = at + 0.5 * epochs * index
        seed = 1000 * number + index
        fit = FitRecord(*key, seed, FitState.COMPLETED, worker="w1", program="xla", started=began)
        if fails:
            fit = replace(fit, state=FitState.FAILED, error="The loss became NaN in epoch 1.")
            batch.fits.append(fit)
            break
        done = max(epochs // 2, 1) if runs else epochs
        points = curve(key, quality(values), done, began)
        batch.epochs += points
        if runs:
            batch.fits.append(replace(fit, state=FitState.RUNNING))
            break
        metric = [point.metrics[study.objective.metric] for point in points]
        scores.append(study.objective.score(metric))
        batch.fits.append(replace(fit, score=scores[-1], seconds=0.45 * epochs))
    batch.trials.append(_trial(number, values, scores, fails, runs, at, study))


def _trial(
    number: int,
    values: Values,
    scores: list[float],
    fails: bool,
    runs: bool,
    at: float,
    study: StudySpec,
) -> TrialRecord:
    ends = None if runs else at + 0.5 * strategies.most_epochs(study) * study.evaluation.fits
    return TrialRecord(
        number=number,
        state=TrialState.FAILED if fails else TrialState.RUNNING if runs else TrialState.COMPLETED,
        values=values,
        score=float(np.mean(scores)) if scores else None,
        deviation=float(np.std(scores, ddof=1)) if len(scores) > 1 else None,
        reason={"text": "Drawn at random, each hyperparameter on its own."},
        error="The loss became NaN in epoch 1." if fails else None,
        started=at,
        finished=ends,
    )


def _summarise(
    batch: Batch,
    study: StudySpec,
    state: StudyState,
    start: float,
    end: float,
    trials: int,
    epochs: int,
) -> None:
    scored = [trial for trial in batch.trials if trial.score is not None]
    best = None
    for trial in scored:
        if best is None or study.objective.is_better(trial.score or 0.0, best.score):
            best = trial
    batch.study = {
        "state": state,
        "started": start,
        "finished": None if state.is_active() else end,
        "seconds": 0.0 if state.is_active() else end - start,
        "trials_planned": trials,
        "epochs_planned": epochs,
        "trials_finished": sum(trial.state.is_finished() for trial in batch.trials),
        "epochs_done": len(batch.epochs),
        "best_number": best.number if best else None,
        "best_score": best.score if best else None,
    }
    batch.events.append(EventRecord(start, "started", "The study started."))


def _refit(batch: Batch, study: StudySpec, at: float) -> None:
    number = batch.study["best_number"]
    if number is None:
        return
    best = next(trial for trial in batch.trials if trial.number == number)
    key = (number, FitKind.REFIT, 0)
    points = curve(key, quality(best.values), strategies.most_epochs(study), at)
    batch.epochs += points
    batch.fits.append(FitRecord(*key, 77, FitState.COMPLETED, points[-1].metrics["accuracy"], 2.5))
    batch.study |= {"test": {"accuracy": 0.9583, "loss": 0.1412}}


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


def fill_home(folder: Path, more: int = 0) -> None:
    """Studies in every state, for looking at the pages; `more` further finished ones."""
    home, store = a_home(folder)
    put_engine(store)
    now = time.time()
    for k in range(more):
        fill(store, spec(4, name=f"Earlier study {k + 1}"), start=now - 90_000 - 60 * k, seed=k)
    article = PRESETS["article"].spec
    done = fill(store, completed(article), start=now - 7200, seed=5)
    leave_model(home, done)
    fill(
        store,
        spec(30, name="By the article's rule", evaluation=Evaluation(method="test")),
        start=now - 3000,
        failed=(4, 17),
    )
    fill(
        store,
        spec(20, evaluation=Evaluation(method="folds", folds=3), name="Folds, stopped early"),
        finished=7,
        state=StudyState.STOPPED,
        start=now - 2000,
    )
    folds = spec(60, name="Sixty trials on MNIST", data=DataSpec(name="mnist"))
    fill(store, folds, failed=(9, 31), start=now - 900, seed=8)
    loss = spec(8, name="Lowest loss", objective=Objective(metric="val_loss", reduce="last"))
    fill(store, loss, start=now - 600, seed=2)
    big = spec(24, name="Optimizers, momentum and width")
    fill(store, big, finished=11, running=2, failed=(4,), state=StudyState.RUNNING, start=now - 70)


if __name__ == "__main__":
    from tests import techniques

    techniques.fill_home(a_home(sys.argv[1])[1])
    fill_home(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
