"""How honest a winner is, made up: what an engine would have reckoned of a study's records."""

from __future__ import annotations

from typing import Any

from tuning.honesty import Claim, Honest, Step
from tuning.store import Batch, Store, TrialRecord
from tuning.study import TrialState

BASELINES = {"constant": 0.65, "linear": 0.70, "untuned": 0.62}
FLATTERY = 0.02
"""What each better trial adds to the chosen score that does not hold."""
HALF = 0.06
"""Of the interval."""


def made(store: Store, study_id: int, **changes: Any) -> Honest:
    """What could stand beside a study's records; `changes` are fields of its own.

    Every winner but the first is better by luck alone: from it on, the corrected score falls
    behind. Those within `FLATTERY` of the best cannot be told from it.
    """
    objective = store.study(study_id).spec.objective
    ended = [t for t in store.trials(study_id) if t.state is TrialState.COMPLETED]
    ended = [t for t in sorted(ended, key=lambda t: t.finished or 0) if t.score is not None]
    if not ended:
        known: dict[str, Any] = {"missing": "No trial has a score."}
        return Honest(objective.measure.name, **known | changes)
    course = _course(ended, objective.direction == "max")
    last = course[-1]
    tied = sorted(t.number for t in ended if abs((t.score or 0) - last.chosen) <= FLATTERY)
    known = {
        "chosen": last.chosen,
        "corrected": last.corrected,
        "low": last.low,
        "high": last.high,
        "rows": 40,
        "trials": len(ended),
        "epochs": 25,
        "method": "bootstrap over rows",
        "winner": last.winner,
        "baselines": BASELINES,
        "claims": {
            "constant": Claim(last.corrected - 0.65, 0.05, last.corrected > 0.75),
            "linear": Claim(last.corrected - 0.70, 0.05, last.corrected > 0.8),
        },
        "visible": 0.12,
        "tied": tuple(tied),
        "smallest": tied[0],
        "quickest": tied[-1],
        "course": course,
    }
    return Honest(objective.measure.name, **known | changes)


def _course(ended: list[TrialRecord], is_higher: bool) -> tuple[Step, ...]:
    steps: list[Step] = []
    best, luck, sign = ended[0], 0.0, 1 if is_higher else -1
    for trial in ended:
        if sign * (trial.score or 0) > sign * (best.score or 0):
            best, luck = trial, luck + FLATTERY
        chosen = float(best.score or 0)
        corrected = chosen - sign * luck
        steps.append(
            Step(trial.number, best.number, chosen, corrected, corrected - HALF, corrected + HALF)
        )
    return tuple(steps)


def leave(store: Store, study_id: int, **changes: Any) -> Honest:
    """The same, kept with the study."""
    honest = made(store, study_id, **changes)
    store.write(study_id, Batch(honest=honest))
    return honest
