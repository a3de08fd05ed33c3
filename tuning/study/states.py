"""The states of studies, trials and fits, and which of a study may follow which."""

from __future__ import annotations

from enum import StrEnum


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
