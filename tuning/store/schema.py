"""The tables, and the numbered migrations that bring any older file up to them."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, String, Table

from tuning.errors import TuningError
from tuning.study import DataSpec

MIGRATIONS = sorted((Path(__file__).parent / "migrations").glob("[0-9]*.sql"))

metadata = MetaData()


def _table(name: str, /, **columns: type) -> Table:
    types = {int: Integer, float: Float, str: String, bytes: LargeBinary}
    return Table(name, metadata, *(Column(c, types[t]) for c, t in columns.items()))


studies = _table(
    "studies",
    id=int,
    name=str,
    strategy=str,
    dataset=str,
    spec=str,
    state=str,
    error=str,
    created=float,
    started=float,
    finished=float,
    seconds=float,
    trials_planned=int,
    epochs_planned=int,
    trials_finished=int,
    epochs_done=int,
    best_number=int,
    best_score=float,
    result=str,
    change=int,
    race=int,
    turn=str,
    workers=int,
    test=str,
    board=int,
    silenced=str,
    ahead=int,
)
boards = _table(
    "boards", id=int, name=str, created=float, closed=float, spec=str, study=int, change=int
)
races = _table("races", id=int, name=str, created=float, by=str, budget=float, seeds=int)
trials = _table(
    "trials",
    study_id=int,
    number=int,
    state=str,
    values=str,
    score=float,
    deviation=float,
    reason=str,
    error=str,
    native=str,
    started=float,
    finished=float,
    change=int,
    told=int,
    due=float,
)
fits = _table(
    "fits",
    study_id=int,
    trial=int,
    kind=str,
    index=int,
    seed=int,
    state=str,
    score=float,
    seconds=float,
    program=str,
    worker=str,
    error=str,
    attempt=int,
    started=float,
    change=int,
    preparing=float,
)
epochs = _table(
    "epochs",
    study_id=int,
    trial=int,
    kind=str,
    index=int,
    epoch=int,
    metrics=str,
    time=float,
    change=int,
)
row_scores = _table(
    "row_scores",
    study_id=int,
    trial=int,
    kind=str,
    index=int,
    first_epoch=int,
    epochs=int,
    rows=int,
    right=bytes,
    costs=bytes,
    change=int,
)
honest = _table("honest", study_id=int, honest=str, change=int)
knowledge = _table("knowledge", study_id=int, trial=int, knowledge=str)
events = _table("events", id=int, study_id=int, time=float, kind=str, text=str)
commands = _table("commands", id=int, study_id=int, kind=str, payload=str, created=float)
miniatures = _table(
    "miniatures",
    id=int,
    key=str,
    asked=str,
    visitor=str,
    state=str,
    created=float,
    started=float,
    finished=float,
    answer=str,
)
predictions = _table(
    "predictions",
    id=int,
    study_id=int,
    asked=str,
    visitor=str,
    state=str,
    created=float,
    finished=float,
    answer=str,
)
confirmations = _table(
    "confirmations",
    id=int,
    study_id=int,
    trials=str,
    repeats=int,
    state=str,
    error=str,
    created=float,
    started=float,
    finished=float,
)
engine = _table(
    "engine",
    id=int,
    pid=int,
    state=str,
    message=str,
    workers=int,
    started=float,
    heartbeat=float,
    speed=str,
)


def migrate(path: Path, migrations: list[Path] = MIGRATIONS) -> None:
    """Brings the file at `path` (made if missing) to the newest schema, in one transaction each.

    Raises TuningError when the file was written by a newer version, or is no store at all.
    """
    try:
        _migrate(path, migrations)
    except sqlite3.DatabaseError as error:
        raise TuningError(f"{path} cannot be used as the store: {error}.") from error


def _migrate(path: Path, migrations: list[Path]) -> None:
    with contextlib.closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
        connection.create_function("by_name", -1, _by_name, deterministic=True)
        connection.create_function("title_of", 1, _title_of, deterministic=True)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > len(migrations):
                raise TuningError(
                    f"{path} was written by a newer Tuning Studio (schema {version}, this one "
                    f"knows {len(migrations)}): use that version, or another TUNING_HOME."
                )
            for number, script in enumerate(migrations[version:], start=version + 1):
                for statement in script.read_text(encoding="utf-8").split(";"):
                    if statement.strip():
                        connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _by_name(*columns: Any) -> str:
    """For migrations 5 and 6: what stood in a column each, and others as JSON last, by name.

    SQLite itself writes a number to 15 digits; Python's JSON gives the same number again.
    """
    *pairs, more = columns
    named = dict(zip(pairs[::2], pairs[1::2], strict=True)) | json.loads(more or "{}")
    return json.dumps({name: value for name, value in named.items() if value is not None})


def _title_of(dataset: str) -> str:
    """For migration 7: a data set as a person says it."""
    return DataSpec(name=dataset).title
