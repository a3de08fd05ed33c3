"""Studies as a list: found by words and states, those of a race folded together, sorted.

Works on records alone, without their specs: a list of thousands opens at once. Must not import
Streamlit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from tuning import strategies
from tuning.analysis.progress import elapsed
from tuning.planning.race import PREFIX
from tuning.store import StudyRecord
from tuning.study import StudyState

TOGETHER_SECONDS = 10.0
"""Old races have no number: their studies share a prefix and were made within this time."""
NEWEST_FIRST = "-started"


@dataclass(frozen=True)
class Race:
    """The studies of one race, as one line."""

    id: int
    studies: tuple[StudyRecord, ...]
    """The newest first."""

    @cached_property
    def strategies(self) -> list[str]:
        return list(dict.fromkeys(study.strategy for study in reversed(self.studies)))

    @property
    def dataset(self) -> str:
        return self.studies[0].dataset

    @cached_property
    def seeds(self) -> int:
        """Studies of each strategy, at most."""
        every = [study.strategy for study in self.studies]
        return max(every.count(name) for name in self.strategies)

    @property
    def name(self) -> str:
        many = len(self.strategies)
        seeds = f" × {self.seeds} seeds" if self.seeds > 1 else ""
        return f"Race: {many} {'strategy' if many == 1 else 'strategies'}{seeds}"

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
        """The study that holds the best score."""
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
        done, planned = self._epochs()
        return min(done / planned, 1.0) if planned else float(not self.state.is_active())

    def left(self, now: float | None = None) -> float | None:
        """Seconds until it ends, about, at the rate so far; None where that is unknown."""
        now = time.time() if now is None else now
        done, planned = self._epochs()
        known = all(study.epochs_planned for study in self.studies if study.state.is_active())
        seconds = max(elapsed(study, now) for study in self.studies)
        if not (self.state.is_active() and known and done and planned and seconds):
            return None
        return max(planned - done, 0) / done * seconds

    def _epochs(self) -> tuple[int, int]:
        """Epochs done, and planned; a study that has ended has no more to do."""
        done = sum(study.epochs_done for study in self.studies)
        more = sum(
            max((study.epochs_planned or 0) - study.epochs_done, 0)
            for study in self.studies
            if study.state is not StudyState.COMPLETED
        )
        return done, done + more


Line = StudyRecord | Race

_ORDER = [
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
    return min(states, key=_rank)


def _rank(state: StudyState) -> int:
    return _ORDER.index(state) if state in _ORDER else 0


def matching(
    studies: Sequence[StudyRecord], text: str, states: Sequence[StudyState]
) -> list[StudyRecord]:
    """Those whose number, name, strategy or data hold every word, in one of the states."""
    words = text.lower().split()
    return [
        study
        for study in studies
        if (not states or study.state in states) and all(word in _searched(study) for word in words)
    ]


def _searched(study: StudyRecord) -> str:
    return f"{study.id} {study.name} {_strategy(study)} {study.dataset}".lower()


def folded(studies: Sequence[StudyRecord]) -> list[Line]:
    """The studies, those of a race as one line; given and returned the newest first."""
    lines: list[Line] = []
    for group in _groups(studies):
        is_race = len(group) > 1 and _race(group[0]) is not None
        lines += [Race(_race(group[-1]) or 0, tuple(group))] if is_race else group
    return lines


def _race(study: StudyRecord) -> int | None:
    if study.race is not None:
        return study.race
    return study.id if study.name.startswith(PREFIX) else None


def _groups(studies: Sequence[StudyRecord]) -> list[list[StudyRecord]]:
    groups: list[list[StudyRecord]] = []
    numbered: dict[int, list[StudyRecord]] = {}
    for study in studies:
        own = numbered.get(study.race) if study.race is not None else None
        if own is None and groups and _are_named_alike(groups[-1][-1], study):
            own = groups[-1]
        if own is not None:
            own.append(study)
            continue
        groups.append([study])
        if study.race is not None:
            numbered[study.race] = groups[-1]
    return groups


def _are_named_alike(later: StudyRecord, earlier: StudyRecord) -> bool:
    return (
        later.race is None
        and earlier.race is None
        and later.name.startswith(PREFIX)
        and earlier.name.startswith(PREFIX)
        and later.dataset == earlier.dataset
        and later.created - earlier.created < TOGETHER_SECONDS
    )


def _strategy(line: Line) -> str:
    if isinstance(line, Race):
        return ""
    known = strategies.STRATEGIES.get(line.strategy)
    return known.title if known else line.strategy


SORTS: dict[str, Callable[[Line], str | float | None]] = {
    "name": lambda line: line.name.lower(),
    "strategy": lambda line: _strategy(line).lower(),
    "data": lambda line: line.dataset.lower(),
    "state": lambda line: float(_rank(line.state)),
    "trials": lambda line: float(line.trials_finished),
    "score": lambda line: line.best_score,
    "test": lambda line: line.test_score,
    "started": lambda line: line.created,
}
"""What lines can be sorted by, as the address names it; a leading `-` means descending."""
TEXTS = ("name", "strategy", "data", "state")
"""Ascending at the first click; numbers are descending."""


def in_order(lines: Sequence[Line], sort: str) -> list[Line]:
    """The lines sorted stably; those without a value come last."""
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name not in SORTS:
        name, down = NEWEST_FIRST.removeprefix("-"), True
    value = SORTS[name]
    known = [line for line in lines if value(line) is not None]
    known.sort(key=value, reverse=down)  # type: ignore[arg-type]
    return [*known, *(line for line in lines if value(line) is None)]


def turned(sort: str, column: str) -> str:
    """The order after a click on a column: by this column, reversed at the next click."""
    if sort.removeprefix("-") == column:
        return column if sort.startswith("-") else f"-{column}"
    return column if column in TEXTS else f"-{column}"
