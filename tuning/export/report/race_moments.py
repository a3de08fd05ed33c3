"""How a race stood at moments of its replay: its sentence and its standings, made beforehand.

Probabilities over seeds are Python's to reckon. Each study is at the same moment of its own: when
it had spent so many trials, epochs or seconds of training.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tuning.analysis.comparison import By, Trajectory, contenders
from tuning.analysis.standings import Standings
from tuning.analysis.standings import of_trajectories as standings_of
from tuning.export.report.race_rows import Row, rows
from tuning.store import RaceRecord
from tuning.store.view import StudyView
from tuning.study import StudyState

MOST = 20
"""Moments by each unit."""
CELLS = ("chosen", "best", "beats", "area", "to_target", "thinking", "seeds")
"""What is told of a strategy then. The browser knows its scores; it met test rows at the end."""


def standings_at(
    record: RaceRecord,
    views: Sequence[StudyView],
    runs: Sequence[Trajectory],
    shown: Standings,
    unit: By,
) -> dict[str, Any]:
    """At which moments `at` the race is told of: the `sentences`, and by contender and column the
    `cells`, a text a moment. `shown`: how it stands at the end."""
    total = max((run.spent(unit) for run in runs), default=0.0)
    values = [total * k / MOST for k in range(1, MOST)]
    if unit != "seconds":
        values = sorted({float(int(value)) for value in values} - {0.0})
    budget = record.budget if unit == record.by else None
    told = [_told(views, runs, unit, value, budget, shown.target) for value in values]
    return {
        "at": values,
        "sentences": [sentence for sentence, _ in told],
        "cells": {
            str(place): {name: [getattr(found[place], name) for _, found in told] for name in CELLS}
            for place in range(len(shown.rows))
        },
    }


def _told(
    views: Sequence[StudyView],
    runs: Sequence[Trajectory],
    unit: By,
    value: float,
    budget: float | None,
    target: float | None,
) -> tuple[str, dict[int, Row]]:
    """What was said of the race when each study had spent so much, and its rows by contender."""
    then = [_until(run, unit, value) for run in runs]
    shown = standings_of(then, unit, budget, target)
    own = [_thinking(view, run) for view, run in zip(views, then, strict=True)]
    thinking = dict(zip((run.study.id for run in runs), own, strict=True))
    return shown.sentence, {row.place: row for row in rows(contenders(then), shown, thinking)}


def _until(run: Trajectory, unit: By, value: float) -> Trajectory:
    """A study's way as it was when it had spent so much, and was in the middle of a trial."""
    if value >= run.spent(unit):
        return run
    spent = run.table[unit].to_numpy(dtype=float)
    rows = int(np.searchsorted(spent, value, side="right"))
    table = run.table.iloc[:rows]
    if rows:  # the last row again, as it stands at this cost
        again = run.table.iloc[[*range(rows), rows - 1]]
        table = again.assign(**{unit: np.append(spent[:rows], value)})
    study = replace(run.study, state=StudyState.RUNNING, test={}, finished=None)
    return replace(run, study=study, table=table)


def _thinking(view: StudyView, run: Trajectory) -> float:
    """The seconds that its strategy took to propose the trials of the way."""
    numbers: Mapping[int, None] = dict.fromkeys(run.table["number"].tolist())
    return sum(view.trials[n].reason.get("thinking_seconds") or 0.0 for n in numbers)
