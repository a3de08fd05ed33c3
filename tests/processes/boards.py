"""Tiny programs that stand in for TensorBoard, and folders for them to serve."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

# Stands in for TensorBoard: says a port, waits for the end of its standard input.
STAND_IN = "import sys; print('port 9', flush=True); sys.stdin.buffer.read()"
BROKEN = "import sys; sys.exit('cannot read the folder')"


def command(code: str) -> Callable[[Path, str], list[str]]:
    return lambda _folder, _prefix: [sys.executable, "-c", code]


def logs_for(root: Path, *ids: int) -> Path:
    for study_id in ids:
        (root / str(study_id)).mkdir()
    return root
