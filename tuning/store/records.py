"""What the store gives back: plain, frozen records. Times are seconds since the epoch (UTC)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

from tuning.honesty import Honest
from tuning.space import Values
from tuning.store.row_scores import RowScores
from tuning.study import FitKind, FitState, StudySpec, StudyState, TrialState, Turn

FitKey = tuple[int, FitKind, int]
"""A fit's name in its study: its trial's number, its kind, its place among those of its kind."""


RaceBy = Literal["epochs", "seconds"]
"""What a race's budget counts: epochs, or seconds of training."""
BY_HAND = "hand-"
"""What the id of a trial begins with that a person proposed."""
EXAMPLE = 0
"""The number of the study that ships with the app: lists leave it out, a link shows it."""

STALE_SECONDS = 10.0
"""An engine without a heartbeat for so long counts as dead."""


class StudyTitle(NamedTuple):
    """A study in a list to choose from."""

    id: int
    name: str
    state: StudyState


@dataclass(frozen=True)
class StudyRecord:
    """One study and what is known of it at a glance."""

    id: int
    name: str
    strategy: str
    dataset: str
    spec_json: str = field(repr=False)
    state: StudyState
    error: str | None
    created: float
    started: float | None
    finished: float | None
    seconds: float
    """Seconds spent running, pauses between a stop and a resume left out."""
    trials_planned: int | None
    epochs_planned: int | None
    trials_finished: int
    epochs_done: int
    best_number: int | None
    best_score: float | None
    result: dict[str, Any]
    """What the strategy itself reports at the end (`cv_results_`, a summary …)."""
    change: int
    test: Mapping[str, float] = field(default_factory=dict)
    """What the winner's one look at the test set gave, by the names of `metrics.MEASURES`, the
    task's own first; empty before."""
    workers: int | None = None
    """How many workers there were when it began: for good what its search is laid out for."""
    ahead: int | None = None
    """How many trials its strategy proposes beyond those whose results it knows, for good; None: it
    learns from none, or was begun before that was recorded."""
    race: int | None = None
    """What it shares with the other studies of its race: the number of the first of them."""
    turn: Turn = Turn.FAIR
    """How it shares the workers with others that run."""
    board: int | None = None
    """The board that it is, or was, a sheet of."""
    silenced: tuple[str, ...] = ()
    """The kinds of cards that a person does not want to see of it."""

    @property
    def test_score(self) -> float | None:
        """By the task's own measure, what the winner did on the test set."""
        return next(iter(self.test.values()), None)

    @property
    def is_paused(self) -> bool:
        """Whether it would train, but for a person who paused it."""
        return self.turn is Turn.PAUSED and self.state in (StudyState.QUEUED, StudyState.RUNNING)

    @cached_property
    def spec(self) -> StudySpec:
        return StudySpec.model_validate_json(self.spec_json)


@dataclass(frozen=True)
class RaceRecord:
    """Several studies that were started as one, to be compared."""

    id: int
    """The number of its first study."""
    name: str
    created: float
    by: RaceBy
    budget: float | None
    """What each study may train, in epochs or seconds; None: it is older than this record."""
    seeds: int
    """How many studies each strategy was started with."""


@dataclass(frozen=True)
class BoardRecord:
    """What a class tries together: trials by hand under first names, on one sheet at a time."""

    id: int
    name: str
    created: float
    closed: float | None
    """When it was closed: it takes no trials since."""
    study: int
    """The study that is its current sheet; it may have been deleted."""
    change: int
    """Rises with each trial that is sent, and with each sheet."""


@dataclass(frozen=True)
class TrialRecord:
    """One configuration that a strategy proposed."""

    number: int
    state: TrialState
    values: Values
    """What it was trained with. Active values only: an inactive hyperparameter is absent."""
    score: float | None = None
    deviation: float | None = None
    """Standard deviation of the fits' scores; None for fewer than two."""
    reason: dict[str, Any] = field(default_factory=dict)
    """Why the strategy proposed it; `text` is the sentence for people."""
    error: str | None = None
    native: str | None = None
    """The trial's id in the strategy's own library."""
    started: float | None = None
    finished: float | None = None
    told: int | None = None
    """How many results the strategy knew when it was proposed, if it is told them in order."""
    due: float | None = None
    """When its own result is told, on the clock of `tuning.engine.order`."""

    def __post_init__(self) -> None:
        """Of a trial that trains in rungs, the values say to which epoch; older homes do not."""
        until = self.reason.get("until")
        if until is not None and self.values.get("epochs") != until:
            object.__setattr__(self, "values", {**self.values, "epochs": int(until)})


@dataclass(frozen=True)
class FitRecord:
    """One training of one trial."""

    trial: int
    kind: FitKind
    index: int
    seed: int
    state: FitState
    score: float | None = None
    seconds: float | None = None
    """For how long it had a worker."""
    preparing: float | None = None
    """How much of that passed before its first epoch: its model was built, its program compiled.
    None: that was not taken down."""
    program: str | None = None
    """How its epochs ran: `xla`, `graph`, or `fit` with the reason for falling back."""
    worker: str | None = None
    error: str | None = None
    attempt: int = 1
    started: float | None = None

    @property
    def key(self) -> FitKey:
        return (self.trial, self.kind, self.index)

    @property
    def training(self) -> float | None:
        """The seconds that it trained; None while it has not ended."""
        return None if self.seconds is None else self.seconds - (self.preparing or 0.0)


class EpochRecord(NamedTuple):
    """The metrics of one epoch of one fit; epochs count from 1."""

    trial: int
    kind: str
    index: int  # type: ignore[assignment]  # a column here, not tuple.index
    epoch: int
    metrics: Mapping[str, float]
    """By the names of `tuning.metrics`; what was not measured, or was no number, is left out."""
    time: float


ENDING = "ending"
"""The kind of events that say, in a few words, what is done with a study after its last trial."""


@dataclass(frozen=True)
class EventRecord:
    """Something that happened to a study, as a sentence."""

    time: float
    kind: str
    text: str


@dataclass(frozen=True)
class Command:
    """What a person asked the engine to do."""

    id: int
    study_id: int | None
    kind: str
    payload: dict[str, Any]
    created: float = 0.0

    @property
    def native(self) -> str:
        """Of the trial that it asks for, its id: no other has it, in this home or another."""
        return f"{BY_HAND}{self.id}-{int(self.created * 1000)}"


@dataclass(frozen=True)
class EngineRecord:
    """The engine of this home, as it last said of itself."""

    pid: int
    state: str
    """starting, waiting (for a cluster), unfit (the cluster is), warming, ready, stopped."""
    message: str
    workers: int
    started: float
    heartbeat: float
    speed: dict[str, Any]
    """What was measured here: see `tuning.planning.plan`."""

    def is_alive(self) -> bool:
        """Whether its last heartbeat is recent."""
        # Either way round: the clock may have been set.
        return self.state != "stopped" and abs(time.time() - self.heartbeat) < STALE_SECONDS

    @property
    def trouble(self) -> str:
        """What keeps workers from training, in one sentence; empty while nothing does."""
        return self.message if self.state in ("waiting", "unfit", "ready") else ""


@dataclass
class Batch:
    """Results to write in one transaction: whole records, which replace what stood there."""

    trials: list[TrialRecord] = field(default_factory=list)
    fits: list[FitRecord] = field(default_factory=list)
    epochs: list[EpochRecord] = field(default_factory=list)
    events: list[EventRecord] = field(default_factory=list)
    restarted: list[FitKey] = field(default_factory=list)
    """Fits that begin again: their epochs and row scores so far are dropped."""
    study: dict[str, Any] = field(default_factory=dict)
    """Columns of the study's own row."""
    knowledge: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    """By trial, what its strategy knew as it proposed it; plain values, of the strategy's own."""
    row_scores: list[RowScores] = field(default_factory=list)
    honest: Honest | None = None
    """How honest the winner is now."""
