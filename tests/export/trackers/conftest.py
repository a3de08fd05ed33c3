"""A recorded study, and the command that sends it to the real clients."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.records import a_home, fill, leave_model, spec
from tuning.settings import PROJECT, Settings
from tuning.store import Store
from tuning.store.view import StudyView

KEY = "0123456789abcdef0123456789abcdef01234567"
"""A key as trackers have them; it must be found nowhere."""
QUIET = ("WANDB_", "COMET_", "MLFLOW_")


def environment(**more: str) -> dict[str, str]:
    """The environment without what a person has set for a tracker."""
    kept = {name: v for name, v in os.environ.items() if not name.startswith(QUIET)}
    return kept | more


@dataclass
class Home:
    """A home with a study, and the command line on it."""

    settings: Settings
    store: Store
    study_id: int

    @property
    def view(self) -> StudyView:
        return StudyView(self.store, self.study_id)

    def folder(self, tracker: str) -> Path:
        return self.settings.tracked / str(self.study_id) / tracker

    def begin(self, *options: str, **env: str) -> subprocess.Popen[str]:
        """Begins to send the study."""
        words = ["track", str(self.study_id), *options]
        home = ["--home", str(self.settings.home)]
        return subprocess.Popen(
            [sys.executable, "-m", "tuning", *words, *home],
            cwd=PROJECT,
            env=environment(**env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def send(self, *options: str, **env: str) -> tuple[int, str, str]:
        """Sends it; the exit code, standard output, standard error."""
        begun = self.begin(*options, **env)
        out, error = begun.communicate(timeout=120)
        return begun.returncode, out, error

    def told(self, tracker: str) -> list[str]:
        """What the study's events say of a tracker."""
        events = self.store.events(self.study_id)
        return [event.text for event in events if event.kind == f"track-{tracker}"]

    def files_with(self, text: str) -> list[Path]:
        """The files of the home in which a text stands."""
        every = [path for path in self.settings.home.rglob("*") if path.is_file()]
        return [path for path in every if text.encode() in path.read_bytes()]


def home_in(folder: Path, **left: object) -> Home:
    settings, store = a_home(folder)
    study_id = fill(store, spec(3, name="Which optimizer?"), **left)
    leave_model(settings, study_id)
    return Home(settings, store, study_id)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_in(tmp_path / "home")
