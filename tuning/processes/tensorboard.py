"""TensorBoard processes on demand: one over each study that is looked at.

Owns starting, counting and ending them. Imports neither Streamlit nor TensorBoard nor
TensorFlow: what runs is `tuning.processes.tensorboard_server`, in processes of its own.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO

from tuning.processes.child import Child

PREFIX = "/tensorboard"
KEEP = 2
START_LIMIT = 60.0
"""Seconds after which a TensorBoard that has not answered counts as failed."""
END_SECONDS = 3.0
"""How long a TensorBoard may take to end before it is killed."""
RETRY_AFTER = 5.0
"""Seconds a failed TensorBoard stays failed before a further look starts it again."""


class BoardState(Enum):
    """Where a study's TensorBoard is on its way."""

    ABSENT = "absent"
    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class BoardStatus:
    """What can be said of a study's TensorBoard now."""

    state: BoardState
    address: str = ""
    """Where the process listens, as `http://127.0.0.1:port`; empty until it is ready."""
    reason: str = ""
    """One sentence, when it failed."""


CommandFor = Callable[[Path, str], list[str]]
"""Folder and path prefix -> the command that serves them and prints `port N`."""


def server_command(folder: Path, prefix: str) -> list[str]:
    module = "tuning.processes.tensorboard_server"
    return [sys.executable, "-m", module, "--logdir", str(folder), "--prefix", prefix]


class _Board:
    """One process, from its start to its end."""

    def __init__(self, command: list[str]) -> None:
        self._port: int | None = None
        self._started = time.monotonic()
        self._failed_at: float | None = None
        self._reason = ""
        # Opened to append, so that reading it here does not move where the child writes.
        log: IO[bytes] = tempfile.TemporaryFile("a+b")  # noqa: SIM115 -- the child closes it
        # The child watches its standard input: it ends when this process is gone.
        self.child = Child(command, log, talks=True)
        threading.Thread(target=self._read_port, daemon=True, name="tensorboard-port").start()

    def _read_port(self) -> None:
        assert self.child.output is not None
        for line in self.child.output:
            word, _, number = line.decode(errors="replace").strip().partition(" ")
            if word == "port" and number.isdigit():
                self._port = int(number)

    def status(self) -> BoardStatus:
        late = self._port is None and time.monotonic() - self._started > START_LIMIT
        if late or not self.child.is_running():
            self._fail()
            return BoardStatus(BoardState.FAILED, reason=self._reason)
        if self._port is None:
            return BoardStatus(BoardState.STARTING)
        return BoardStatus(BoardState.READY, address=f"http://127.0.0.1:{self._port}")

    def may_retry(self) -> bool:
        return self._failed_at is not None and time.monotonic() - self._failed_at > RETRY_AFTER

    def _fail(self) -> None:
        if self._failed_at is not None:
            return
        self._failed_at = time.monotonic()
        if self.child.is_running():
            self._reason = f"TensorBoard did not answer within {START_LIMIT:.0f} seconds."
            return
        line = self.child.last_line()
        self._reason = f"TensorBoard ended {self.child.how_it_ended()}" + (
            f": {line}" if line else "."
        )

    def close(self) -> None:
        self.child.end(END_SECONDS)


class TensorBoards:
    """Starts a TensorBoard for a study that is looked at, and keeps the latest `keep` of them.

    Every method may be called from any thread.
    """

    def __init__(
        self, logs_root: Path, *, keep: int = KEEP, command: CommandFor = server_command
    ) -> None:
        self._logs_root = logs_root
        self._keep = keep
        self._command = command
        self._lock = threading.Lock()
        self._boards: OrderedDict[int, _Board] = OrderedDict()
        self._closed = False

    def folder(self, study_id: int) -> Path:
        """The folder of this study's event files."""
        return self._logs_root / str(study_id)

    def has_logs(self, study_id: int) -> bool:
        """Whether this study has event files to show."""
        return self.folder(study_id).is_dir()

    def open(self, study_id: int) -> BoardStatus:
        """Start this study's TensorBoard unless it runs; it counts as used now."""
        ended: list[_Board] = []
        with self._lock:
            board = self._boards.get(study_id)
            if board is not None and board.may_retry():
                ended.append(self._boards.pop(study_id))
                board = None
            if board is None:
                if self._closed:
                    return BoardStatus(BoardState.FAILED, reason="The app is closing.")
                if not self.has_logs(study_id):
                    return BoardStatus(BoardState.ABSENT)
                board = _Board(self._command(self.folder(study_id), f"{PREFIX}/{study_id}"))
                self._boards[study_id] = board
            self._boards.move_to_end(study_id)
            while len(self._boards) > self._keep:
                ended.append(self._boards.popitem(last=False)[1])
            status = board.status()
        for old in ended:
            old.close()
        return status

    def status(self, study_id: int) -> BoardStatus:
        """Where this study's TensorBoard is, without starting it."""
        with self._lock:
            board = self._boards.get(study_id)
            return board.status() if board else BoardStatus(BoardState.ABSENT)

    def close(self) -> None:
        """End every TensorBoard; none starts any more."""
        with self._lock:
            self._closed = True
            boards = list(self._boards.values())
            self._boards.clear()
        for board in boards:
            board.close()
