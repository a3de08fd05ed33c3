"""Why a trial was proposed: what its strategy knew at that time, as a sentence and as evidence.

A strategy names the kinds of evidence for its trials (`Strategy.evidence`); here each kind has a
function from a view and a trial. All reckon from what was known then, so that an explanation stays
what it is however much comes later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tuning.analysis.why.cells import Cell, Cells, cells
from tuning.analysis.why.coverage import Coverage, Covered, Part, coverage
from tuning.analysis.why.cut import Cut, Member, rounds, rungs
from tuning.analysis.why.process import Known, Process, Slice, process
from tuning.analysis.why.stage import Stage, Step, stage
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.strategies import STRATEGIES

__all__ = [
    "EVIDENCE",
    "Cell",
    "Cells",
    "Coverage",
    "Covered",
    "Cut",
    "Evidence",
    "Known",
    "Member",
    "Part",
    "Process",
    "Slice",
    "Stage",
    "Step",
    "Why",
    "why",
]

Evidence = Coverage | Cells | Cut | Process | Stage

EVIDENCE: Mapping[str, Callable[[StudyView, TrialRecord], Evidence | None]] = {
    "coverage": coverage,
    "cells": cells,
    "rungs": rungs,
    "rounds": rounds,
    "process": process,
    "stage": stage,
}
"""By the names in `Strategy.evidence`; None where a kind has nothing to say of a trial."""


@dataclass(frozen=True)
class Why:
    """Why a trial was proposed."""

    number: int
    sentence: str
    """What the strategy said, and what stood behind it; for people."""
    evidence: Evidence | None = None
    """What figures show of it; None where the strategy has none of its own."""

    @property
    def note(self) -> str:
        """What a reader of the evidence may wonder at, or what was not recorded; mostly empty."""
        return self.evidence.note if isinstance(self.evidence, Process) else ""


def why(view: StudyView, number: int) -> Why:
    """Why trial `number` of the view was proposed. Raises KeyError for one that is not there."""
    trial = view.trials[number]
    said = str(trial.reason.get("text") or "")
    strategy = STRATEGIES.get(view.study.strategy)
    if trial.reason.get("by_hand") or strategy is None:
        return Why(number, said or "Its strategy left no reason.")
    for kind in strategy.evidence:
        if (found := EVIDENCE[kind](view, trial)) is not None:
            return Why(number, f"{said} {found.sentence}".strip(), found)
    return Why(number, said or strategy.help)
