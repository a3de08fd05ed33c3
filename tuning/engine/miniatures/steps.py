"""A step of a miniature's search: a trial that has ended, and what the browser is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tuning import strategies
from tuning.analysis.techniques.rungs import placed
from tuning.learn.landscape import AXES
from tuning.space import Values
from tuning.store import TrialRecord
from tuning.study import StudySpec

Place = tuple[int, int]
"""A bracket and a rung of it, both from 0."""


@dataclass(frozen=True)
class Step:
    """One trial of a search."""

    record: TrialRecord
    epochs: int
    """That its network was trained in all."""
    score: float

    @property
    def number(self) -> int:
        """From 1, as its study would count, or its library."""
        return self.record.number

    @property
    def values(self) -> Values:
        return self.record.values

    @property
    def point(self) -> tuple[float, ...]:
        """Where it is in the landscape."""
        return tuple(float(self.values[name]) for name in AXES)  # type: ignore[arg-type]

    @property
    def continues(self) -> int | None:
        """The trial that it trains on."""
        return self.record.reason.get("continues")


def as_json(spec: StudySpec, steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The steps as the browser takes them.

    `spent`: the epochs that the search has trained when the trial has ended. `rung`: its place in
    the plan, if it has one. `cut`: the step, from 0, by which a trial of a rung is known to train
    on no more; None where it is the last rung, or where it does.
    """
    places, found, spent = _places(spec, steps), [], 0
    until = {step.number: step.epochs for step in steps}
    for step in steps:
        spent += step.epochs - until.get(step.continues or 0, 0)
        found.append(
            {
                "number": step.number,
                "values": dict(zip(AXES, step.point, strict=True)),
                "epochs": step.epochs,
                "score": round(step.score, 5),
                "why": step.record.reason["text"],
                "continues": step.continues,
                "spent": spent,
                "rung": places.get(step.number),
                "cut": _cut(step, steps, places),
            }
        )
    return found


def _places(spec: StudySpec, steps: Sequence[Step]) -> dict[int, Place]:
    """The bracket and the rung of each trial, by number, where its strategy plans any."""
    if strategies.strategy_of(spec).brackets is None:
        return {}
    records = sorted((step.record for step in steps), key=lambda record: record.number)
    rounds = {r.number: (0, r.reason["round"] - 1) for r in records if "round" in r.reason}
    return rounds or placed(spec, records)


def _cut(step: Step, steps: Sequence[Step], places: dict[int, Place]) -> int | None:
    """The first step of the next rung, if that rung goes on without the trial's point."""
    if step.number not in places:
        return None
    bracket, rung = places[step.number]
    after = [k for k, other in enumerate(steps) if places[other.number] == (bracket, rung + 1)]
    if not after or step.point in {steps[k].point for k in after}:
        return None
    return after[0]
