"""What the docs name is there: a moved file may not leave them wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
DOCS = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
ROOTS = ("tuning", "tests", "benchmarks", "examples", "docs", "pages")
NAMED = re.compile(rf"(?<![\w/.$])(?:{'|'.join(ROOTS)})/[\w./-]*\w")
"""A path from the project's root; NAME and ID in it stand for any name."""

MODULE = re.compile(r"`([\w./-]+\.(?:py|js|css|sql|toml))`")
"""A module, as `queue/packing.py` or `packing.py`: where the words before it say whose."""


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_every_path_that_a_doc_names_is_there(doc: Path) -> None:
    named = {path for path in NAMED.findall(doc.read_text("utf-8")) if "NAME" not in path}
    assert not {path for path in named if not (PROJECT / path).exists()}


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_every_module_that_a_doc_names_by_its_end_is_there(doc: Path) -> None:
    there = {
        f"/{path.relative_to(PROJECT).as_posix()}"
        for root in ROOTS
        for path in (PROJECT / root).rglob("*.*")
    }
    named = {name for name in MODULE.findall(doc.read_text("utf-8")) if "NAME" not in name}
    known = {name for name in named if any(path.endswith(f"/{name}") for path in there)}
    assert named - known - {path.name for path in PROJECT.iterdir()} == set()


def test_the_architecture_names_every_room() -> None:
    text = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    rooms = {path.parent.name for path in (PROJECT / "tuning").glob("*/__init__.py")}
    assert not {room for room in rooms if f"{room}/" not in text}
