"""Starts the engine process of a home folder, watches it, and ends it.

Owns the process and nothing else: what the engine does is `tuning.engine`'s, and what people
command reaches it through the store. Must not import Streamlit or TensorFlow.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO

from tuning.settings import PROJECT

EXIT_HOME_BUSY = 3
"""The engine's exit code when another engine holds the home's lock."""
LOG_LIMIT = 5_000_000
"""Bytes after which a log is set aside as `engine.log.1` at the next start."""


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


class EngineSupervisor:
    """Keeps one engine running for a home, from `start()` to `close()`."""

    def __init__(
        self, home: Path, *, command: list[str] | None = None, pace: Pace | None = None
    ) -> None:
        self._home = home
        self._command = command or engine_command(home)
        self._pace = pace or Pace()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._state = EngineState.STOPPED
        self._last_error = ""
        self._lock = threading.Lock()

    @property
    def state(self) -> EngineState:
        return self._state

    @property
    def last_error(self) -> str:
        """Why the engine ended the last time, in one sentence; empty while all is well."""
        return self._last_error

    @property
    def log_path(self) -> Path:
        """Where the engine's output goes."""
        return self._home / "engine.log"

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

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
            process = self._process
        if process is not None:
            self._end(process)
        if self._thread is not None:
            self._thread.join(timeout=5)
        self._state = EngineState.STOPPED

    def _watch(self, after: Callable[[], object] | None) -> None:
        if after is not None:
            after()
        wait = self._pace.first_retry
        while not self._closing.is_set():
            started = time.monotonic()
            try:
                code = self._run_once()
            except OSError as error:
                self._ended(f"The engine could not be started: {error}.")
            else:
                if self._closing.is_set():
                    break
                if code == EXIT_HOME_BUSY:
                    self._state, self._last_error = EngineState.ELSEWHERE, ""
                    self._closing.wait(self._pace.busy_retry)
                    continue
                self._ended(_sentence(code, self._last_log_line()))
            if time.monotonic() - started >= self._pace.stable_after:
                wait = self._pace.first_retry
            self._closing.wait(wait)
            wait = min(wait * 2, self._pace.longest_retry)

    def _ended(self, why: str) -> None:
        self._state, self._last_error = EngineState.RESTARTING, why

    def _run_once(self) -> int:
        """Start the engine and wait until it ends."""
        with self._open_log() as log:
            with self._lock:
                if self._closing.is_set():
                    return 0
                # A session of its own: Ctrl-C in the terminal reaches the web process alone,
                # which then ends the engine in order, and its workers can be ended with it.
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=PROJECT,
                    start_new_session=True,
                )
            # An engine that finds the home taken ends within a moment: until then nothing new is
            # known, and a page that says "elsewhere" should not flicker.
            with contextlib.suppress(subprocess.TimeoutExpired):
                if self._state is EngineState.ELSEWHERE:
                    return self._process.wait(timeout=2)
            self._state = EngineState.RUNNING
            try:
                return self._process.wait()
            finally:
                _kill_group(self._process)

    def _open_log(self) -> IO[bytes]:
        self._home.mkdir(parents=True, exist_ok=True)
        path = self.log_path
        if path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
        return path.open("ab")

    def _last_log_line(self) -> str:
        try:
            with self.log_path.open("rb") as log:
                log.seek(max(0, self.log_path.stat().st_size - 4096))
                lines = log.read().decode(errors="replace").strip().splitlines()
        except OSError:
            return ""
        return lines[-1].strip() if lines else ""

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=self._pace.terminate)
            except subprocess.TimeoutExpired:
                _kill_group(process)
                process.wait()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Whatever the engine started and left behind ends with it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _sentence(code: int, last_line: str) -> str:
    how = f"by signal {-code}" if code < 0 else f"with code {code}"
    return f"The engine ended {how}: {last_line}" if last_line else f"The engine ended {how}."
