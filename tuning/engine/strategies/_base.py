"""What a strategy's adapter is: a search that is handed a study's trials, and runs on them.

What it may do with them stands in three protocols, of which it names the one that it needs:
`TrialRunner` for any, `LearningRunner` where results must be told in an order that a resumed study
repeats, `LibraryHost` where the library trains by itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, ClassVar, Protocol, cast

from tuning.datasets import Dataset
from tuning.engine.library import LibraryBooks
from tuning.engine.proposals import Reason, TrialOutcome
from tuning.engine.reports import FitStarted
from tuning.engine.study_queue import StudyQueue
from tuning.engine.trials import Trials
from tuning.space import Values
from tuning.store import TrialRecord
from tuning.study import StudySpec


class TrialRunner(Protocol):
    """Runs the trials that a strategy proposes, several at once."""

    @property
    def has_room(self) -> bool:
        """Whether another trial can be started before one that is under way has ended."""

    def start(
        self,
        values: Values,
        *,
        reason: Reason,
        native: str | None = None,
        keep_last: bool = False,
    ) -> int:
        """Starts one trial; returns its number. Raises StudyStopped.

        `native`: an id by which a resumed study finds the trial again. `keep_last`: other trials
        may continue this one.
        """

    def next_ended(self, *, stay_open: bool = False) -> TrialOutcome | None:
        """Waits for the next trial's outcome; None once none is under way. Raises StudyStopped.

        `stay_open`: with none under way it waits for a person to add one, or to finish.
        """


class LearningRunner(TrialRunner, Protocol):
    """Tells results in an order that the record fixes: what is proposed next depends on it."""

    workers: int
    """How many there were when the study began."""

    def tell_in_order(self, most: int, formerly: int) -> None:
        """To be called first. `most`: trials to start beyond those whose results were told;
        `formerly`: in a study that was begun before that was recorded."""

    def recorded_as(self, native: str) -> TrialRecord | None:
        """The trial of an earlier run that has this id."""

    @property
    def is_catching_up(self) -> bool:
        """Whether trials that earlier runs recorded are still to be started again."""

    def forget_weights(self, but: Collection[int]) -> None:
        """None but these trials will be continued by others."""


class LibraryHost(Protocol):
    """What a library needs that starts its fits by itself, on the workers."""

    dataset: Dataset
    queue: StudyQueue
    """Through it each fit goes to a worker when it is the study's turn."""
    on_stop: Callable[[], None] | None
    """Called from another thread once the study is to stop."""

    def check(self) -> None:
        """Raises StudyStopped once the study is to stop."""

    def open_books(self, count: int, reason: Callable[[FitStarted], Reason]) -> LibraryBooks:
        """The study's books: from now on the reports of the library's fits write them.

        `count`: how many trials it will try. `reason` says why it tries one.
        """


class SearchStrategy(ABC):
    """One search strategy. Its file translates between its library and the trials."""

    name: ClassVar[str]
    """Its name in `tuning.strategies.STRATEGIES`, and its file's."""

    def __init__(self, spec: StudySpec, folder: Path) -> None:
        """`folder` is where the strategy's library keeps its own files for this study."""
        self.spec = spec
        self.options = spec.strategy.options
        self.folder = folder

    @abstractmethod
    def search(self, trials: Trials) -> dict[str, Any]:
        """Searches until its budget is used; returns what it has to tell besides the trials.

        An adapter names the protocol that it needs in place of `Trials`. Raises StudyStopped when
        a person stops the study.
        """

    def rehearse(self, trials: TrialRunner) -> None:
        """The same search where trials end at once, without workers: a miniature's.

        One whose library trains by itself says how.
        """
        self.search(cast(Any, trials))  # it names the protocol that it needs
