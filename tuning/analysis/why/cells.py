"""A grid as its strategy walks it: what was tried, the cell that a trial is, what is left."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice

from tuning import strategies
from tuning.analysis.trials import title_of
from tuning.analysis.why._known import Point, point, proposed_before, searched, told
from tuning.space import Value, Values, show
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.text.words import listed

MOST = 1_000
"""Cells that can still be told apart in a figure."""
THIS, KNOWN, UNDER_WAY, LEFT = "this trial", "score known", "under way", "left"


@dataclass(frozen=True)
class Cell:
    """A combination of the grid, as it stood."""

    row: int
    column: int
    status: str
    number: int | None = None
    score: float | None = None


@dataclass(frozen=True)
class Cells:
    """The grid laid out: the first hyperparameters down, the last ones across."""

    down: str
    """The titles of the hyperparameters whose values `rows` names."""
    across: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]
    step: str
    """What changed since the trial before, as part of a sentence; empty for the first."""

    def count(self, status: str) -> int:
        return sum(cell.status == status for cell in self.cells)

    @property
    def sentence(self) -> str:
        """How far the walk was."""
        walked, left = self.count(KNOWN) + self.count(UNDER_WAY), self.count(LEFT)
        step = f" {self.step}" if self.step else ""
        return (
            f"No score had a say: {walked} of {len(self.cells)} cells had been walked, "
            f"{left} were left.{step}"
        )


def cells(view: StudyView, trial: TrialRecord) -> Cells | None:
    """None for a grid that is too large to be laid out, and for a trial beside it."""
    spec, names = view.study.spec, searched(view)
    most = strategies.points(spec) if strategies.strategy_of(spec).needs_points else None
    if not names or spec.space.grid_size(most) > MOST:
        return None
    grid = [point(v, names) for v in islice(spec.space.combinations(most), MOST)]
    own = point(trial.values, names)
    if own not in grid:
        return None
    split = _split(grid)
    rows = _labels(grid, slice(None, split))
    columns = _labels(grid, slice(split, None))
    tried = _tried(view, trial, names) | {own: (THIS, trial.number, None)}
    found = []
    for cell in grid:
        status, number, score = tried.get(cell, (LEFT, None, None))
        place = rows[cell[:split]], columns[cell[split:]]
        found.append(Cell(*place, status, number, score))
    titles = [title_of(view.study, name) for name in names]
    return Cells(
        " · ".join(titles[:split]),
        " · ".join(titles[split:]),
        tuple(_text(values) for values in rows),
        tuple(_text(values) for values in columns),
        tuple(found),
        _step(view, trial, names),
    )


def _split(grid: list[Point]) -> int:
    """How many hyperparameters go down: so that about twice as many values stand across as down."""
    width = len(grid[0])

    def off(k: int) -> float:
        down, across = len({cell[:k] for cell in grid}), len({cell[k:] for cell in grid})
        return abs(math.log(across / down / 2))

    return min(range(1, width), key=off, default=0)


def _labels(grid: list[Point], part: slice) -> dict[Point, int]:
    known = dict.fromkeys(cell[part] for cell in grid)
    return {values: place for place, values in enumerate(known)}


def _text(values: Point) -> str:
    return " · ".join("–" if value is None else show(value) for value in values)


def _tried(
    view: StudyView, trial: TrialRecord, names: list[str]
) -> dict[Point, tuple[str, int, float | None]]:
    known = {t.number for t in told(view, trial)}
    return {
        point(t.values, names): (KNOWN, t.number, t.score)
        if t.number in known
        else (UNDER_WAY, t.number, None)
        for t in proposed_before(view, trial)
    }


def _step(view: StudyView, trial: TrialRecord, names: list[str]) -> str:
    """What the walk changed with its last step."""
    before = proposed_before(view, trial)
    if not before:
        return ""
    last: Values = before[-1].values
    changes = [
        f"{title_of(view.study, name)} from {_shown(last.get(name))} to "
        f"{_shown(trial.values.get(name))}"
        for name in names
        if last.get(name) != trial.values.get(name)
    ]
    return f"Its step after trial {before[-1].number}: {listed(changes)}." if changes else ""


def _shown(value: Value) -> str:
    return "not used" if value is None else show(value)
