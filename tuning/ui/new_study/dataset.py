"""The data set that a new study names: what is known of it, and the fields that follow it.

A lookup that fails is None or empty here: the form shows its error beside the field.
"""

from __future__ import annotations

import contextlib
from functools import lru_cache
from typing import Any

from tuning import datasets, tasks
from tuning.catalog import DatasetInfo
from tuning.datasets import tables, targets, warnings
from tuning.datasets.reading import Table
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.planning import titles
from tuning.study import DataSpec
from tuning.ui import context
from tuning.ui.new_study import following, session
from tuning.ui.new_study.draft import data_of
from tuning.ui.new_study.form import Form

FOLLOWING: dict[str, Any] = {
    "data.task": None,
    "data.columns": {},
    "data.small_classes": DataSpec().small_classes,
    "data.rules": DataSpec().rules,
}
"""What was chosen for other data, or another target, and goes with them."""


def chosen(form: Form) -> DataSpec:
    """The data that the fields name, all rows, with what is learned from them."""
    data = data_of(form.fields)
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        return datasets.resolve(data, context.settings())
    return data


def info_of(data: DataSpec) -> DatasetInfo | None:
    """Its rows, classes and kind."""
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        return datasets.describe(data, context.settings())
    return None


def table_of(data: DataSpec) -> Table | None:
    """The table of an own data set."""
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        return datasets.table(data, context.settings())
    return None


def possible_targets(data: DataSpec) -> list[str]:
    """What can be predicted, the likeliest first."""
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        return datasets.possible_targets(data, context.settings())
    return []


def suggested_task(data: DataSpec) -> str:
    """What its target suggests to learn."""
    unsaid = data.model_copy(update={"task": None})
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        return tasks.of(datasets.resolve(unsaid, context.settings())).name
    return tasks.of(data).name


def tasks_of(data: DataSpec) -> list[str]:
    """What can be learned of a table's target; of other data nothing can be chosen."""
    table = table_of(data) if data.is_table else None
    return [] if table is None else [name for name in tasks.TASKS if _can_be(table, data, name)]


def _can_be(table: Table, data: DataSpec, task: str) -> bool:
    with contextlib.suppress(InvalidInput):
        targets.target(table, data.model_copy(update={"task": task}))
        return True
    return False


def has_small_classes(data: DataSpec) -> bool:
    """Whether the target has classes with too few rows."""
    table = table_of(data) if data.is_table and data.task == tasks.CLASSIFICATION.name else None
    if table is None:
        return False
    with contextlib.suppress(InvalidInput):
        return bool((targets.named(table, data).counts < tasks.FEWEST_ROWS).any())
    return False


def has_gaps(data: DataSpec) -> bool:
    """Whether a number that is learned from is missing somewhere."""
    table = table_of(data) if data.is_table else None
    if table is None:  # images have none
        info = info_of(data)
        return info is not None and not info.image
    with contextlib.suppress(InvalidInput):
        return any(t.what == "number" and t.missing for t in tables.treated(table, data))
    return False


def warnings_of(data: DataSpec) -> list[str]:
    """What was left out, and what should be looked at before the start: a sentence each."""
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        return list(_warnings(data, str(context.settings().home)))
    return []


@lru_cache(maxsize=64)
def _warnings(data: DataSpec, home: str) -> tuple[str, ...]:
    """An own file never changes under its name."""
    if data.is_table:
        return tuple(warnings.of_table(datasets.table(data, context.settings()), data))
    return tuple(warnings.of_arrays(context.dataset(data)))


def choose(name: str) -> None:
    """Names another data set in the form."""
    suit(name)
    session.put("data.name", name)


def suit(name: str) -> None:
    """Sets the fields that follow the data set: the likeliest target, a name that tells of it."""
    data, target = DataSpec(name=name), None
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        target = datasets.likely_target(data, context.settings())
    session.put("data.target", target)
    for field, value in FOLLOWING.items():
        session.put(field, value)
    following.evaluate(data.model_copy(update={"target": target}))
    before, called = session.before("data.name"), session.now("name")
    if before and (other := titles.with_data(called, DataSpec(name=before), data)) != called:
        session.put("name", other)


def read_anew() -> None:
    """Whoever changes something gets today's rules, not those of the study that was copied."""
    session.put("data.rules", FOLLOWING["data.rules"])


def another_target() -> None:
    """Another target was chosen: what is learned is suggested anew, and it is no longer an input.

    What was decided about the other columns stays.
    """
    name, columns = session.now("data.target"), {**session.before("data.columns")}
    words = columns.pop(name, {}).get("missing")
    if words is not None:
        columns[name] = {"treatment": None, "missing": words}
    session.put("data.columns", columns)
    read_anew()
    session.put("data.task", None)
    session.put("data.small_classes", FOLLOWING["data.small_classes"])
