"""What a home holds, and what gives way when that is too much.

Event files, checkpoints, the libraries' own project folders and what was made for trackers of
studies that are over go, the oldest study's first; so do compiled programs that were not used
lately. Records, best models, data sets, and whatever belongs to a study that runs or may go on by
itself, stay.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from tuning.settings import Settings
from tuning.store import StudyRecord
from tuning.study import StudyState
from tuning.trackers import TRACKERS

KEPT = ("best.keras", "best.npz", "test.npz")
"""What stays of a study's folder of models."""
UNUSED_SECONDS = 3600.0
"""A compiled program may be read by a worker for so long after it was written."""


def held(settings: Settings) -> int:
    """Bytes of all files in the home."""
    return sum(size for _, size in _files(settings.home))


def told(settings: Settings) -> str:
    """How much the home holds, in a few words."""
    held_now = held(settings)
    return f"{held_now / 1e9:.1f} GB" if held_now >= 1e9 else f"{held_now / 1e6:.0f} MB"


def tidy(settings: Settings, studies: Iterable[StudyRecord]) -> list[int]:
    """Brings what may give way below the limit; returns the studies that had to give."""
    over = sum(_size(folder) for folder in _bounded(settings)) - settings.home_mb * 1_000_000
    for path, size in sorted(
        _files(settings.home / "programs"), key=lambda each: _written(each[0])
    ):
        if over <= 0 or time.time() - _written(path) < UNUSED_SECONDS:
            break
        path.unlink(missing_ok=True)
        over -= size
    gave = []
    for study in sorted(studies, key=_goes_first):
        if over <= 0:
            break
        if not _is_over(study):
            continue
        freed = sum(_remove(path) for path in _gives(settings, study.id))
        freed += sum(_untrack(settings.tracked / str(study.id), name) for name in TRACKERS)
        over -= freed
        if freed:
            gave.append(study.id)
    return gave


def _bounded(settings: Settings) -> tuple[Path, ...]:
    return (settings.logs, settings.models, settings.tracked, settings.home / "programs")


def _is_over(study: StudyRecord) -> bool:
    return not study.state.is_active() and study.state is not StudyState.INTERRUPTED


def _goes_first(study: StudyRecord) -> tuple[bool, float]:
    """Studies that cannot go on come before those that a person may resume; then the oldest."""
    return study.state.can_resume(), study.finished or study.created


def _gives(settings: Settings, study_id: int) -> list[Path]:
    models = settings.models / str(study_id)
    inside = models.iterdir() if models.is_dir() else ()
    return [settings.logs / str(study_id), *(path for path in inside if path.name not in KEPT)]


def _untrack(folder: Path, tracker: str) -> int:
    """Removes what was made for a tracker offline, unless it is being made; its bytes.

    `track` makes it anew from the records. What says which runs a server has stays.
    """
    made = folder / tracker
    if not made.is_dir():
        return 0
    try:
        with FileLock(folder / f"{tracker}.lock", timeout=0):
            return _remove(made)
    except Timeout:
        return 0


def _remove(path: Path) -> int:
    """Removes a file or a folder; returns how many bytes it had."""
    size = _size(path)
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    return size - _size(path)


def _size(path: Path) -> int:
    return sum(size for _, size in _files(path))


def _files(path: Path) -> list[tuple[Path, int]]:
    """The files at or below a path, with their bytes; those that go meanwhile are left out."""
    found = []
    for each in [path, *path.rglob("*")]:
        with suppress(OSError):
            if each.is_file():
                found.append((each, each.stat().st_size))
    return found


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
