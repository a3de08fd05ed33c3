"""Tables in our own HTML: links, dots and states among numbers, which Streamlit's cannot show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from tuning.ui import terms, widgets


@dataclass(frozen=True)
class Column:
    """A column's title, in lines, and where its cells stand: texts at the left, numbers right."""

    title: str
    is_text: bool = False


@dataclass(frozen=True)
class Cell:
    """Our own HTML; what came from people is escaped already."""

    html: str
    wraps: bool = False
    across: int = 1
    """How many columns it takes."""


@dataclass(frozen=True)
class Row:
    """One line; a row that leads is set in bold."""

    cells: Sequence[Cell | str]
    leads: bool = False


def render(columns: Sequence[Column], rows: Iterable[Row], *, stacks: bool = False) -> None:
    """The table, as wide as its place; it scrolls where that is too narrow.

    stacks: on a phone each row is a list of its cells instead, each after its column's title.
    """
    head = "".join(f"<th{_classes(column)}>{_title(column.title)}</th>" for column in columns)
    body = "".join(_row(columns, row, stacks) for row in rows)
    names = "ts-table ts-stacks" if stacks else "ts-table"
    widgets.html(
        f'<div class="ts-wide"><table class="{names}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _title(text: str) -> str:
    return "<br>".join(map(terms.html, text.split("\n")))


def _row(columns: Sequence[Column], row: Row, stacks: bool) -> str:
    cells = [Cell(cell) if isinstance(cell, str) else cell for cell in row.cells]
    body = "".join(
        f"<td{_classes(column, wraps=cell.wraps)}{_across(cell)}{_titled(column) * stacks}>"
        f"{cell.html}</td>"
        for column, cell in zip(columns, cells, strict=False)
    )
    lead = ' class="ts-lead"' if row.leads else ""
    return f"<tr{lead}>{body}</tr>"


def _titled(column: Column) -> str:
    title = escape(column.title.replace("\n", " "))
    return f' data-title="{title}"'


def _across(cell: Cell) -> str:
    return f' colspan="{cell.across}"' if cell.across > 1 else ""


def _classes(column: Column, *, wraps: bool = False) -> str:
    names = [name for name, it in (("ts-left", column.is_text), ("ts-wrap", wraps)) if it]
    return f' class="{" ".join(names)}"' if names else ""
