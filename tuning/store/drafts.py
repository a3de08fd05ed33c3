"""Studies that are still being written: what a form says, kept in the home for a day.

A file for each draft, named so that nobody guesses it. Knows neither fields nor pages.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import time
from pathlib import Path
from typing import Any

KEPT_SECONDS = 24 * 3600.0
"""How long a draft is kept that nobody writes or opens."""
_NAME = re.compile(r"[A-Za-z0-9_-]{8,40}")

Document = dict[str, Any]


class Drafts:
    """The drafts in a folder. Several may write at once, but not the same draft."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self) -> str:
        """The name of a new draft; those that are over a day old are removed."""
        for path in self._folder.glob("*"):
            if not _is_fresh(path):
                path.unlink(missing_ok=True)
        return secrets.token_urlsafe(9)

    def write(self, name: str, document: Document) -> None:
        """Keeps what a draft says now: all of it or, when that fails, what was kept before.

        Raises OSError.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(name)
        beside = path.with_suffix(f".{secrets.token_hex(4)}")
        try:
            beside.write_text(json.dumps(document), encoding="utf-8")
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

    def read(self, name: str) -> Document | None:
        """What was kept; None for a name that is none, or no draft's any more."""
        path = self._path(name)
        if not _NAME.fullmatch(name) or not _is_fresh(path):
            return None
        with contextlib.suppress(OSError, ValueError):
            document = json.loads(path.read_text(encoding="utf-8"))
            os.utime(path)
            return document if isinstance(document, dict) else None
        return None

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"


def _is_fresh(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime < KEPT_SECONDS
    except OSError:
        return False
