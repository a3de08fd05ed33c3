"""Where things live and how many workers train: read once from the environment.

| variable | meaning | default |
|---|---|---|
| TUNING_HOME | the folder of everything that is kept | `.tuning` in the project* |
| TUNING_DATASETS | a further folder to look for data set files in | none |
| TUNING_SCHEDULER | address of a standing Dask scheduler | none: workers on this machine |
| TUNING_WORKERS | how many worker processes train here | one a core |
| TUNING_THREADS | how many threads each of them computes with | as many as share the cores |
| TUNING_PROGRAM | `xla` or `graph`: how epochs are compiled | chosen from measurements |
| TUNING_WORKER_MEMORY | MB at which a worker is renewed between two fits | 1200 |
| TUNING_FIT_SECONDS | seconds without an epoch after which a fit is ended | 600 |
| TUNING_HOME_MB | MB that studies may keep besides their records and best models | 5000 |
| TUNING_KEY | what the app is opened with (`?key=…`) to change anything | none: all may |

* Of the installed package: `.tuning` in the current folder.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from tuning.errors import InvalidInput, quoted

PROJECT = Path(__file__).resolve().parent.parent
"""The folder of the package `tuning`: that of the project, unless the package is installed."""


@dataclass(frozen=True)
class Settings:
    """Folders and sizes of one installation."""

    home: Path
    further_datasets: Path | None = None
    """A folder to look for data set files in, besides `datasets` and Keras' own."""
    scheduler: str | None = None
    workers: int = 1
    threads: int = 1
    program: str | None = None
    worker_memory: int = 1200
    fit_seconds: int = 600
    home_mb: int = 5000
    key: str | None = field(default=None, repr=False)
    """Browsers that have not shown it can look and change nothing; in no log."""

    @property
    def store_path(self) -> Path:
        return self.home / "studies.sqlite"

    @property
    def logs(self) -> Path:
        """TensorBoard's event files, one folder a study."""
        return self.home / "logs"

    @property
    def models(self) -> Path:
        """Best models and what a strategy library keeps, one folder a study."""
        return self.home / "models"

    @property
    def datasets(self) -> Path:
        """Data that people brought, in `own/`, and what Keras downloaded."""
        return self.home / "datasets"

    @property
    def drafts(self) -> Path:
        """Studies that are still being written."""
        return self.home / "drafts"

    @property
    def tracked(self) -> Path:
        """What was made for trackers that is not at their servers, one folder a study."""
        return self.home / "tracked"

    @property
    def engine_lock(self) -> Path:
        return self.home / "engine.lock"

    def prepare(self) -> Settings:
        """Make the home folder. Raises InvalidInput when it cannot be written."""
        try:
            for folder in (self.home, self.logs, self.models, self.datasets):
                folder.mkdir(parents=True, exist_ok=True)
            probe = self.home / f".probe-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise InvalidInput(
                f"The home folder must be writable, but {self.home} is not: {error.strerror}."
            ) from error
        return self


def load(home: str | os.PathLike[str] | None = None) -> Settings:
    """Settings from the environment; `home` overrides TUNING_HOME.

    Raises InvalidInput for a number or a TUNING_PROGRAM that means nothing.
    """
    env = os.environ
    workers = _count("TUNING_WORKERS", _cores())
    threads = _count("TUNING_THREADS", max(1, _cores() // workers))
    program = env.get("TUNING_PROGRAM") or None
    if program not in (None, "xla", "graph"):
        raise InvalidInput(f"TUNING_PROGRAM must be xla or graph, got {quoted(program)}.")
    further = env.get("TUNING_DATASETS")
    return Settings(
        home=_place(str(home or env.get("TUNING_HOME") or _usual_home()), os.getcwd()),
        further_datasets=_place(further, os.getcwd()) if further else None,
        scheduler=env.get("TUNING_SCHEDULER") or None,
        workers=workers,
        threads=threads,
        program=program,
        worker_memory=_count("TUNING_WORKER_MEMORY", Settings.worker_memory),
        fit_seconds=_count("TUNING_FIT_SECONDS", Settings.fit_seconds),
        home_mb=_count("TUNING_HOME_MB", Settings.home_mb),
        key=env.get("TUNING_KEY") or None,
    )


@lru_cache(maxsize=64)
def _place(path: str, current: str) -> Path:
    """Pages ask for it with each tick: it is looked for once. `current`: what it is relative to."""
    return Path(path).expanduser().resolve()


def _usual_home() -> Path:
    """Where a person finds it: an installed package lies among other libraries."""
    is_project = (PROJECT / "pyproject.toml").is_file()
    return (PROJECT if is_project else Path.cwd()) / ".tuning"


def _count(name: str, default: int) -> int:
    value = os.environ.get(name, "") or str(default)
    if not value.isdecimal() or int(value) < 1:
        raise InvalidInput(f"{name} must be a number from 1, got {quoted(value)}.")
    return int(value)


def _cores() -> int:
    """The cores that this process may use, where the system tells; else all."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
