"""A study as one file: its records, its best model and its event files, to be moved or kept.

The file is a zip. The records in it are a store of their own with that one study, so that one
written by an earlier version is brought up to date as a home is.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tuning.errors import InvalidInput, TuningError
from tuning.settings import Settings
from tuning.store import schema
from tuning.store.confirmations import ACTIVE, ConfirmationState
from tuning.store.records import EXAMPLE
from tuning.store.store import Store
from tuning.store.view import StudyView
from tuning.study import StudyState

RECORDS, MODELS, LOGS = "study.sqlite", "models", "logs"
MODEL_FILES = ("best.keras", "test.npz")
REFUSED = "The file must be a study that was exported as such, but {} is not: {}."
OF_THE_HOME = "commands"
"""The table whose rows belong to a study, but do not go along."""


def pack(settings: Settings, study_id: int, target: Path) -> None:
    """Writes a study of the home to `target`. Raises NotFound, and OSError."""
    Store(settings.store_path).study(study_id)
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(target, "w") as packed:
        records = Path(folder) / RECORDS
        schema.migrate(records)
        with _connected(records) as connection:
            _copy(connection, settings.store_path, study_id, 1)
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("VACUUM")
        packed.write(records, RECORDS, zipfile.ZIP_DEFLATED, 9)
        for name, path in _files(settings, study_id):
            packed.write(path, name, zipfile.ZIP_DEFLATED, 9)


def unpack(settings: Settings, source: Path, as_example: bool = False) -> int:
    """Takes a packed study into the home (made if missing), as a new one; returns its number.

    What it was when it was packed, it is again; one that ran is INTERRUPTED. With `as_example` it
    is the example, unless the home has that. Raises InvalidInput for a file that is no such study.
    """
    with tempfile.TemporaryDirectory() as folder:
        records = Path(folder) / RECORDS
        with _opened(source) as packed:
            records.write_bytes(packed.read(RECORDS))
            own = _update(records, source)
            _read(records, own, source)
            store = Store(settings.prepare().store_path)
            number = _take(store, records, own, EXAMPLE if as_example else None)
            _take_files(settings, packed, number)
    return number


@contextlib.contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(source) as packed:
            if RECORDS not in packed.namelist():
                raise InvalidInput(REFUSED.format(source, f"it has no {RECORDS}"))
            if (damaged := packed.testzip()) is not None:
                raise InvalidInput(REFUSED.format(source, f"its {damaged} is damaged"))
            yield packed
    except (OSError, zipfile.BadZipFile, zlib.error) as error:
        why = getattr(error, "strerror", None) or error
        raise InvalidInput(REFUSED.format(source, str(why).rstrip("."))) from error


def _update(records: Path, source: Path) -> int:
    """Brings the records to this version's tables; returns the number that their study has."""
    try:
        schema.migrate(records)
        with _connected(records) as connection:
            found = connection.execute("SELECT id FROM studies").fetchall()
    except (TuningError, sqlite3.DatabaseError) as error:
        why = str(error).replace(str(records), str(source))
        raise InvalidInput(why) from error
    if len(found) != 1:
        raise InvalidInput(f"The file must hold one study, but {source} holds {len(found)}.")
    return int(found[0][0])


def _read(records: Path, own: int, source: Path) -> None:
    """Reads all of the study: one that cannot be read would keep pages from listing the others."""
    store = Store(records)
    try:
        StudyView(store, own).study.spec  # noqa: B018 - it is parsed when it is asked for
    except (ValueError, TypeError, AttributeError) as error:
        why = "its records cannot be read"
        raise InvalidInput(REFUSED.format(source, why)) from error
    finally:
        store.close()


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection


def _take(store: Store, records: Path, own: int, number: int | None) -> int:
    """Copies the study into a store, under a name of its own; an example that is there stays."""
    with _connected(store.path) as connection:
        there = "SELECT count(*) FROM studies WHERE id = ?"
        if number is None or not connection.execute(there, (number,)).fetchone()[0]:
            number = _copy(connection, records, own, number)
            _settle(connection, store, number)
    return number


def _next(connection: sqlite3.Connection) -> int:
    """A number that no study of the store has or had."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM studies").fetchone()
    known = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'studies'")
    return int(max(last, *(known.fetchone() or (0,)))) + 1


def _copy(connection: sqlite3.Connection, source: Path, study_id: int, number: int | None) -> int:
    """Copies a study's rows from another store of the same version, all or none.

    Returns the number that it has here; with None that is a new one.
    """
    connection.execute("ATTACH ? AS source", (str(source),))
    connection.execute("BEGIN IMMEDIATE")
    try:
        number = _next(connection) if number is None else number
        for table, columns in _tables(connection):
            key = "id" if table == "studies" else "study_id"
            names = ", ".join(f'"{name}"' for name in columns if name not in ("id", key))
            connection.execute(
                f"INSERT INTO main.{table} ({key}, {names}) "
                f"SELECT ?, {names} FROM source.{table} WHERE {key} = ?",
                (number, study_id),
            )
        alone = "UPDATE main.studies SET race = NULL, board = NULL WHERE id = ?"
        connection.execute(alone, (number,))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("DETACH source")
    return number


def _tables(connection: sqlite3.Connection) -> Iterator[tuple[str, list[str]]]:
    """The tables whose rows go along, and their columns; that of the studies first."""
    query = "SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name != 'studies'"
    for (table,) in connection.execute(query).fetchall():
        found = connection.execute(f"PRAGMA main.table_info({table})").fetchall()
        columns = [name for _, name, *_ in found]
        if table == "studies" or ("study_id" in columns and table != OF_THE_HOME):
            yield table, columns


def _settle(connection: sqlite3.Connection, store: Store, number: int) -> None:
    """What another home's study is in this one: no engine has it, and its name is its own."""
    query = "SELECT name, spec, state FROM studies WHERE id = ?"
    name, spec, state = connection.execute(query, (number,)).fetchone()
    free = name if number == EXAMPLE else store.free_name(name, without=number)
    state = StudyState.INTERRUPTED if StudyState(state).is_active() else state
    spec = json.dumps(json.loads(spec) | {"name": free})
    changed = "UPDATE studies SET name = ?, spec = ?, state = ? WHERE id = ?"
    connection.execute(changed, (free, spec, state, number))
    stopped = "UPDATE confirmations SET state = ? WHERE study_id = ? AND state IN (?, ?)"
    connection.execute(stopped, (ConfirmationState.STOPPED, number, *ACTIVE))


# -- files beside the records --------------------------------------------------------------------


def _files(settings: Settings, study_id: int) -> Iterator[tuple[str, Path]]:
    """The files of a study that go along, by their names in the zip."""
    models, logs = settings.models / str(study_id), settings.logs / str(study_id)
    for name in MODEL_FILES:
        if (models / name).is_file():
            yield f"{MODELS}/{name}", models / name
    for path in sorted(logs.rglob("*")):
        if path.is_file():
            yield f"{LOGS}/{path.relative_to(logs).as_posix()}", path


def _take_files(settings: Settings, packed: zipfile.ZipFile, number: int) -> None:
    places = {MODELS: settings.models / str(number), LOGS: settings.logs / str(number)}
    for entry in packed.infolist():
        parts = PurePosixPath(entry.filename).parts
        if parts[0] not in places or ".." in parts or entry.is_dir():
            continue
        target = places[parts[0]].joinpath(*parts[1:])
        target.parent.mkdir(parents=True, exist_ok=True)
        with packed.open(entry) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
