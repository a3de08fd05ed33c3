"""A store that cannot be written for now: another program holds it, or its disk is full.

Such trouble passes. A person is told at once in one sentence (`StoreUnavailable`); the engine,
which has something to keep, waits with growing pauses (`patiently`).
"""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, event

from tuning.errors import StoreUnavailable

FIRST_WAIT, LONGEST_WAIT = 0.2, 10.0
"""Seconds between two attempts; each wait is twice the last."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_WHY = {
    sqlite3.SQLITE_BUSY: "another program keeps it locked",
    sqlite3.SQLITE_LOCKED: "another program keeps it locked",
    sqlite3.SQLITE_FULL: "its disk is full",
    sqlite3.SQLITE_IOERR: "its disk gives an error",
    sqlite3.SQLITE_READONLY: "it may only be read",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
}
Result = TypeVar("Result")


def watch(engine: Engine, path: Path) -> None:
    """Has what such trouble raises be a StoreUnavailable, whatever was being done."""

    def told(context: Any) -> None:
        why = _why(context.original_exception)
        if why:
            raise StoreUnavailable(f"The store {path} cannot be written now: {why}.", why)

    event.listen(engine, "handle_error", told)


def _why(error: BaseException | None) -> str:
    if isinstance(error, sqlite3.OperationalError):
        code = getattr(error, "sqlite_errorcode", None) or 0
        return _WHY.get(code & 0xFF, "")
    return ""


def passing(error: BaseException) -> str:
    """Why something could not be written, if that may pass; empty for any other error."""
    if isinstance(error, StoreUnavailable):
        return error.why
    if isinstance(error, OSError) and error.errno in _FULL:
        return "its disk is full"
    return ""


def patiently(call: Callable[[], Result], give_up: threading.Event) -> Result:
    """What a call gives, as soon as it can be written. Raises its error once `give_up` is set."""
    wait = FIRST_WAIT
    while True:
        try:
            return call()
        except (StoreUnavailable, OSError) as error:
            if not passing(error) or give_up.wait(wait):
                raise
            wait = min(2 * wait, LONGEST_WAIT)
