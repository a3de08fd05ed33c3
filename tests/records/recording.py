"""A study as an engine would have left it: its trials are added one by one, then it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tests.records.curves import curve, draw, quality
from tuning import strategies
from tuning.space import Values
from tuning.store import Batch, EventRecord, FitRecord, Store, TrialRecord
from tuning.study import FitKind, FitState, StudySpec, StudyState, TrialState

START = 1_780_000_000.0
SECONDS = 0.5
"""Of an epoch."""
DIVERGED = "The loss became NaN in epoch 1."


@dataclass
class Recording:
    """A study under construction."""

    study: StudySpec
    start: float = START
    seed: int = 0
    batch: Batch = field(default_factory=Batch)

    def __post_init__(self) -> None:
        self.rng, self.at = np.random.default_rng(self.seed), self.start

    def draw(self) -> Values:
        return draw(self.study.space, self.rng)

    def add(
        self,
        number: int,
        values: Values,
        epochs: int,
        *,
        first: int = 0,
        tops: Sequence[float] = (),
        state: TrialState = TrialState.COMPLETED,
        **reason: Any,
    ) -> float:
        """One trial, trained from epoch `first` to `epochs`; its score.

        `tops`: how good each of its fits gets, if not as good as its values are. One that runs is
        half through its first fit, one that failed ended with it.
        """
        tops = tops or [quality(values)] * self.study.evaluation.fits
        scores: list[float] = []
        metric = self.study.objective.metric
        for index, top in enumerate(tops):
            fit = self._fit(number, index, (epochs - first) * index)
            if state is TrialState.FAILED:
                self.batch.fits.append(replace(fit, state=FitState.FAILED, error=DIVERGED))
                break
            runs = state is TrialState.RUNNING
            done = max(epochs // 2, 1) if runs else epochs
            points = curve(fit.key, top, done, fit.started or self.at)[first:]
            self.batch.epochs += points
            if runs:
                self.batch.fits.append(replace(fit, state=FitState.RUNNING))
                break
            scores.append(self.study.objective.score([p.metrics[metric] for p in points]))
            seconds = 0.9 * SECONDS * (epochs - first)
            self.batch.fits.append(replace(fit, score=scores[-1], seconds=seconds))
        began, self.at = self.at, self.at + SECONDS * (epochs - first) * len(tops)
        ended = None if state is TrialState.RUNNING else self.at
        trial = TrialRecord(number, state, values, reason=reason, started=began, finished=ended)
        if scores:
            deviation = float(np.std(scores, ddof=1)) if len(scores) > 1 else None
            trial = replace(trial, score=float(np.mean(scores)), deviation=deviation)
        error = DIVERGED if state is TrialState.FAILED else None
        self.batch.trials.append(replace(trial, error=error))
        return trial.score or 0.0

    def _fit(self, number: int, index: int, epochs_before: int) -> FitRecord:
        key = (number, self.study.evaluation.kind, index)
        began, seed = self.at + SECONDS * epochs_before, 1000 * number + index
        done = FitState.COMPLETED
        return FitRecord(*key, seed, done, worker="w1", program="xla", started=began)

    @property
    def best(self) -> TrialRecord | None:
        scores = [trial.score for trial in self.batch.trials if trial.score is not None]
        best = self.study.objective.best(scores) if scores else None
        return next((t for t in self.batch.trials if scores and t.score == best), None)

    def refit(self, epochs: int) -> None:
        """The best trial's network, trained once more on all rows."""
        best = self.best
        if best is None:
            return
        key = (best.number, FitKind.REFIT, 0)
        points = curve(key, quality(best.values), epochs, self.at)
        self.batch.epochs += points
        score = points[-1].metrics["accuracy"]
        self.batch.fits.append(FitRecord(*key, 77, FitState.COMPLETED, score, 1.8))

    def summary(self, state: StudyState, **more: Any) -> dict[str, Any]:
        """The study's own columns."""
        planned, best = strategies.count(self.study), self.best
        ended = not state.is_active()
        return {
            "state": state,
            "started": self.start,
            "finished": self.at if ended else None,
            "seconds": self.at - self.start if ended else 0.0,
            "trials_planned": planned.trials,
            "epochs_planned": planned.epochs,
            "trials_finished": sum(t.state.is_finished() for t in self.batch.trials),
            "epochs_done": sum(e.kind != FitKind.REFIT for e in self.batch.epochs),
            "best_number": best.number if best else None,
            "best_score": best.score if best else None,
            **more,
        }

    def keep(
        self, store: Store, state: StudyState, study_id: int | None = None, **more: Any
    ) -> int:
        """Writes it, over a study that is kept already or as a new one; its id."""
        study_id = store.create_study(self.study) if study_id is None else study_id
        self.batch.study = self.summary(state, **more)
        self.batch.events.append(EventRecord(self.start, "started", "The study started."))
        store.write(study_id, self.batch)
        return study_id
