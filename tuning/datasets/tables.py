"""A table as a data set: what becomes of each column, what is predicted, and the arrays.

Raises InvalidInput, one sentence each.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from tuning import tasks
from tuning.datasets import first_rules, leaks, targets, treatments
from tuning.datasets.base import OTHER, SPLIT_SEED, TEST_FRACTION, Column, Dataset
from tuning.datasets.cells import Cleaned, cleaned
from tuning.datasets.leaks import Leak
from tuning.datasets.reading import Table
from tuning.datasets.rules import FIELD, MOST_INPUTS
from tuning.datasets.targets import TARGET, Target
from tuning.datasets.treatments import Treatment
from tuning.errors import InvalidInput, quoted
from tuning.study import DataSpec, TaskName

LIKELY_TARGETS = ("target", "class", "label", "y", "species", "outcome", "diagnosis", "quality")
NOTHING_ELSE = "nothing else is left to learn from"
MOST_LEFT_OUT = 0.5
"""The part of a table's rows that a target may leave out and still be suggested."""


@dataclass(frozen=True, eq=False)
class Outline:
    """What becomes of a table, before any array is made."""

    target: Target
    treatments: tuple[Treatment, ...]
    """Of every column but the target, in their order."""
    leaks: Mapping[str, Leak]
    """What columns tell of the target by themselves, be they left out or not."""

    @property
    def used(self) -> tuple[Treatment, ...]:
        """The columns that are inputs."""
        return tuple(one for one in self.treatments if one.is_used)

    @property
    def columns(self) -> tuple[Column, ...]:
        """These as a form and a model know them: their kind, values and words for a missing one."""
        return tuple(
            Column(
                one.column,
                one.values,
                one.what,
                one.form,
                one.is_numeric and bool(one.values),
                tuple(word for word, _ in one.words),
            )
            for one in self.used
            if one.what in ("number", "category", "date")
        )

    @property
    def test_rows(self) -> int:
        """As many as scikit-learn keeps."""
        return math.ceil(len(self.target.y) * TEST_FRACTION)


def outline(table: Table, data: DataSpec) -> Outline:
    """What becomes of a table's columns and rows. Raises InvalidInput."""
    ours = {"name": "own", "file": None, "rows": None, "missing": "median"}
    return _outline(table, data.model_copy(update=ours))


@lru_cache(maxsize=4)
def _outline(table: Table, data: DataSpec) -> Outline:
    target = targets.target(table, data)
    found = _without_target(table, data)
    told = _leaks(cleaned(table, data.columns), found, target)
    left_out = [name for name, leak in told.items() if leak.is_certain]
    if any(name not in told for name, one in found.items() if one.is_used):
        for name in left_out:
            if data.choice(name).treatment is None:
                found[name] = replace(found[name], what="left_out", why=told[name].why)
    if not any(one.is_used for one in found.values()):
        found |= _counters(table, data, found)
    if not any(one.is_used for one in found.values()):
        raise InvalidInput(_nothing_left(table, data.target, found.values()), TARGET)
    return Outline(target, tuple(found.values()), told)


def _without_target(table: Table, data: DataSpec) -> dict[str, Treatment]:
    columns = cleaned(table, data.columns)
    others = {name: column for name, column in columns.items() if name != data.target}
    return treatments.of(others, data.columns)


def _leaks(
    columns: Mapping[str, Cleaned], found: Mapping[str, Treatment], target: Target
) -> dict[str, Leak]:
    told = {name: leaks.find(columns[name], target) for name, one in found.items() if one.is_used}
    return {name: leak for name, leak in told.items() if leak}


def _counters(table: Table, data: DataSpec, found: Mapping[str, Treatment]) -> dict[str, Treatment]:
    """Columns that number the rows, as numbers: what is learned from where nothing else is left."""
    columns = cleaned(table, data.columns)
    return {
        name: treatments.as_number(columns[name], f"{one.why}, but {NOTHING_ELSE}")
        for name, one in found.items()
        if one.what == "id" and one.kind == "number"
    }


def _nothing_left(table: Table, target: str | None, found: Iterable[Treatment]) -> str:
    why = "; ".join(f"{quoted(one.column)}: {one.why}" for one in [*found][:3])
    return f"{table.title} has no column to learn {quoted(target)} from ({why})."


def treated(table: Table, data: DataSpec) -> list[Treatment]:
    """What becomes of every column but the target, whether there is a sound target or not.

    Raises InvalidInput for a choice that a column cannot be.
    """
    if data.rules == 1:
        return [*first_rules.treated(table, data.target)]
    try:
        return [*outline(table, data).treatments]
    except InvalidInput:
        return [*_without_target(table, data).values()]


def possible_targets(table: Table, data: DataSpec | None = None) -> dict[str, TaskName]:
    """The columns that can be predicted, the likeliest first, and what is then learned of each.

    Raises InvalidInput for a choice that a column cannot be.
    """
    choices = data.columns if data else ()
    columns = cleaned(table, choices)
    found = treatments.of(columns, choices)
    used = [name for name, one in found.items() if one.is_used]
    tasks_of = {name: targets.suggested(columns[name], data) for name in used}
    shares = {
        name: targets.share(columns[name], task)
        for name, task in tasks_of.items()
        if task and (len(used) > 1 or _has_counter(found))
    }
    places = {name: place for place, name in enumerate(LIKELY_TARGETS)}
    last = [*columns][-1] if columns else ""
    possible = sorted(
        (name for name, share in shares.items() if share),
        key=lambda name: (
            shares[name] < MOST_LEFT_OUT,
            places.get(name.lower(), len(places)),
            name != last,
        ),
    )
    return {name: task for name in possible if (task := tasks_of[name])}


def _has_counter(found: Mapping[str, Treatment]) -> bool:
    return any(one.what == "id" and one.kind == "number" for one in found.values())


def no_target(table: Table) -> str:
    """Why no column can be predicted: the likeliest one's own reason."""
    columns = [str(name) for name in table.frame]
    likely = next((n for n in columns if n.lower() in LIKELY_TARGETS), columns[-1])
    told = f"{table.title} has no column that can be predicted."
    try:
        outline(table, DataSpec(target=likely))
    except InvalidInput as error:
        why = str(error)
        return why if why.startswith(table.title) else f"{told} {why}"
    return told


def to_dataset(table: Table, data: DataSpec) -> Dataset:
    """The data set that predicts `data.target`; 20 % of the rows test. Raises InvalidInput."""
    if data.rules == 1:
        return first_rules.to_dataset(table, data)
    found = outline(table, data)
    columns, target = found.columns, found.target
    inputs = sum(column.width for column in columns)
    if inputs > MOST_INPUTS:
        raise InvalidInput(
            f"{table.title} may give at most {MOST_INPUTS:,} inputs, got {inputs:,}.", FIELD
        )
    cells = cleaned(table, data.columns)
    x = np.column_stack([_numbers(cells[column.name], column) for column in columns])[target.rows]
    task = tasks.task(target.task)
    train, test = task.hold_out(target.y, TEST_FRACTION, SPLIT_SEED)
    return Dataset(
        data.name,
        x[train],
        target.y[train],
        x[test],
        target.y[test],
        target.class_names,
        columns=columns,
        missing=data.missing,
        task=target.task,
    )


def _numbers(cells: Cleaned, column: Column) -> np.ndarray:
    """A column of numbers (rows,), as `Column` says; NaN where a value is missing."""
    if column.kind == "number":
        return cells.cells.to_numpy(np.float64)
    if column.kind == "date":
        return days(cells.cells.to_numpy())
    return places(cells, column)


def days(dates: np.ndarray) -> np.ndarray:
    """Days since 1970-01-01, with their part of a day; NaN where a date is missing."""
    since = dates.astype("datetime64[us]") - np.datetime64("1970-01-01", "us")
    found: np.ndarray = since / np.timedelta64(1, "D")
    return found


def places(cells: Cleaned, column: Column) -> np.ndarray:
    """The place of every row's value among a category's; of a rare one, that of `OTHER`."""
    known = {text: float(place) for place, text in enumerate(column.values)}
    other = known.get(OTHER, np.nan)
    found = np.full(len(cells.cells), np.nan)
    present = cells.cells.notna().to_numpy()
    found[present] = [known.get(text, other) for text in treatments.texts(cells).tolist()]
    return found
