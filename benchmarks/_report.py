"""How a benchmark speaks: progress on standard error, and one table or one JSON object."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

log = Console(stderr=True, highlight=False)


def say(text: str) -> None:
    """One line of progress, on standard error."""
    log.print(text, style="dim", soft_wrap=True)


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on standard output; the first column reads left, the others right."""
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(highlight=False).print(table)


def note(text: str) -> None:
    """A remark below a table."""
    Console(highlight=False).print(text, soft_wrap=True)


def print_json(result: dict[str, Any]) -> None:
    """The one JSON object."""
    print(json.dumps(result), flush=True)


def met(value: float, target: float) -> str:
    """A value beside the most that it may be."""
    return "yes" if value <= target else "[bold]no[/bold]"
