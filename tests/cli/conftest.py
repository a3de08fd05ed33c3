"""A home of its own for each test of the command line, and how its engines behave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.calling import command
from tuning import settings
from tuning.processes import own_engine
from tuning.settings import Settings
from tuning.store import Store


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("TUNING_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TUNING_DATASETS", raising=False)
    return settings.load()


@pytest.fixture
def store(place: Settings) -> Iterator[Store]:
    opened = Store(place.prepare().store_path)
    yield opened
    opened.close()


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Says how the engines behave that the command line starts."""

    def behave(how: str) -> None:
        monkeypatch.setattr(own_engine, "engine_command", lambda home: command(how, home))

    return behave
