"""The trackers that a study can be sent to, as data: their names, their clients, where keys lie.

What is sent, and how, is `tuning.export.trackers`'; the clients are imported there alone.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tuning.errors import InvalidInput, quoted
from tuning.settings import PROJECT


def _python() -> str:
    """The Python that runs this, as typed in the project's folder: plain `pip` is another's."""
    path = Path(sys.executable)
    return shlex.quote(str(path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path))


INSTALL = f"{_python()} -m pip install -r requirements-trackers.txt"
"""What brings every client."""


@dataclass(frozen=True)
class Tracker:
    """One tracker."""

    name: str
    """As a spec's `track` and `--to` say it."""
    title: str
    modules: tuple[str, ...]
    """What is imported to send to it."""
    secrets: tuple[str, ...]
    """The variables of the environment in which its client looks for keys."""
    online: str
    """What has it sent to its server, and what that needs; offline is the default."""

    @property
    def is_installed(self) -> bool:
        return all(find_spec(module) is not None for module in self.modules)

    @property
    def missing(self) -> str:
        """What to do where its client is not installed, as a sentence; empty where it is."""
        if self.is_installed:
            return ""
        return f"{self.title} needs its client, which is not installed: {INSTALL}"


TRACKERS = {
    one.name: one
    for one in (
        Tracker(
            "wandb",
            "Weights & Biases",
            ("wandb",),
            ("WANDB_API_KEY",),
            "WANDB_MODE=online, and WANDB_API_KEY or `wandb login`",
        ),
        Tracker(
            "comet",
            "Comet",
            ("comet_ml",),
            ("COMET_API_KEY",),
            "COMET_START_ONLINE=1, and COMET_API_KEY or `comet login`",
        ),
        Tracker(
            "mlflow",
            "MLflow",
            ("mlflow", "alembic"),
            ("MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN"),
            "MLFLOW_TRACKING_URI",
        ),
    )
}


def tracker(name: str) -> Tracker:
    """Raises InvalidInput."""
    if name not in TRACKERS:
        raise InvalidInput(
            f"A tracker must be one of {', '.join(TRACKERS)}, got {quoted(name)}.", "track"
        )
    return TRACKERS[name]


def known(names: Iterable[str]) -> tuple[str, ...]:
    """The names, each once. Raises InvalidInput for one that is no tracker's."""
    return tuple(dict.fromkeys(tracker(name).name for name in names))


def check_installed(names: Iterable[str]) -> None:
    """Raises InvalidInput for the first whose client is not installed."""
    for name in names:
        if missing := tracker(name).missing:
            raise InvalidInput(missing, "track")
