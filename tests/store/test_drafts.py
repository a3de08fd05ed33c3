"""Drafts in a folder: what is kept, for how long, and what is no draft."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tuning.store.drafts import KEPT_SECONDS, Drafts


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "drafts")


def age(folder: Path) -> None:
    then = time.time() - KEPT_SECONDS - 1
    for path in folder.iterdir():
        os.utime(path, (then, then))


def test_a_draft_says_what_was_written_last(drafts: Drafts) -> None:
    first, second = drafts.begin(), drafts.begin()
    assert first != second
    drafts.write(first, {"fields": {"seed": -1}})
    drafts.write(first, {"fields": {"seed": None, "values": ["é"]}})
    assert drafts.read(first) == {"fields": {"seed": None, "values": ["é"]}}
    assert drafts.read(second) is None


def test_a_draft_ends_a_day_after_it_was_written_or_opened(drafts: Drafts, tmp_path: Path) -> None:
    name = drafts.begin()
    drafts.write(name, {})
    age(tmp_path / "drafts")
    assert drafts.read(name) is None
    drafts.begin()
    assert not list((tmp_path / "drafts").iterdir())
    drafts.write(name, {})
    almost = time.time() - KEPT_SECONDS + 60
    os.utime(tmp_path / "drafts" / f"{name}.json", (almost, almost))
    assert drafts.read(name) == {}
    assert (tmp_path / "drafts" / f"{name}.json").stat().st_mtime > almost + 60


@pytest.mark.parametrize("name", ["../secret-file", "", "a/b/c/d/e/f", "x" * 300, "ünlesbares"])
def test_what_names_no_draft_reads_nothing(drafts: Drafts, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret-file.json").write_text("{}")
    drafts.write(drafts.begin(), {})
    assert drafts.read(name) is None


def test_a_file_that_is_no_draft_is_none(drafts: Drafts, tmp_path: Path) -> None:
    drafts.write("broken-draft", {})
    for text in ('{"fields": {"se', "[1]", "\x00"):
        (tmp_path / "drafts" / "broken-draft.json").write_text(text)
        assert drafts.read("broken-draft") is None
