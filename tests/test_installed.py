"""The installed package: all of its files are there, and `tuning-studio` is the command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.metadata import Distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tuning.settings import PROJECT

NEEDED = ["pyproject.toml", "requirements.txt", "README.md", "LICENSE"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the wheel of this project, made and installed without a network, is."""
    folder = tmp_path_factory.mktemp("installed")
    source, place = folder / "source", folder / "place"
    caches = shutil.ignore_patterns("__pycache__", ".*")
    shutil.copytree(PROJECT / "tuning", source / "tuning", ignore=caches)
    for name in NEEDED:
        shutil.copy(PROJECT / name, source)
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    options = ["--no-deps", "--no-build-isolation", "--no-compile", "--target", str(place)]
    subprocess.run([*pip, *options, str(source)], check=True)
    return place


def files(package: Path) -> set[Path]:
    every = (file.relative_to(package) for file in package.rglob("*") if file.is_file())
    return {
        file for file in every if not any(p == "__pycache__" or p[0] == "." for p in file.parts)
    }


def test_every_file_of_the_package_arrives(place: Path) -> None:
    arrived = files(place / "tuning")
    assert arrived == files(PROJECT / "tuning")
    assert {file.suffix for file in arrived} >= {".py", ".sql", ".css", ".js", ".svg"}


def test_it_needs_what_the_app_needs(place: Path) -> None:
    (told,) = place.glob("*.dist-info")
    needs = {Requirement(each) for each in Distribution.at(told).requires or []}
    lines = (PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    texts = [text for line in lines if (text := line.partition("#")[0].strip())]
    assert needs == {Requirement(text) for text in texts}


def test_its_command_is_the_command_line(place: Path, tmp_path: Path) -> None:
    def typed(*words: str) -> str:
        done = subprocess.run(
            [place / "bin" / "tuning-studio", *words],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(place)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert typed("--help").startswith("Usage: tuning-studio [OPTIONS] COMMAND")
    assert "digits" in typed("datasets")
    assert "There is no study yet: tuning-studio run" in typed("studies")


def test_it_keeps_its_studies_where_it_is_called(place: Path, tmp_path: Path) -> None:
    code = "from tuning import settings; print(settings.PROJECT, settings.load().home)"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(place)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.stdout.split() == [str(place), str(tmp_path / ".tuning")]
