"""A child process: how it is started, what its log says, how it ended, and how it is ended.

Owns what the engine and the TensorBoards have in common as processes. What they do, and when one
is started again, is up to those who start them. Must not import Streamlit or TensorFlow.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from pathlib import Path
from typing import IO

from tuning.settings import PROJECT

LOG_LIMIT = 5_000_000
"""Bytes after which a log is set aside as `NAME.log.1` at the next start."""
LOG_TAIL = 4096
"""Bytes at a log's end among which its last line is looked for."""


def open_log(path: Path) -> IO[bytes]:
    """The log of a child, to append to; a long one is set aside first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return path.open("a+b")


class Child:
    """A process in a session of its own, from its start to its end; any thread may call it.

    Ctrl-C in the terminal reaches this process alone, which then ends the child in order; whatever
    the child started, and left behind, ends with it.
    """

    def __init__(self, command: list[str], log: IO[bytes], *, talks: bool = False) -> None:
        """Starts `command` in the project's folder. Raises OSError if it cannot be started.

        `log` takes its standard error and output; it must be open to append, and `end` closes it.
        `talks`: standard output goes to `output` instead, and standard input is a pipe that closes
        when this process ends, however it ends.
        """
        self._log = log
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
                stdout=subprocess.PIPE if talks else log,
                stderr=log,
                cwd=PROJECT,
                start_new_session=True,
            )
        except OSError:
            log.close()
            raise
        self.pid = self._process.pid
        self.output = self._process.stdout

    @property
    def code(self) -> int | None:
        """The exit code; minus the signal's number if it ended by one; None while it runs."""
        return self._process.poll()

    def is_running(self) -> bool:
        return self.code is None

    def wait(self, timeout: float | None = None) -> bool:
        """Waits until it has ended; False on timeout."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout)
        return not self.is_running()

    def how_it_ended(self) -> str:
        """ "by signal 9", or "with code 1"; nothing while it runs."""
        code = self.code
        if code is None:
            return ""
        return f"by signal {-code}" if code < 0 else f"with code {code}"

    def last_line(self) -> str:
        """The last line of its log, without the white space around it."""
        self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, self._log.tell() - LOG_TAIL))
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else ""

    def end(self, patience: float) -> None:
        """Tells it to end, and kills it, with all that it started, `patience` seconds later."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        if self.is_running():
            self._process.terminate()
            self.wait(patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        self._log.close()
