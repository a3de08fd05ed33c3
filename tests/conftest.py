"""An empty home for any test; which tests share a process in `make test`, and in what order.

What takes long to start is started once: an app with its browser, workers with TensorFlow. All
tests that use it go to one process, one after the other; other tests go file by file.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tuning import settings
from tuning.settings import Settings

SHARED = ("site", "cluster", "lone_worker")
"""Fixtures that many tests share, the ones with the most work first."""
LONG = ("browser", "engine", "pages", "cli")
"""Folders whose tests begin before the others: no process has a long one left at the end."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_turn)  # tests of one group keep their order


def _group(item: pytest.Item) -> str:
    used = getattr(item, "fixturenames", [])
    return next((name for name in SHARED if name in used), item.location[0])


def _turn(item: pytest.Item) -> tuple[int, int, str]:
    group = _group(item)
    folder = item.location[0].split("/")[1]
    return (
        SHARED.index(group) if group in SHARED else len(SHARED),
        LONG.index(folder) if folder in LONG else len(LONG),
        group,
    )


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An empty home, where no data are in reach but those of scikit-learn."""
    monkeypatch.setenv("TUNING_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TUNING_DATASETS", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return settings.load().prepare()
