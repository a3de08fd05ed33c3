"""The processes that send studies to trackers: started with a study, ended by themselves.

Each is a `python -m tuning track ID --to TRACKER --follow`, which reads the store alone: a tracker
that is slow, full or refuses costs a study nothing. Must not import a client.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable
from pathlib import Path

from tuning.processes.child import Child, open_log
from tuning.settings import PROJECT, Settings

MOST = 3
"""Processes at once; each takes 300 to 370 MB."""
log = logging.getLogger(__name__)


def track_command(home: Path, study_id: int, tracker: str) -> list[str]:
    """Sends a study, told whose death ends the waiting for more."""
    what = ["track", str(study_id), "--to", tracker, "--follow"]
    return [
        *(sys.executable, "-m", "tuning", *what),
        *("--home", str(home), "--parent-pid", str(os.getpid())),
    ]


def track_rest(settings: Settings, study_id: int, trackers: Iterable[str]) -> str:
    """Sends what is left of a study that is over, and waits for it; what is said of it, in lines.

    A process of the study's own that is still at it comes first.
    """
    to = [word for name in trackers for word in ("--to", name)]
    home = ["--home", str(settings.home)]
    command = [sys.executable, "-m", "tuning", "track", str(study_id), *to, *home]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}".strip()


def track_log(settings: Settings, study_id: int, tracker: str) -> Path:
    """Where the process writes what it has to say."""
    return settings.tracked / str(study_id) / f"{tracker}.log"


class Tracking:
    """The processes of one engine, a few at once: those of a race would fill the memory."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._children: list[Child] = []
        self._waiting: deque[tuple[int, str]] = deque()

    @property
    def count(self) -> int:
        """How many run or wait."""
        return len(self._children) + len(self._waiting)

    def start(self, study_id: int, trackers: Iterable[str]) -> None:
        """Has a study sent to these as soon as there is room."""
        self._waiting.extend((study_id, name) for name in trackers)
        self._begin()

    def forget_ended(self) -> None:
        """Lets go of those that have ended, with what they left running; others begin."""
        for child in [child for child in self._children if not child.is_running()]:
            child.end(0)
            self._children.remove(child)
        self._begin()

    def _begin(self) -> None:
        """Starts those for which there is room; that one cannot be started is logged."""
        while self._waiting and len(self._children) < MOST:
            study_id, name = self._waiting.popleft()
            try:
                kept = open_log(track_log(self._settings, study_id, name))
                command = track_command(self._settings.home, study_id, name)
                self._children.append(Child(command, kept))
            except OSError as error:
                log.warning("Study %s cannot be sent to %s: %s", study_id, name, error)
