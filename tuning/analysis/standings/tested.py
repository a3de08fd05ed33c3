"""A race on test rows: what the winner of each seed did there, where each has met them.

Whoever was validated on the test set has chosen by it, and so says nothing here.
"""

from __future__ import annotations

import statistics

import numpy as np

from tuning.analysis import paired
from tuning.analysis.standings.field import Field
from tuning.analysis.standings.records import Tested
from tuning.metrics import MEASURES


def measure(shown: Field) -> str | None:
    """By which measure they are compared: the objective's, where it was taken, else the task's.

    None where a strategy has no study that met test rows.
    """
    tests = [dict(run.study.test) for run in shown.counted if run.study.test]
    if not tests or not all(_scores(shown, k, None) for k in range(len(shown.runs))):
        return None
    own = shown.objective.measure.name
    return own if all(own in test for test in tests) else next(iter(tests[0]))


def tested(shown: Field, place: int) -> Tested | None:
    """One contender's test scores beside those of its rivals."""
    name = measure(shown)
    if name is None:
        return None
    scores, names = list(_scores(shown, place, name).values()), shown.names
    chances = {names[k]: _beats(shown, place, k, name) for k in range(len(names)) if k != place}
    return Tested(
        statistics.median(scores),
        min(scores),
        max(scores),
        {rival: chance for rival, chance in chances.items() if chance is not None},
        _best(shown, place, name),
    )


def _scores(shown: Field, place: int, name: str | None) -> dict[int, float]:
    """By seed, of one contender; empty where one of its studies that count has no such score."""
    runs = shown.runs[place][1]
    tests = {run.study.spec.seed: run.study.test for run in runs}
    if any(run.study.spec.evaluation.method == "test" for run in runs) or not all(tests.values()):
        return {}
    known = {seed: name or next(iter(test)) for seed, test in tests.items()}
    if any(known[seed] not in test for seed, test in tests.items()):
        return {}
    return {seed: float(test[known[seed]]) for seed, test in tests.items()}


def _costs(shown: Field, places: list[int], name: str) -> paired.Costs:
    """A row a common seed, the smaller the better."""
    scores = [_scores(shown, place, name) for place in places]
    common = sorted(set.intersection(*map(set, scores)))
    sign = -1.0 if MEASURES[name].better == "max" else 1.0
    rows = [[sign * own[seed] for own in scores] for seed in common]
    return np.array(rows, dtype=float).reshape(len(rows), len(places))


def _beats(shown: Field, one: int, other: int, name: str) -> float | None:
    costs = _costs(shown, [one, other], name)
    return paired.better(costs[:, 0].tolist(), costs[:, 1].tolist())


def _best(shown: Field, place: int, name: str) -> float | None:
    if len(shown.runs) < 2:
        return None
    chances = paired.best(_costs(shown, list(range(len(shown.runs))), name))
    return chances[place] if chances else None
