"""Which data a study learns from, how much of them, and what of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from tuning.study._model import Model

TABLES = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data", ".xlsx", ".parquet")
"""The kinds of files that hold a table."""
ARRAYS = ".npz"
"""The kind of file that holds arrays in Keras' layout."""
OWN = re.compile(
    r"own/(?P<stem>\w[\w.-]*)-(?P<digits>[0-9a-f]{8})"
    rf"(?P<kind>{'|'.join(map(re.escape, (*TABLES, ARRAYS)))})"
)
"""The name of a person's own data set: its file's, and eight digits of its content."""

TaskName = Literal["classification", "regression"]


class ColumnChoice(Model):
    """What a person decided about one column of a table, other than what is suggested."""

    name: str
    treatment: Literal["number", "category", "date", "leave_out"] | None = None
    missing: tuple[str, ...] | None = None
    """The words that stand for a missing value in it; None: as suggested."""


class DataSpec(Model):
    """Which data, how much of it, and what is learned from it."""

    name: str = "digits"
    file: str | None = None
    """A file as a study file names it, kept in the home when the study is created."""
    rows: int | None = Field(default=None, ge=10)
    """Use only so many training rows, drawn stratified; None: all."""
    target: str | None = None
    """The column to predict, of a table."""
    task: TaskName | None = None
    """What is learned; None: as the data suggest, which `tuning.datasets.resolve` settles."""
    columns: tuple[ColumnChoice, ...] = ()
    """What a person decided about columns; in a study file a table by their names."""
    small_classes: Literal["leave_out", "merge", "keep"] = "leave_out"
    """What becomes of classes of fewer rows than `tuning.tasks` asks for: their rows are left out,
    they become one class, or the study is refused."""
    rules: Literal[1, 2] = 2
    """By which rules a table is read. 1: those of studies made before task and columns could be
    chosen, so that they go on as they began."""
    missing: Literal["median", "mean", "most_frequent"] = "median"
    """What takes the place of a number that is missing in a table; of a text, the most frequent
    one does."""

    @field_validator("columns", mode="before")
    @classmethod
    def _by_name(cls, columns: Any) -> Any:
        """`{age = "leave_out", name = {treatment = "category"}}`, as a study file has it."""
        if not isinstance(columns, dict):
            return columns
        return [
            {"name": name, **(choice if isinstance(choice, dict) else {"treatment": choice})}
            for name, choice in columns.items()
        ]

    @field_validator("file")
    @classmethod
    def _names_a_file(cls, file: str | None) -> str | None:
        if file is not None and "\0" in file:
            raise ValueError("a file's name has no zero byte")
        return file

    @property
    def is_own(self) -> bool:
        """Whether a person brought it."""
        return bool(self.file or OWN.fullmatch(self.name))

    @property
    def kind(self) -> str:
        """How own data's file ends (`.csv`), in small letters; nothing of those built in."""
        return Path(self.title).suffix.lower() if self.is_own else ""

    @property
    def is_table(self) -> bool:
        """Whether it is a person's own table, of which a column is to be predicted."""
        return self.kind in TABLES

    def choice(self, column: str) -> ColumnChoice:
        """What a person decided about a column."""
        found = (each for each in self.columns if each.name == column)
        return next(found, ColumnChoice(name=column))

    @property
    def title(self) -> str:
        """Its name as a person says it."""
        if self.file:
            return Path(self.file).name
        own = OWN.fullmatch(self.name)
        return own["stem"] + own["kind"] if own else self.name
