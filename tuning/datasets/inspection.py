"""What a file of data is found to be, before anything is made of it: the look that `inspect` takes.

A file that is no data is an answer, too, with its reason. Keeps nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tuning import tasks
from tuning.datasets import arrays, own, reading, tables, treatments, warnings
from tuning.datasets.cells import cleaned
from tuning.datasets.reading import Table
from tuning.datasets.rules import check_kind
from tuning.datasets.treatments import Treatment
from tuning.errors import InvalidInput
from tuning.settings import Settings
from tuning.study import DataSpec, TaskName


@dataclass(frozen=True)
class Inspection:
    """One file."""

    file: str
    usable: bool
    """Whether some column can be predicted; where one is asked for, whether that can."""
    reason: str
    """Why it is not usable; else nothing."""
    rows: int = 0
    separator: str = ""
    encoding: str = ""
    targets: Mapping[str, TaskName] = field(default_factory=dict)
    """What can be predicted, the likeliest first, and what is then learned."""
    columns: tuple[Treatment, ...] = ()
    """What becomes of each column; without a target that is asked for, of all of them."""
    warnings: tuple[str, ...] = ()
    """What was assumed to read it, and what to know of the target: of the one that is asked for,
    else of the likeliest."""


def inspected(file: str, target: str | None, settings: Settings) -> Inspection:
    """What a file is. Raises nothing that the file is the reason of."""
    data = DataSpec(file=file)
    try:
        check_kind(data.title)
        content = own.read(data, settings)
        if data.is_table:
            return _table(file, reading.read(content, data.title), target)
        return _arrays(file, content, data, target)
    except InvalidInput as error:
        return Inspection(file, False, str(error))
    except MemoryError:
        return Inspection(file, False, f"{data.title} is too large for this machine's memory.")


def _table(file: str, table: Table, target: str | None) -> Inspection:
    targets = tables.possible_targets(table)
    reason = "" if targets or target else tables.no_target(table)
    told: list[str] = []
    chosen = target if target is not None else next(iter(targets), None)
    if chosen is not None:
        try:
            told = warnings.of_table(table, DataSpec(file=file, target=chosen))
        except InvalidInput as error:
            reason = str(error)
    return Inspection(
        file,
        not reason,
        reason,
        len(table.frame),
        table.separator,
        table.encoding,
        targets,
        _columns(table, target),
        (*table.notes, *told),
    )


def _columns(table: Table, target: str | None) -> tuple[Treatment, ...]:
    """What becomes of every column, in their order; of the target, what would become of it."""
    found = treatments.of(cleaned(table), ())
    if target is not None:
        others = tables.treated(table, DataSpec(target=target))
        found |= {one.column: one for one in others}
    return tuple(found.values())


def _arrays(file: str, content: bytes, data: DataSpec, target: str | None) -> Inspection:
    if target is not None:
        raise InvalidInput(f"target is for a table, and {data.title} holds arrays.")
    suggested = arrays.suggested(content, data.title)
    task = tasks.task(suggested)
    given = arrays.read(content, data.title, task)
    found = arrays.to_dataset(given, data.name, data.title, data.missing, task)
    return Inspection(
        file,
        True,
        "",
        len(found.y_train) + len(found.y_test),
        targets={"y_train": suggested},
        warnings=tuple(warnings.of_arrays(found)),
    )
