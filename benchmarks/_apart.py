"""A module of the benchmarks in a process of its own: what it is asked, and what it gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks._engine import PROJECT

CONFIGURED = ("TF_", "KERAS_", "OMP_", "MKL_", "OPENBLAS_", "TUNING_", "XLA_")
"""How variables begin that would tell the plain libraries how to train."""


def run(module: str, asked: str, folder: Path, environment: Mapping[str, str], *more: str) -> Any:
    """What `python -m MODULE ASKED … RESULT` writes as its result, read as JSON.

    asked: what its first file holds; more: its arguments between the two; folder: where both files
    and what it prints are kept. Raises RuntimeError with the end of that if it fails.
    """
    given, result, log = (folder / f"{module}.{kind}" for kind in ("asked", "result", "log"))
    given.write_text(asked)
    with log.open("wb") as file:
        code = subprocess.run(
            [sys.executable, "-m", module, str(given), *more, str(result)],
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            check=False,
        ).returncode
    if code:
        raise RuntimeError(f"{module} failed:\n{log.read_text()[-3000:]}")
    return json.loads(result.read_text())


def plain_environment() -> dict[str, str]:
    """As a fresh shell would give TensorFlow; both sides train on the processor."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(CONFIGURED)}
    return kept | {"CUDA_VISIBLE_DEVICES": "-1"}
