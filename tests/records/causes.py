"""A sound study, and studies that have one fault each: what the cards about them look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tests.records.curves import draw
from tests.records.studies import spec
from tuning.honesty import Claim, Honest, Step
from tuning.space import Fixed, Float, Int, Space, Values
from tuning.store import Batch, EpochRecord, FitRecord, Store, TrialRecord
from tuning.study import Evaluation, FitKind, FitState, StudySpec, StudyState, TrialState

EPOCHS, TRIALS = 20, 24
SPACE = Space(
    parameters={
        "units": Int(low=16, high=256, step=16),
        "learning_rate": Float(low=1e-4, high=1e-2, scale="log"),
        "dropout": Float(low=0.0, high=0.5, step=0.1),
        "epochs": Fixed(value=EPOCHS),
    }
)
WAYS: dict[str, Any] = {
    "space": SPACE,
    "evaluation": Evaluation(executions=1),
    "name": "Made for its cards",
}
SHOWN = {"constant": Claim(0.5, 0.02, True), "linear": Claim(0.06, 0.02, True)}
SOUND = Honest(
    "accuracy",
    chosen=0.93,
    corrected=0.925,
    low=0.91,
    high=0.94,
    rows=1200,
    trials=TRIALS,
    epochs=EPOCHS,
    winner=5,
    baselines={"constant": 0.41, "linear": 0.86, "untuned": 0.9},
    claims=SHOWN,
    visible=0.02,
    tied=(5,),
    answer="no",
)


@dataclass
class Fit:
    """The curves of one fit, an epoch each."""

    loss: np.ndarray
    val_loss: np.ndarray
    accuracy: np.ndarray


@dataclass
class Left:
    """One trial as it is left."""

    values: Values
    score: float | None
    fit: Fit
    error: str | None = None


@dataclass
class Study:
    """What a study leaves; a fault changes it."""

    spec: StudySpec = field(default_factory=lambda: spec(TRIALS, **WAYS))
    trials: list[Left] = field(default_factory=list)
    honest: Honest | None = SOUND

    def keep(self, store: Store, state: StudyState = StudyState.COMPLETED) -> int:
        """Writes it; its id."""
        batch, at = Batch(honest=self.honest), 1000.0
        for number, left in enumerate(self.trials):
            at += 10
            key = (number, FitKind.EXECUTION, 0)
            failed = left.error is not None
            ended = TrialState.FAILED if failed else TrialState.COMPLETED
            batch.trials.append(
                TrialRecord(
                    number,
                    ended,
                    left.values,
                    left.score,
                    error=left.error,
                    started=at - 10,
                    finished=at,
                )
            )
            done = FitState.FAILED if failed else FitState.COMPLETED
            batch.fits.append(FitRecord(*key, number, done, left.score, 5.0, error=left.error))
            batch.epochs += _epochs(key, left, at)
        scored = [left for left in self.trials if left.score is not None]
        best = max(scored, key=lambda left: left.score or 0.0, default=None)
        ended_count = len(self.trials)
        batch.study = {"state": state, "trials_finished": ended_count, "started": 1000.0}
        if best is not None:
            batch.study |= {"best_number": self.trials.index(best), "best_score": best.score}
        study_id = store.create_study(self.spec)
        store.write(study_id, batch)
        return study_id


def _epochs(key: tuple[int, FitKind, int], left: Left, at: float) -> list[EpochRecord]:
    if left.error is not None:
        return []
    columns = {
        "loss": left.fit.loss,
        "accuracy": 1 - left.fit.loss / 3,
        "val_loss": left.fit.val_loss,
        "val_accuracy": left.fit.accuracy,
    }
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return [
        EpochRecord(*key, epoch, {name: float(v) for name, v in row.items()}, at - 10 + epoch / 4)
        for epoch, row in enumerate(rows, start=1)
    ]


def sound(seed: int = 0) -> Study:
    """A study of noise about a good score, of networks that learn until their last epochs."""
    rng = np.random.default_rng(seed)
    study = Study()
    for _ in range(TRIALS):
        grown = 1 - np.exp(-0.15 * np.arange(1, EPOCHS + 1))
        loss = 1.2 - 0.95 * grown + rng.normal(0, 0.004, EPOCHS)
        val_loss = 1.3 - 0.95 * grown + rng.normal(0, 0.01, EPOCHS)
        accuracy = 0.4 + 0.52 * grown + rng.normal(0, 0.003, EPOCHS)
        fit = Fit(loss, val_loss, accuracy)
        values = draw(study.spec.space, rng)
        study.trials.append(Left(values, float(accuracy.max()), fit))
    best = max(study.trials, key=lambda left: left.score or 0.0)
    best.values |= {"units": 128, "learning_rate": 0.001, "dropout": 0.2}
    return study


def noise(seed: int) -> Study:
    """A study in which there is nothing: values, curves and order are drawn by lot."""
    rng = np.random.default_rng([seed, 9])
    study = Study(honest=None)
    for _ in range(TRIALS):
        loss, val_loss = (rng.normal(0.69, 0.02, EPOCHS) for _ in range(2))
        fit = Fit(loss, val_loss, rng.normal(0.5, 0.03, EPOCHS))
        left = Left(draw(study.spec.space, rng), float(fit.accuracy.max()), fit)
        study.trials.append(left)
    return study


# -- faults: each changes a sound study ------------------------------------------------------------


def at_the_end_of_a_range(study: Study) -> None:
    """The more units, the better."""
    ordered = sorted(study.trials, key=lambda left: float(left.values["units"] or 0))
    for place, left in enumerate(ordered):
        left.score = 0.8 + 0.005 * place
    ordered[-1].values["units"] = 256


def overfitted(study: Study) -> None:
    """The validation loss rises from epoch 8 on, the accuracy stays."""
    rise = np.clip(np.arange(1, EPOCHS + 1) - 8, 0, None)
    for left in study.trials:
        left.fit.val_loss = np.abs(np.arange(1, EPOCHS + 1) - 8.0) * 0.02 + 0.4 + 0.01 * rise
        left.fit.loss = np.linspace(1.0, 0.1, EPOCHS)
        left.fit.accuracy[6:] = 0.9 * (left.score or 0.0)
        left.fit.accuracy[17] = left.score


def diverged(study: Study) -> None:
    """The three largest learning rates."""
    ordered = sorted(study.trials, key=lambda left: float(left.values["learning_rate"] or 0))
    for left in ordered[-3:]:
        left.score, left.error = None, "The loss became nan in epoch 3 (learning rate 0.01)."


def wasteful(study: Study) -> None:
    """Nothing gets better after epoch 4."""
    for left in study.trials:
        left.fit.accuracy[3] = (left.score or 0) + 0.001
        left.score = float(left.fit.accuracy[3])
        left.fit.accuracy[4:] = left.fit.accuracy[3] - 0.01


def repeated(study: Study) -> None:
    """Four trials have the values of earlier ones."""
    for left in study.trials[-4:]:
        left.values = dict(study.trials[0].values)


def failing(study: Study) -> None:
    """By two causes."""
    worst = sorted(study.trials, key=lambda left: left.score or 0.0)[:5]
    for place, left in enumerate(worst):
        cause = f"The model cannot be built: {place} units." if place else "Out of memory."
        left.score, left.error = None, cause


def contradicting(study: Study) -> None:
    """Trials with more accuracy have the higher loss."""
    for left in study.trials:
        left.fit.val_loss = left.fit.val_loss + 5 * (left.score or 0.0)


def without_effect(study: Study) -> None:
    """120 trials in which the units decide and the dropout does not."""
    rng, first = np.random.default_rng(3), study.trials[0]
    study.trials = []
    for _ in range(120):
        values = draw(study.spec.space, rng)
        units = float(values["units"] or 0)
        score = 0.9 - ((units - 128) / 400) ** 2 + float(rng.normal(0, 0.004))
        fit = Fit(first.fit.loss, first.fit.val_loss, first.fit.accuracy)
        study.trials.append(Left(values, score, fit))


def _honest(**changes: object) -> Callable[[Study], None]:
    def change(study: Study) -> None:
        assert study.honest is not None
        study.honest = replace(study.honest, **changes)  # type: ignore[arg-type]

    return change


def _course() -> tuple[Step, ...]:
    """Eight trials: the corrected score stands from the third on."""
    chosen = (0.80, 0.84, 0.88, 0.89, 0.91, 0.92, 0.93, 0.93)
    corrected = (0.79, 0.82, 0.86, 0.86, 0.86, 0.86, 0.86, 0.86)
    pairs = enumerate(zip(chosen, corrected, strict=True))
    return tuple(Step(n, n, c, k, k - 0.05, k + 0.05) for n, (c, k) in pairs)


few_rows = _honest(rows=40, visible=0.12, is_split=True)
unequal = _honest(baselines={"constant": 0.86, "linear": 0.88, "untuned": 0.9})
not_better = _honest(
    claims={"constant": Claim(0.02, 0.03, False), "linear": Claim(-0.01, 0.03, False)}
)
overtuned = _honest(course=_course())
level = _honest(tied=(1, 4, 5, 7), smallest=4, quickest=7)

FAULTS: dict[str, Callable[[Study], None]] = {
    "edge": at_the_end_of_a_range,
    "overfitting": overfitted,
    "divergence": diverged,
    "plateau": wasteful,
    "duplicates": repeated,
    "failed": failing,
    "disagreement": contradicting,
    "idle": without_effect,
    "rows": few_rows,
    "imbalance": unequal,
    "baseline": not_better,
    "overtuning": overtuned,
    "tied": level,
}
"""By the kind of card that tells it."""


def faulty(kind: str) -> Study:
    """A sound study with one fault."""
    study = sound()
    FAULTS[kind](study)
    return study
