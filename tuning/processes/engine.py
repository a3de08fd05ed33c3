"""Starts the engine process of a home folder, watches it, and ends it.

Owns the process and nothing else: what the engine does is `tuning.engine`'s, and what people
command reaches it through the store. Must not import Streamlit or TensorFlow.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tuning.processes.child import Child, open_log
from tuning.processes.home import EXIT_HOME_BUSY

GLANCE = 2.0
"""Seconds within which an engine ends that finds the home taken."""
log = logging.getLogger(__name__)


class EngineState(Enum):
    """What is known of the engine, from the one who watches its process."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    ELSEWHERE = "another process runs the engine of this home"
    RESTARTING = "restarting"

    def serves(self) -> bool:
        """Whether some engine works in this home, or is about to."""
        return self in (EngineState.STARTING, EngineState.RUNNING, EngineState.ELSEWHERE)


@dataclass(frozen=True)
class Pace:
    """Seconds: how long the supervisor waits for what."""

    first_retry: float = 1.0
    longest_retry: float = 60.0
    stable_after: float = 60.0
    """An engine that ran this long starts again with the first, short wait."""
    busy_retry: float = 5.0
    """How often to look whether the other engine has left the home."""
    terminate: float = 10.0
    """How long an engine may take to end before it is killed."""


def engine_command(home: Path) -> list[str]:
    """The engine of `home`, told whose death it shall not outlive."""
    module = ["-m", "tuning.engine", "--home", str(home), "--parent-pid", str(os.getpid())]
    return [sys.executable, *module]


def log_path(home: Path) -> Path:
    """Where the engine's output goes."""
    return home / "engine.log"


def start_engine(home: Path, command: list[str]) -> Child:
    """Starts an engine, with its log in the home. Raises OSError."""
    return Child(command, open_log(log_path(home)))


class EngineSupervisor:
    """Keeps one engine running for a home, from `start()` to `close()`."""

    def __init__(
        self, home: Path, *, command: list[str] | None = None, pace: Pace | None = None
    ) -> None:
        self.home = home
        self._command = command or engine_command(home)
        self._pace = pace or Pace()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._child: Child | None = None
        self._state = EngineState.STOPPED
        self._lock = threading.Lock()

    @property
    def state(self) -> EngineState:
        return self._state

    @property
    def pid(self) -> int | None:
        """The engine's process; None while none runs."""
        child = self._child
        return child.pid if child is not None and child.is_running() else None

    def start(self, after: Callable[[], object] | None = None) -> None:
        """Start watching, and the engine with it, once `after` has returned. Returns at once."""
        if self._thread is None:
            self._state = EngineState.STARTING
            self._thread = threading.Thread(
                target=self._watch, args=(after,), daemon=True, name="supervisor"
            )
            self._thread.start()

    def close(self) -> None:
        """End the engine and wait until it is gone."""
        with self._lock:  # nothing is started once this is set
            self._closing.set()
            child = self._child
        if child is not None:
            child.end(self._pace.terminate)
        if self._thread is not None:
            self._thread.join(timeout=5)
        self._state = EngineState.STOPPED

    def _watch(self, after: Callable[[], object] | None) -> None:
        if after is not None:
            after()
        wait = self._pace.first_retry
        while not self._closing.is_set():
            started = time.monotonic()
            self._run_once()
            if self._state is EngineState.ELSEWHERE:
                self._closing.wait(self._pace.busy_retry)
                continue
            if time.monotonic() - started >= self._pace.stable_after:
                wait = self._pace.first_retry
            self._closing.wait(wait)
            wait = min(wait * 2, self._pace.longest_retry)

    def _run_once(self) -> None:
        """Start the engine and wait until it ends; the state then says what that means."""
        with self._lock:
            if self._closing.is_set():
                return
            try:
                child = self._child = start_engine(self.home, self._command)
            except OSError as error:
                self._state = EngineState.RESTARTING
                log.warning("The engine could not be started: %s.", error)
                return
        # While another engine has the home, ours ends within a moment: until then nothing new is
        # known, and a page that says "elsewhere" should not flicker.
        if self._state is not EngineState.ELSEWHERE or not child.wait(GLANCE):
            self._state = EngineState.RUNNING
            child.wait()
        if not self._closing.is_set():
            self._state = _judged(child)
        child.end(0)


def _judged(ended: Child) -> EngineState:
    """What follows from how an engine ended that nobody told to end."""
    if ended.code == EXIT_HOME_BUSY:
        return EngineState.ELSEWHERE
    line = ended.last_line()
    log.warning("The engine ended %s", ended.how_it_ended() + (f": {line}" if line else "."))
    return EngineState.RESTARTING
