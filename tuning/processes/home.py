"""Whether a home has an engine: the lock that each engine holds for as long as it lives."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from filelock import FileLock, Timeout

from tuning.settings import Settings

EXIT_HOME_BUSY = 3
"""The engine's exit code when another engine holds the home's lock."""


@contextlib.contextmanager
def home_to_ourselves(settings: Settings) -> Iterator[bool]:
    """Whether no engine works in this home; as long as it is ours, none can begin."""
    lock = FileLock(settings.engine_lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
