"""The plain values that travel between the engine and its workers: fits, and what came of them.

Must not import TensorFlow, nor any other module of the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from tuning import catalog, strategies, tasks
from tuning.objective import Objective
from tuning.space import Values
from tuning.store import EpochRecord, FitKey, RowScores
from tuning.study import Evaluation, FitKind, StudySpec

Weights = list[np.ndarray]
Validation = tuple[np.ndarray, np.ndarray]
"""What was said of rows, (n, classes), and what is true of them, (n,)."""


@dataclass(frozen=True)
class SplitKey:
    """Which split of which data; the same key gives the same rows."""

    dataset: str
    evaluation: Evaluation
    seed: int
    fold: int
    flat: bool = True


@dataclass(frozen=True, eq=False)
class FitTask:
    """Everything that one fit needs, small enough to be sent."""

    study_id: int
    trial: int
    kind: FitKind
    index: int
    seed: int
    family: str
    values: Values
    """Active values; the family completes them."""
    split: SplitKey
    classes: int
    learns: str
    """The name of its learning task."""
    objective: Objective
    metrics: tuple[str, ...]
    """What is measured at every epoch: names of `tuning.metrics.MEASURES`."""
    epochs: int
    patience: int | None = None
    """Epochs without a better value of the objective's metric after which it ends."""
    first_epoch: int = 0
    """Epochs already behind the `weights` it starts from."""
    weights: Weights | None = None
    planned: int | None = None
    """Epochs along which its learning rate falls, where it ends before; None: those it trains."""
    wants_weights: bool = True
    """Whether its weights may become the best model's, and come back."""
    bar: float | None = None
    """They come back only if the fit's score is as good as this."""
    program: str | None = None
    alike: float = 1.0
    """About how many fits of the same architecture its study has."""
    widest: Mapping[str, int] = field(default_factory=dict)
    """The widths that a program shares with narrower ones (`programs.widest`), by name."""
    attempt: int = 1

    @property
    def key(self) -> FitKey:
        """Names the fit in its study."""
        return (self.trial, self.kind, self.index)

    @property
    def new_epochs(self) -> int:
        """How many epochs it trains."""
        return self.epochs - self.first_epoch


@dataclass(frozen=True, eq=False)
class FitOutcome:
    """What one fit gave. `weights` are those of its best epoch, or of its last."""

    trial: int
    kind: FitKind
    index: int
    score: float | None
    seconds: float
    program: str
    epochs: list[EpochRecord]
    weights: Weights | None = None
    last_weights: Weights | None = None
    error: str | None = None
    row_scores: RowScores | None = None
    """What the kept validation rows gave it; None where it has none, or was recorded earlier."""
    worker: str | None = None
    """The address of the one that trained it, where it came in a pack."""
    started: float | None = None
    """When it began there."""
    preparing: float = 0.0
    """How many of its seconds passed before it trained."""

    @classmethod
    def failed(cls, task: FitTask, error: str) -> FitOutcome:
        """Of a fit that gave nothing."""
        return cls(*task.key, None, 0.0, "", [], error=error)

    @property
    def key(self) -> FitKey:
        """Names the fit in its study."""
        return (self.trial, self.kind, self.index)

    @property
    def training(self) -> float:
        """The seconds that it trained: what strategies race for."""
        return self.seconds - self.preparing


@dataclass(frozen=True, eq=False)
class TestedModel:
    """The winner on the test set, and its file."""

    metrics: dict[str, float]
    """By the names of `metrics.MEASURES`, the task's own first."""
    outputs: np.ndarray
    """What it said of the test rows: probabilities (n, classes), or quantities (n,)."""
    file: bytes = field(repr=False)
    validation: Validation | None = None
    """Of two classes, for a threshold to be chosen by them: what it said of the rows that validated
    its fit; of a refit, what networks trained alike said of those outside their folds. None where
    there are none, or but the test rows."""
    is_out_of_fold: bool = False
    """Whether it is the latter."""


@dataclass(frozen=True)
class Source:
    """What the tasks of one study have in common; small enough to be sent."""

    study_id: int
    spec: StudySpec
    dataset_key: str
    classes: int
    alike: float = 1.0
    """About how many fits of one architecture there are."""
    widest: Mapping[str, int] = field(default_factory=dict)
    """The widths that a program shares with narrower ones (`programs.widest`), by name."""

    @property
    def _is_flat(self) -> bool:
        """Whether the model takes an image as a row of pixels."""
        return not catalog.family(self.spec.model).images_only

    def task(
        self,
        number: int,
        values: Values,
        index: int,
        kind: FitKind | None = None,
        epochs: int | None = None,
    ) -> FitTask:
        """The task of one fit of a trial; of a baseline, that of the untuned network as trial 0.

        `epochs`: where it ends before its values say.
        """
        spec, kind = self.spec, kind or self.spec.evaluation.kind
        fold = index % spec.evaluation.folds if spec.evaluation.method == "folds" else 0
        task = FitTask(
            study_id=self.study_id,
            trial=number,
            kind=kind,
            index=index,
            seed=fit_seed(spec.seed, number, index),
            family=spec.model,
            values=values,
            split=SplitKey(self.dataset_key, spec.evaluation, spec.seed, fold, flat=self._is_flat),
            classes=self.classes,
            learns=tasks.of(spec.data).name,
            objective=spec.objective,
            patience=spec.patience,
            epochs=int(epochs or values.get("epochs") or spec.fixed("epochs")),
            wants_weights=kind.scores and not strategies.refits(spec),
            metrics=strategies.measured(spec),
            alike=self.alike,
            widest=self.widest,
        )
        return self._as_refit(task) if kind is FitKind.REFIT else task

    def _as_refit(self, task: FitTask) -> FitTask:
        """On all training rows, so that nothing can stop it early: its last epoch's weights are the
        ones to keep. With a common epoch it ends there, and its schedule is laid out as for the
        whole fit."""
        spec, evaluation = self.spec, self.spec.evaluation
        all_rows = evaluation.model_copy(update={"method": "test"})
        whole = int(task.values.get("epochs") or spec.fixed("epochs"))
        return replace(
            task,
            seed=fit_seed(spec.seed, task.trial, evaluation.fits),
            split=replace(task.split, evaluation=all_rows, fold=0),
            objective=spec.objective.model_copy(update={"reduce": "last"}),
            patience=None,
            planned=whole if evaluation.has_common_epoch else None,
            wants_weights=True,
        )


def fit_seed(seed: int, trial: int, index: int) -> int:
    """The seed of one fit: the same for the same study, and unlike that of any other fit."""
    return int(np.random.SeedSequence([seed, trial, index]).generate_state(1)[0] % 2**31)
