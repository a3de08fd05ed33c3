"""What Hyperband reports: its brackets and rungs, who was promoted, who was cut and how nearly."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tuning import strategies
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.study import StudySpec, TrialState

PLANNED, WAITING, RUNNING = "planned", "waiting", "running"
PROMOTED, ENDED = "promoted", "ended"
MOST_BRACKETS = 9
"""Brackets that are shown of many iterations: those that began last."""


def placed(spec: StudySpec, trials: Iterable[TrialRecord]) -> dict[int, tuple[int, int]]:
    """By trial, the place of its bracket among the planned ones, and its rung.

    `trials`: by number, from the first on. Iterations repeat the brackets' numbers: one of them
    begins as the first rung of the one before is full.
    """
    planned = strategies.brackets(spec)
    room = [bracket[0][0] for bracket in planned]
    open_: dict[int, deque[int]] = {}
    for place, bracket in enumerate(planned):
        if room[place]:
            open_.setdefault(len(bracket) - 1, deque()).append(place)
    found: dict[int, tuple[int, int]] = {}
    for trial in trials:
        if "rung" not in trial.reason:
            continue
        parent = found.get(trial.reason.get("continues", -1))
        if parent is None:
            alike = open_.get(trial.reason["bracket"])
            if not alike:
                continue
            own = alike[0]
            room[own] -= 1
            if not room[own]:
                alike.popleft()
        else:
            own = parent[0]
        found[trial.number] = (own, int(trial.reason["rung"]))
    return found


def members(view: StudyView) -> pd.DataFrame:
    """Hyperband's rungs, a row for each place: its trial, and what became of it.

    Places of a rung are filled from the best; `status` is promoted, ended, running, waiting or
    planned. `missed`: by how much one that ended missed the line, in score. `iteration` and
    `bracket` name a bracket, `race` is its place among all. Of many brackets, those begun last.
    """
    planned = strategies.brackets(view.study.spec)
    trials = [trial for _, trial in sorted(view.trials.items())]
    places = placed(view.study.spec, trials)
    promoted = {trial.reason.get("continues") for trial in trials}
    of_rung: dict[tuple[int, int], list[TrialRecord]] = {}
    for number, place in places.items():
        of_rung.setdefault(place, []).append(view.trials[number])
    last = max((race for race, _ in places.values()), default=0)
    shown = range(len(planned))
    if len(planned) > MOST_BRACKETS:
        end = max(last + 1, MOST_BRACKETS)
        shown = range(end - MOST_BRACKETS, end)
    each = max(len(bracket) for bracket in planned)
    rows: list[tuple[Any, ...]] = []
    for race in shown:
        for rung, (size, until) in enumerate(planned[race]):
            own = of_rung.get((race, rung), [])
            name = (race, race // each + 1, len(planned[race]) - 1, rung, until)
            keep = planned[race][rung + 1][0] if rung + 1 < len(planned[race]) else 0
            rows += [(*name, *row) for row in _rung(view, own, promoted, size, keep)]
    columns = ["race", "iteration", "bracket", "rung", "until"]
    columns += ["place", "number", "score", "status", "missed"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"score": float, "missed": float, "number": "Int64"})


def _rung(
    view: StudyView, own: list[TrialRecord], promoted: set[Any], size: int, keep: int
) -> Iterable[tuple[Any, ...]]:
    """The places of one rung: place, number, score, status, missed."""
    cost = view.study.spec.objective.cost

    def rank(trial: TrialRecord) -> tuple[bool, float, int]:
        return (trial.score is None, cost(trial.score or 0.0), trial.number)

    ranked = sorted(own, key=rank)
    scores = [trial.score for trial in ranked if trial.score is not None]
    line = scores[keep - 1] if keep and len(scores) >= keep else None
    for place, trial in enumerate(ranked, 1):
        status = PROMOTED if trial.number in promoted else ENDED
        if not trial.state.is_finished():
            status = RUNNING if trial.state is TrialState.RUNNING else WAITING
        missed = None
        if line is not None and trial.score is not None and place > keep:
            missed = abs(line - trial.score)
        yield place, trial.number, trial.score, status, missed
    for place in range(len(own) + 1, size + 1):
        yield place, None, None, PLANNED, None


def cuts(table: pd.DataFrame) -> pd.DataFrame:
    """Of `members`, each rung's line: whoever stood first below it, and by how little."""
    rows = []
    below = table[table["missed"].notna()]
    for (race, rung), own in below.groupby(["race", "rung"], sort=True):
        first = own.sort_values("place").iloc[0]
        whole = table[(table["race"] == race) & (table["rung"] == rung)]
        keep = int(first["place"]) - 1
        rows.append(
            {
                "Iteration": int(first["iteration"]),
                "Bracket": int(first["bracket"]),
                "Epoch": int(first["until"]),
                "Kept": f"{keep} of {len(whole)}",
                "The line": float(whole.iloc[keep - 1]["score"]),
                "Trial below": int(first["number"]),
                "Score": float(first["score"]),
                "Missed by": float(first["missed"]),
            }
        )
    columns = ["Iteration", "Bracket", "Epoch", "Kept", "The line", "Trial below", "Score"]
    found = pd.DataFrame(rows, columns=[*columns, "Missed by"])
    return found if found["Iteration"].nunique() > 1 else found.drop(columns="Iteration")


@dataclass(frozen=True)
class Halved:
    """What Hyperband's early stopping has saved."""

    begun: int
    """Configurations drawn."""
    promoted: int
    epochs: int
    """Epochs trained, over all folds and executions."""
    all_through: int
    """Epochs if every configuration had been trained to the last rung."""


def halved(view: StudyView) -> Halved:
    """What halving spared a study, by its trials so far."""
    spec = view.study.spec
    begun = [t for t in view.trials.values() if t.reason.get("rung") is not None]
    first = sum("continues" not in trial.reason for trial in begun)
    epochs = sum(len(curve) for key, curve in view.curves.items() if key[1].scores)
    most = strategies.most_epochs(spec) * spec.evaluation.fits
    return Halved(first, len(begun) - first, epochs, first * most)
