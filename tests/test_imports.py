"""The arrows of the architecture, in a fresh interpreter: who loads which heavy library."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
HEAVY = ["tensorflow", "keras", "keras_tuner", "scikeras"]


def modules(folder: str) -> list[str]:
    """Every importable module of a folder, as a dotted name."""
    files = (PROJECT / folder).rglob("*.py")
    parts = (file.relative_to(PROJECT).with_suffix("").parts for file in files)
    return sorted(".".join(p for p in path if p != "__init__") for path in parts)


def is_script(name: str) -> bool:
    return name.endswith("__main__") or name == "tuning.ui.router"


CORE = [
    name
    for name in modules("tuning")
    if not name.startswith(("tuning.ui", "tuning.engine")) and not is_script(name)
]
WEB = ["app", *(name for name in modules("tuning/ui") if not is_script(name))]


def test_the_contracts_are_kept() -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("names", "unwanted"),
    [(CORE, [*HEAVY, "streamlit"]), (WEB, HEAVY)],
    ids=["core", "web"],
)
def test_what_is_left_out(names: list[str], unwanted: list[str], tmp_path: Path) -> None:
    code = (
        "import importlib, json, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        f"print(json.dumps([name for name in {unwanted!r} if name in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={"TUNING_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []
