"""A race as one thing: its name, its state, how far it is and how long it still takes.

Works on records alone. Must not import Streamlit.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tuning.analysis.progress import elapsed
from tuning.store import RaceRecord, StudyRecord
from tuning.study import StudyState
from tuning.text.words import listed

ORDER = [
    StudyState.STOPPING,
    StudyState.RUNNING,
    StudyState.QUEUED,
    StudyState.FAILED,
    StudyState.INTERRUPTED,
    StudyState.STOPPED,
    StudyState.COMPLETED,
]
"""Which of several states is shown: one that may still change, else one short of completion."""


def together(states: Sequence[StudyState]) -> StudyState:
    """One state for several studies; they run while one of them does."""
    return min(states, key=rank)


def rank(state: StudyState) -> int:
    return ORDER.index(state) if state in ORDER else 0


@dataclass(frozen=True)
class Race:
    """The studies of one race."""

    id: int
    studies: tuple[StudyRecord, ...]
    """The newest first."""
    record: RaceRecord | None = None
    """None for studies that are older than races, and were started together."""

    @cached_property
    def strategies(self) -> list[str]:
        return list(dict.fromkeys(study.strategy for study in reversed(self.studies)))

    @cached_property
    def datasets(self) -> list[str]:
        """The names of its data sets, in the order in which it was given them."""
        return list(dict.fromkeys(study.dataset for study in reversed(self.studies)))

    @property
    def dataset(self) -> str:
        return listed(self.datasets)

    @cached_property
    def seeds(self) -> int:
        """Studies of each strategy on one data set, at most."""
        every = [(study.strategy, study.dataset) for study in self.studies]
        return max(map(every.count, every))

    @property
    def name(self) -> str:
        return f"Race: {self.field}" if self.record is None else self.record.name

    @property
    def field(self) -> str:
        """`3 strategies × 5 seeds`, `3 strategies × 5 seeds × 2 data sets`."""
        many = len(self.strategies)
        seeds = f" × {self.seeds} seeds" if self.seeds > 1 else ""
        data = f" × {len(self.datasets)} data sets" if len(self.datasets) > 1 else ""
        return f"{many} {'strategy' if many == 1 else 'strategies'}{seeds}{data}"

    @property
    def state(self) -> StudyState:
        return together([study.state for study in self.studies])

    @property
    def trials_finished(self) -> int:
        return sum(study.trials_finished for study in self.studies)

    @property
    def trials_planned(self) -> int | None:
        planned = [study.trials_planned for study in self.studies]
        return None if None in planned else sum(p for p in planned if p is not None)

    @cached_property
    def best(self) -> StudyRecord | None:
        """The study that holds the best score; None on several data sets, whose scores differ."""
        if len(self.datasets) > 1:
            return None
        scored = [study for study in self.studies if study.best_score is not None]
        if not scored:
            return None
        objective = scored[0].spec.objective
        best = objective.best(study.best_score or 0.0 for study in scored)
        return next(study for study in reversed(scored) if study.best_score == best)

    @property
    def best_score(self) -> float | None:
        return self.best.best_score if self.best else None

    @property
    def test_score(self) -> float | None:
        return None

    @property
    def created(self) -> float:
        return min(study.created for study in self.studies)

    @property
    def share(self) -> float:
        """The share of its epochs that is done, 0 to 1; an ended study counts as done."""
        done, planned = self.epochs
        return min(done / planned, 1.0) if planned else float(not self.state.is_active())

    def left(self, now: float | None = None) -> float | None:
        """Seconds until it ends, about, at the rate so far; None where that is unknown."""
        now = time.time() if now is None else now
        done, planned = self.epochs
        known = all(study.epochs_planned for study in self.studies if study.state.is_active())
        seconds = self.elapsed(now)
        if not (self.state.is_active() and known and done and planned and seconds):
            return None
        return max(planned - done, 0) / done * seconds

    def elapsed(self, now: float | None = None) -> float:
        """Seconds that the longest of its studies has run."""
        now = time.time() if now is None else now
        return max(elapsed(study, now) for study in self.studies)

    @property
    def epochs(self) -> tuple[int, int]:
        """Epochs done, and planned; a study that has ended has no more to do."""
        done = sum(study.epochs_done for study in self.studies)
        more = sum(
            max((study.epochs_planned or 0) - study.epochs_done, 0)
            for study in self.studies
            if study.state is not StudyState.COMPLETED
        )
        return done, done + more
