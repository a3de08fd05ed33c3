"""What a study is: its spec, and the states of studies, trials and fits.

A `StudySpec` says everything that decides a study's outcome. Reads no file and checks no rule that
takes more than one field: `tuning.planning.files` reads, `tuning.planning.checks` is the gate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from tuning import catalog
from tuning.errors import quoted
from tuning.objective import Epoch, Objective
from tuning.space import Fixed, Space


class _State(StrEnum):
    def is_finished(self) -> bool:
        return self.value in ("COMPLETED", "STOPPED", "FAILED")


class StudyState(_State):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    STOPPING = "STOPPING"
    STOPPED = "STOPPED"
    INTERRUPTED = "INTERRUPTED"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"

    def is_active(self) -> bool:
        """Whether an engine has it, or is about to."""
        return self in (StudyState.QUEUED, StudyState.RUNNING, StudyState.STOPPING)

    def can_resume(self) -> bool:
        return self in (StudyState.STOPPED, StudyState.INTERRUPTED, StudyState.FAILED)

    def may_become(self, state: StudyState) -> bool:
        """Whether a study may be moved to `state`; saying again where it is, is no move."""
        return state is self or state in NEXT[self]


NEXT: dict[StudyState, frozenset[StudyState]] = {
    StudyState(state): frozenset(map(StudyState, following.split()))
    for state, following in {
        # A command line marks as stopped or interrupted what waits for an engine that is gone.
        "QUEUED": "RUNNING STOPPED INTERRUPTED FAILED",
        # Back into the queue: the scheduler went away.
        "RUNNING": "QUEUED STOPPING STOPPED INTERRUPTED COMPLETED FAILED",
        # A study may end, fail or lose its scheduler before it has stopped.
        "STOPPING": "QUEUED STOPPED INTERRUPTED COMPLETED FAILED",
        "STOPPED": "QUEUED RUNNING FAILED",
        "INTERRUPTED": "QUEUED RUNNING STOPPED FAILED",
        "COMPLETED": "",
        "FAILED": "QUEUED RUNNING",
    }.items()
}
"""Which state of a study may follow which; only `Store.set_state` moves one."""


class Turn(StrEnum):
    """How a study shares the workers with others that run; a person says so."""

    FAIR = "FAIR"
    """By epochs trained: the study that is behind comes next."""
    FIRST = "FIRST"
    PAUSED = "PAUSED"

    @property
    def told(self) -> str:
        """What it means, as a sentence about the study."""
        return {
            Turn.FAIR: "It takes its turn with the other studies.",
            Turn.FIRST: "First: its fits come before those of all other studies.",
            Turn.PAUSED: "Paused: its fits wait; those under way train to their end.",
        }[self]


class TrialState(_State):
    WAITING = "WAITING"
    """Proposed, and none of its fits trains: what a reader says of it, never kept as such."""
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    STOPPED = "STOPPED"
    FAILED = "FAILED"


class FitState(_State):
    WAITING = "WAITING"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    STOPPED = "STOPPED"
    FAILED = "FAILED"


class FitKind(StrEnum):
    EXECUTION = "execution"
    FOLD = "fold"
    REFIT = "refit"
    """Of the best trial, on all training rows: the best model."""
    BASELINE = "baseline"
    """Of the untuned network, which stands as trial 0."""
    CONFIRMATION = "confirmation"
    """Of a trial that is over, on a fresh seed and a fresh split."""

    @property
    def scores(self) -> bool:
        """Whether such fits make up a trial's score, and count as the search's training."""
        return self in (FitKind.EXECUTION, FitKind.FOLD)

    @property
    def is_of_search(self) -> bool:
        """Whether a study's own figures tell of such fits: those that score, and the refit."""
        return self.scores or self is FitKind.REFIT


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


TABLES = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data", ".xlsx", ".parquet")
"""The kinds of files that hold a table."""
ARRAYS = ".npz"
"""The kind of file that holds arrays in Keras' layout."""
OWN = re.compile(
    r"own/(?P<stem>\w[\w.-]*)-(?P<digits>[0-9a-f]{8})"
    rf"(?P<kind>{'|'.join(map(re.escape, (*TABLES, ARRAYS)))})"
)
"""The name of a person's own data set: its file's, and eight digits of its content."""

TaskName = Literal["classification", "regression"]


class ColumnChoice(_Model):
    """What a person decided about one column of a table, other than what is suggested."""

    name: str
    treatment: Literal["number", "category", "date", "leave_out"] | None = None
    missing: tuple[str, ...] | None = None
    """The words that stand for a missing value in it; None: as suggested."""


class DataSpec(_Model):
    """Which data, how much of it, and what is learned from it."""

    name: str = "digits"
    file: str | None = None
    """A file as a study file names it, kept in the home when the study is created."""
    rows: int | None = Field(default=None, ge=10)
    """Use only so many training rows, drawn stratified; None: all."""
    target: str | None = None
    """The column to predict, of a table."""
    task: TaskName | None = None
    """What is learned; None: as the data suggest, which `tuning.datasets.resolve` settles."""
    columns: tuple[ColumnChoice, ...] = ()
    """What a person decided about columns; in a study file a table by their names."""
    small_classes: Literal["leave_out", "merge", "keep"] = "leave_out"
    """What becomes of classes of fewer rows than `tuning.tasks` asks for: their rows are left out,
    they become one class, or the study is refused."""
    rules: Literal[1, 2] = 2
    """By which rules a table is read. 1: those of studies made before task and columns could be
    chosen, so that they go on as they began."""
    missing: Literal["median", "mean", "most_frequent"] = "median"
    """What takes the place of a number that is missing in a table; of a text, the most frequent
    one does."""

    @field_validator("columns", mode="before")
    @classmethod
    def _by_name(cls, columns: Any) -> Any:
        """`{age = "leave_out", name = {treatment = "category"}}`, as a study file has it."""
        if not isinstance(columns, dict):
            return columns
        return [
            {"name": name, **(choice if isinstance(choice, dict) else {"treatment": choice})}
            for name, choice in columns.items()
        ]

    @field_validator("file")
    @classmethod
    def _names_a_file(cls, file: str | None) -> str | None:
        if file is not None and "\0" in file:
            raise ValueError("a file's name has no zero byte")
        return file

    @property
    def is_own(self) -> bool:
        """Whether a person brought it."""
        return bool(self.file or OWN.fullmatch(self.name))

    @property
    def kind(self) -> str:
        """How own data's file ends (`.csv`), in small letters; nothing of those built in."""
        return Path(self.title).suffix.lower() if self.is_own else ""

    @property
    def is_table(self) -> bool:
        """Whether it is a person's own table, of which a column is to be predicted."""
        return self.kind in TABLES

    def choice(self, column: str) -> ColumnChoice:
        """What a person decided about a column."""
        found = (each for each in self.columns if each.name == column)
        return next(found, ColumnChoice(name=column))

    @property
    def title(self) -> str:
        """Its name as a person says it."""
        if self.file:
            return Path(self.file).name
        own = OWN.fullmatch(self.name)
        return own["stem"] + own["kind"] if own else self.name


class StrategySpec(_Model):
    """A strategy's name and its options, completed with defaults."""

    name: str = "random_search"
    options: dict[str, Any] = Field(default_factory=dict)


class Evaluation(_Model):
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


class StudySpec(_Model):
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
