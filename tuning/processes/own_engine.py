"""The engine that the command line starts for its own time, unless one works in the home already.

Owns when it is started, and what its ends mean. Must not import Streamlit or TensorFlow.
"""

from __future__ import annotations

import time

from tuning.errors import EngineDied
from tuning.processes.child import Child
from tuning.processes.engine import engine_command, log_path, start_engine
from tuning.processes.home import EXIT_HOME_BUSY, home_to_ourselves
from tuning.settings import Settings

LOOK_SECONDS = 1.0
"""How often to look whether the home has lost its engine."""
END_SECONDS = 5.0
"""How long our engine may take to end of itself, and then again once told to."""
EMPTY_ENDS = 3
"""An engine that ends this often without an error, and leaves the study, will not do it."""


class OwnEngine:
    """Sees to it that an engine works in the home: another's that is there, else one of our own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._child: Child | None = None
        self._looked = -float("inf")
        self.was_ours = False
        """Whether the engine that we saw last was one of our own."""
        self._empty_ends = 0

    def __enter__(self) -> OwnEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def ensure(self) -> None:
        """Starts an engine if none works here. Raises EngineDied if ours died."""
        if self._child is not None:
            if self._child.is_running():
                return
            ended, self._child = self._child, None
            ended.end(0)
            self._judge(ended)
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        with home_to_ourselves(self._settings) as free:
            pass
        if free:
            self.was_ours = True
            home = self._settings.home
            self._child = start_engine(home, [*engine_command(home), "--until-idle"])

    def _judge(self, ended: Child) -> None:
        if ended.code == EXIT_HOME_BUSY:
            self.was_ours = False
            return
        self._empty_ends += 1
        if ended.code != 0 or self._empty_ends >= EMPTY_ENDS:
            log = log_path(self._settings.home)
            raise EngineDied(
                f"The engine ended {ended.how_it_ended()} before the study did: see {log}."
            )

    def end(self, patience: float = END_SECONDS) -> None:
        """Waits until our engine has ended; tells it to end after `patience` seconds."""
        child, self._child = self._child, None
        if child is not None:
            child.wait(patience)
            child.end(patience)
