"""A trial as its strategy knows it: why it is proposed, and what came of it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tuning.engine.fits import FitOutcome
from tuning.engine.replay import is_by_hand
from tuning.space import Values
from tuning.store import EpochRecord, TrialRecord
from tuning.study import StudySpec, TrialState


@dataclass(frozen=True)
class Reason:
    """Why a trial is proposed."""

    text: str
    """One sentence, or a few, for people."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What else figures show of it; plain values, by names of the strategy's own."""
    until: int | None = None
    """The epoch that it trains to; None: the one that its values name."""
    continues: int | None = None
    """The trial whose fits it trains on; that one ended, and kept their last weights."""
    by_hand: bool = False
    by: str | None = None
    """Who proposed it by hand, where that is known."""
    knowledge: Mapping[str, Any] = field(default_factory=dict)
    """What the strategy knows now, where that is too large for a fact; kept beside the record."""

    def also(self, **facts: Any) -> Reason:
        """The same with more facts."""
        return replace(self, facts={**self.facts, **facts})

    def record(self) -> dict[str, Any]:
        """As the store keeps it."""
        own = {name: getattr(self, name) or None for name in ("by_hand", "by")}
        own |= {"until": self.until, "continues": self.continues}
        given = {name: value for name, value in own.items() if value is not None}
        return {"text": self.text, **self.facts, **given}

    @classmethod
    def recorded(cls, record: Mapping[str, Any]) -> Reason:
        """From the store; `record` may be empty."""
        own = ("until", "continues", "by_hand", "by")
        facts = {name: value for name, value in record.items() if name not in ("text", *own)}
        given = {name: record[name] for name in own if name in record}
        return cls(record.get("text", ""), facts, **given)


@dataclass(frozen=True)
class Proposal:
    """A trial that is to begin."""

    number: int
    values: Values
    reason: Reason | None = None
    native: str | None = None
    """Its id in the strategy's library."""
    told: int | None = None
    """How many results the strategy knew, where they are told in order."""
    due: float | None = None
    """When its own result is told, on the clock of `Order`."""

    def knowledge(self, before: TrialRecord | None) -> Mapping[str, Any]:
        """What is to be kept of its reason's knowledge: nothing where an earlier run did."""
        return self.reason.knowledge if self.reason and before is None else {}

    def record(self, before: TrialRecord | None) -> TrialRecord:
        """Its record as it begins now; what an earlier run recorded as its reason and id stays."""
        said = self.reason.record() if self.reason else {}
        return TrialRecord(
            self.number,
            TrialState.RUNNING,
            self.values,
            reason=(before.reason if before else None) or said,
            native=(before.native if before else None) or self.native,
            started=time.time(),
            told=self.told,
            due=self.due,
        )


@dataclass(frozen=True)
class TrialOutcome:
    """What came of one trial, for the strategy that proposed it."""

    number: int
    values: Values
    score: float | None
    """The mean over its fits; None if it failed."""
    curves: list[list[EpochRecord]]
    """The epochs of each fit."""
    native: str | None = None
    """The id that the strategy gave it."""
    error: str | None = None

    @classmethod
    def of(cls, record: TrialRecord, curves: list[list[EpochRecord]]) -> TrialOutcome:
        """From a trial that is over."""
        return cls(record.number, record.values, record.score, curves, record.native, record.error)

    @property
    def is_by_hand(self) -> bool:
        """Whether a person proposed it, not the strategy."""
        return is_by_hand(self.native)


def at_kept_epochs(spec: StudySpec, outcomes: Sequence[FitOutcome]) -> list[FitOutcome]:
    """The fits of a trial that has ended, each scored at the epoch that is common to all of them.

    As they are, where a study has no such epoch, or one of them gave nothing.
    """
    is_common = spec.evaluation.has_common_epoch and spec.objective.reduce == "best"
    if not is_common or any(o.score is None or not o.epochs for o in outcomes):
        return list(outcomes)
    common = spec.objective.common_epoch(
        [[epoch.metrics for epoch in outcome.epochs] for outcome in outcomes]
    )
    values = [spec.objective.value(outcome.epochs[common].metrics) for outcome in outcomes]
    return [
        outcome if value is None else replace(outcome, score=value)
        for outcome, value in zip(outcomes, values, strict=True)
    ]


def scored(record: TrialRecord, outcomes: Sequence[FitOutcome]) -> TrialRecord:
    """A trial that ends now, with the mean and the standard deviation of its fits' scores."""
    errors = [outcome.error for outcome in outcomes if outcome.error]
    scores = [outcome.score for outcome in outcomes if outcome.score is not None]
    score = statistics.fmean(scores) if scores and not errors else None
    return replace(
        record,
        state=TrialState.FAILED if errors else TrialState.COMPLETED,
        score=score,
        deviation=statistics.stdev(scores) if score is not None and len(scores) > 1 else None,
        error=errors[0] if errors else None,
        finished=max(time.time(), record.started or 0.0),  # the clock may have been set back
    )
