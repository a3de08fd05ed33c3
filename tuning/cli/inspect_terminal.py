"""What `inspect` shows people: of one file each column, of several a line each and their share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.table import Table

from tuning.cli.terminal import console

if TYPE_CHECKING:
    from tuning.datasets.inspection import Inspection

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "spaces"}
_MOST_TARGETS = 5


def show(found: Iterable[Inspection], files: int) -> None:
    """Files as they are inspected."""
    if files == 1:
        for one in found:
            _whole(one)
    else:
        _lines(list(found))


def _whole(one: Inspection) -> None:
    to = console()
    to.print(f"{one.file}: {_read(one)}", style="bold", soft_wrap=True)
    if one.usable:
        given = [f"{name} ({task})" for name, task in one.targets.items()]
        more = f" and {len(given) - _MOST_TARGETS:,} more" if len(given) > _MOST_TARGETS else ""
        to.print(f"Can be predicted: {', '.join(given[:_MOST_TARGETS])}{more}", soft_wrap=True)
    else:
        to.print(f"Not usable: {one.reason}", soft_wrap=True)
    if one.columns:
        table = Table("column", "becomes", "missing", "why")
        for column in one.columns:
            becomes = column.what.replace("_", " ")
            table.add_row(column.column, becomes, f"{column.missing:,}", column.why)
        to.print(table)
    for warning in one.warnings:
        to.print(f"- {warning}", soft_wrap=True)


def _read(one: Inspection) -> str:
    """`150 rows, divided by semicolons, in cp1252`."""
    divided = f"divided by {_SEPARATORS[one.separator]}" if one.separator in _SEPARATORS else ""
    parts = [f"{one.rows:,} rows", divided, f"in {one.encoding}" if one.encoding else ""]
    return ", ".join(part for part in parts if part)


def _lines(found: list[Inspection]) -> None:
    table = Table("file", "rows", "columns", "likeliest target", "why not")
    for one in found:
        name, task = next(iter(one.targets.items()), ("", ""))
        likeliest = f"{name} ({task})" if one.usable else ""
        table.add_row(one.file, f"{one.rows:,}", f"{len(one.columns):,}", likeliest, one.reason)
    to = console()
    to.print(table)
    usable = sum(one.usable for one in found)
    to.print(f"{usable:,} of {len(found):,} files are usable ({usable / len(found):.1%}).")
