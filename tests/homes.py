"""Homes that earlier versions left: `tests/store/homes/`, a folder a schema.

`studies.sql` is the dump of the store; `study_ID.json` is what that version's `show --json` said.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

HOMES = Path(__file__).parent / "store" / "homes"


def unpack(name: str, home: Path) -> Path:
    """Makes the home at `home`; returns its store's file."""
    shutil.copytree(HOMES / name / "models", home / "models")
    path = home / "studies.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((HOMES / name / "studies.sql").read_text(encoding="utf-8"))
    return path


def told(name: str, study: int) -> dict[str, Any]:
    """What the version that left the home said of a study."""
    text = (HOMES / name / f"study_{study}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
