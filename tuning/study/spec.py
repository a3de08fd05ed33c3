"""A study's spec: everything that decides what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field, field_validator

from tuning import catalog
from tuning.errors import quoted
from tuning.objective import Epoch, Objective
from tuning.space import Fixed, Space
from tuning.study._model import Model
from tuning.study.data import DataSpec
from tuning.study.states import FitKind


class StrategySpec(Model):
    """A strategy's name and its options, completed with defaults."""

    name: str = "random_search"
    options: dict[str, Any] = Field(default_factory=dict)


class Evaluation(Model):
    """How a configuration is scored."""

    method: Literal["split", "folds", "test"] = "split"
    """`split`: a part of the training rows is kept for validation. `folds`: stratified
    cross-validation. `test`: validate on the test set as the article does; its scores are
    optimistic, and no untouched data is left."""
    fraction: float = Field(default=0.2, gt=0, lt=1)
    """The part of the training rows kept by `split`; a ratio such as "1/6" is understood."""
    folds: int = Field(default=5, ge=2, le=100)
    executions: int = Field(default=1, ge=1, le=100)
    """How often each configuration is trained, each time from another seed."""
    epoch: Literal["common", "own"] = "common"
    """Which epoch of each fold makes up a trial's score, where the objective takes the best one:
    that of the folds' mean curve, or each fold's own, as studies of earlier versions have it: what
    each fold chooses for itself flatters more, and no model on all rows has such an epoch."""

    @field_validator("fraction", mode="before")
    @classmethod
    def _ratio(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return float(Fraction(value))
        except (ValueError, ZeroDivisionError) as error:
            raise ValueError(
                f"fraction must be a number or a ratio such as 1/6, got {quoted(value)}"
            ) from error

    @property
    def fits(self) -> int:
        """Fits that score one trial."""
        return self.executions * (self.folds if self.method == "folds" else 1)

    @property
    def fresh(self) -> Evaluation:
        """How a confirmation divides the training rows: alike, but the test rows are not touched
        again."""
        if self.method != "test":
            return self
        return self.model_copy(update={"method": "split", "fraction": 0.2})

    @property
    def has_common_epoch(self) -> bool:
        """Whether all fits of a trial are scored at one epoch, which a model on all rows has, too.

        Executions of one split have none: each keeps its own best, as in KerasTuner.
        """
        return self.method == "folds" and self.epoch == "common"

    @property
    def kind(self) -> FitKind:
        return FitKind.FOLD if self.method == "folds" else FitKind.EXECUTION


class StudySpec(Model):
    """Everything that decides what a study does."""

    name: str = ""
    data: DataSpec = Field(default_factory=DataSpec)
    model: str = "dense"
    strategy: StrategySpec = Field(default_factory=StrategySpec)
    evaluation: Evaluation = Field(default_factory=Evaluation)
    objective: Objective = Field(default_factory=Objective)
    seed: int = Field(default=1, ge=0, lt=2**31)
    patience: int | None = Field(default=None, ge=1, le=10_000)
    """Epochs without a better value of the objective's metric after which a fit ends. None: never
    before its last epoch."""
    training_seconds: float | None = Field(default=None, gt=0, le=10_000_000)
    """Seconds that its fits may train, all together; then its search ends. None: to its end."""
    space: Space = Field(default_factory=catalog.article_space)
    track: tuple[str, ...] = ()
    """The trackers that it is sent to as it runs; nothing of the study depends on them."""

    def kept_epochs(self, curves: Sequence[Sequence[Epoch]]) -> list[int | None]:
        """Of each fit of a trial, by its curve, the place of the epoch that makes up its score.

        None for a fit without an epoch.
        """
        return self.objective.kept_epochs(curves, is_common=self.evaluation.has_common_epoch)

    def fixed(self, name: str) -> Any:
        """The value of a hyperparameter that is not searched, its default if left out."""
        if name in self.space and isinstance(self.space[name], Fixed):
            return self.space[name].points()[0]
        return catalog.family(self.model).defaults()[name]
