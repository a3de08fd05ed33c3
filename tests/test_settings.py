"""Where things live."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tuning import settings
from tuning.errors import InvalidInput

NAMES = [
    "TUNING_HOME",
    "TUNING_DATASETS",
    "TUNING_SCHEDULER",
    "TUNING_WORKERS",
    "TUNING_THREADS",
    "TUNING_PROGRAM",
    "TUNING_WORKER_MEMORY",
    "TUNING_FIT_SECONDS",
    "TUNING_HOME_MB",
    "TUNING_KEY",
]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_defaults() -> None:
    loaded = settings.load()
    assert loaded.home == settings.PROJECT / ".tuning"
    assert (loaded.further_datasets, loaded.scheduler, loaded.program) == (None, None, None)
    assert loaded.workers >= 1


def test_the_environment_decides_and_a_given_home_overrides_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    values = [str(tmp_path), str(tmp_path / "data"), "tcp://there:8786", "3", "2", "graph"]
    values += ["900", "60", "100", "a secret"]
    for name, value in zip(NAMES, values, strict=True):
        monkeypatch.setenv(name, value)
    loaded = settings.load()
    assert loaded == settings.Settings(
        tmp_path.resolve(),
        (tmp_path / "data").resolve(),
        "tcp://there:8786",
        *(3, 2, "graph"),
        *(900, 60, 100),
        "a secret",
    )
    assert settings.load(tmp_path / "other").home == (tmp_path / "other").resolve()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TUNING_WORKERS", "0"),
        ("TUNING_WORKERS", "many"),
        ("TUNING_WORKERS", "²"),
        ("TUNING_THREADS", "0.5"),
        ("TUNING_PROGRAM", "fast"),
        ("TUNING_WORKER_MEMORY", "1 GB"),
        ("TUNING_FIT_SECONDS", "0"),
    ],
)
def test_a_setting_that_means_nothing(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidInput, match=f"{name} must be .* got {value!r}"):
        settings.load()


def test_cores_are_counted_where_the_system_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert settings.load().workers == (os.cpu_count() or 1)


def test_a_home_is_made(tmp_path: Path) -> None:
    place = settings.load(tmp_path / "a" / "home").prepare()
    assert place.logs.is_dir()
    assert place.models.is_dir()
    assert place.datasets.is_dir()
    assert not list(place.home.glob(".probe*"))


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for home in (tmp_path / "file", tmp_path / "file" / "home"):
        with pytest.raises(InvalidInput, match=re.escape(str(home))):
            settings.load(home).prepare()


def test_every_variable_is_in_the_readme() -> None:
    code = Path(settings.__file__).read_text(encoding="utf-8")
    readme = (settings.PROJECT / "README.md").read_text(encoding="utf-8")
    used = set(re.findall(r"TUNING_[A-Z_]*[A-Z]", code))
    assert used == set(NAMES)
    assert [name for name in used if f"`{name}`" not in readme] == []
