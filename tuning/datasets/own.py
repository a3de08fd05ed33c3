"""Files of data that people brought: kept in the home under a name that says their content.

`<home>/datasets/own/penguins-1f3a9c2b.csv`: the number is the content's, so that a name never
means other data than those a study was made with. Nothing else stands in that folder.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import Path

from tuning import tasks
from tuning.datasets import arrays, reading, tables
from tuning.datasets.rules import FIELD, check_kind, check_size
from tuning.errors import DatasetUnavailable, InvalidInput, quoted
from tuning.settings import Settings
from tuning.study import ARRAYS, OWN, DataSpec


def path(name: str, settings: Settings) -> Path:
    """Where an own data set's file is kept."""
    return settings.datasets / name


def names(settings: Settings) -> list[str]:
    """The own data sets of a home, in order."""
    found = (f"own/{file.name}" for file in (settings.datasets / "own").glob("*"))
    return sorted((name for name in found if OWN.fullmatch(name)), key=str.casefold)


def titles(settings: Settings) -> dict[str, str]:
    """What people call each own data set: its file's name, numbered where an earlier one has it."""
    by_age = sorted(names(settings), key=lambda name: (added(name, settings), name))
    given = [DataSpec(name=name).title for name in by_age]
    counts = [given[: place + 1].count(title) for place, title in enumerate(given)]
    return {
        name: title if count == 1 else f"{title} ({count})"
        for name, title, count in zip(by_age, given, counts, strict=True)
    }


def added(name: str, settings: Settings) -> float:
    """When an own data set was brought, in seconds since the epoch; 0 for one that is gone."""
    try:
        return path(name, settings).stat().st_mtime
    except OSError:
        return 0.0


def keep(content: bytes, filename: str, settings: Settings) -> str:
    """Keeps a file; returns the data set's name. Raises InvalidInput, and then keeps nothing."""
    inspect(content, filename)
    name = name_for(content, filename)
    kept = path(name, settings)
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.parent.parent / f".{kept.name}.{os.getpid()}.part"
        try:
            part.write_bytes(content)
            part.replace(kept)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise InvalidInput(
                f"{filename} cannot be kept in {kept.parent}: {error.strerror}.", FIELD
            ) from error
    return name


def inspect(content: bytes, filename: str) -> None:
    """Raises InvalidInput if a file cannot be data of a study, whatever is chosen."""
    title = Path(filename).name
    check_kind(title)
    check_size(len(content), title)
    if title.lower().endswith(ARRAYS):
        task = tasks.task(arrays.suggested(content, title))
        arrays.to_dataset(arrays.read(content, title, task), "", title, "median", task)
        return
    table = reading.read(content, title)
    if not tables.possible_targets(table):
        raise InvalidInput(tables.no_target(table), FIELD)


def name_for(content: bytes, filename: str) -> str:
    """The name of a data set: the file's, made safe, and eight digits of its content."""
    stem = unicodedata.normalize("NFC", Path(filename).stem)
    safe = re.sub(r"[^\w.-]+", "-", stem).strip(".-_")[:60] or "data"
    return f"own/{safe}-{_digits(content)}{Path(filename).suffix.lower()}"


def _digits(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]


def read(data: DataSpec, settings: Settings) -> bytes:
    """The content of an own data set's file.

    Raises InvalidInput if it is too large, DatasetUnavailable if it is gone or was changed.
    """
    file = Path(data.file) if data.file else path(data.name, settings)
    try:
        before = file.stat()
        check_size(before.st_size, data.title)
        content = file.read_bytes()
        after = file.stat()
    except OSError as error:
        if data.file:
            raise InvalidInput(
                f"The data file {file} cannot be read: {error.strerror}.", "data.file"
            ) from error
        raise DatasetUnavailable(
            f"The data set {data.name} is not on this machine: {file} cannot be read "
            f"({error.strerror})."
        ) from error
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, len(content)):
        raise InvalidInput(f"{file} was changed while it was read: try again.", FIELD)
    known = OWN.fullmatch(data.name)
    if not data.file and known and known["digits"] != _digits(content):
        raise DatasetUnavailable(
            f"{file} was changed after it was added: add it again under a new name."
        )
    return content


def remove(name: str, settings: Settings) -> None:
    """Removes an own data set's file. Raises InvalidInput for any other name."""
    if not OWN.fullmatch(name):
        raise InvalidInput(f"Only data of one's own can be removed, got {quoted(name)}.", FIELD)
    path(name, settings).unlink(missing_ok=True)
