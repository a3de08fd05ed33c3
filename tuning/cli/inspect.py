"""The command `inspect`: what files of data are found to be, before a study is made of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from tuning import settings
from tuning.cli.shared import json_option

if TYPE_CHECKING:
    from tuning.datasets.inspection import Inspection

LEFT_OUT = "left_out"
"""A treatment that is told in words: its column's kind stands in the JSON."""


@click.command("inspect")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--target", metavar="COLUMN", help="The column to predict, of each of the files.")
@json_option
def inspect_(files: tuple[str, ...], target: str | None, as_json: bool) -> None:
    """Say how FILEs are read, what becomes of their columns and what can be predicted.

    Nothing is kept. With --json, one JSON object a file, each on a line of its own.
    """
    place = settings.load(None)
    found = (_inspected(file, target, place) for file in files)
    if as_json:
        for one in found:
            click.echo(json.dumps(_told(one), allow_nan=False))
    else:
        from tuning.cli import inspect_terminal

        inspect_terminal.show(found, len(files))


def _inspected(file: str, target: str | None, place: settings.Settings) -> Inspection:
    """One file; whatever it does to a library, the next one has its turn."""
    from tuning.datasets.inspection import Inspection, inspected

    try:
        return inspected(file, target, place)
    except Exception as error:
        return Inspection(file, False, f"It cannot be read: {type(error).__name__}, {error}.")


def _told(one: Inspection) -> dict[str, Any]:
    return {
        "file": one.file,
        "usable": one.usable,
        "reason": one.reason,
        "rows": one.rows,
        "separator": one.separator,
        "encoding": one.encoding,
        "targets": [{"name": name, "task": task} for name, task in one.targets.items()],
        "columns": [
            {
                "name": column.column,
                "treatment": column.kind if column.what == LEFT_OUT else column.what,
                "why": column.why,
                "missing": column.missing,
            }
            for column in one.columns
        ],
        "warnings": list(one.warnings),
    }
