"""How a command for the engine is left in the store, within whatever transaction it belongs to."""

from __future__ import annotations

import json
import time
from typing import Any

from sqlalchemy import Connection, insert

from tuning.store import schema


def leave(connection: Connection, kind: str, study_id: int | None = None, **payload: Any) -> None:
    """Leaves a command: start, stop, trial, …"""
    row = {
        "kind": kind,
        "study_id": study_id,
        "payload": json.dumps(payload),
        "created": time.time(),
    }
    connection.execute(insert(schema.commands).values(row))
