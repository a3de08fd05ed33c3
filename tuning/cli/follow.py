"""Following a study to its end from a terminal: an engine for our own time, and Ctrl-C.

Owns the engine process that it starts, the signals while it waits, and what becomes of a study
that no engine has any more. What is shown meanwhile is the caller's. Must not import TensorFlow
or Streamlit.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import FrameType
from typing import Any

from filelock import FileLock, Timeout

from tuning.errors import EngineDied
from tuning.processes.engine import EXIT_HOME_BUSY, engine_command
from tuning.settings import PROJECT, Settings
from tuning.store import Batch, Store
from tuning.store.view import StudyView
from tuning.study import FitState, StudyState, TrialState

POLL_SECONDS = 0.2
LOOK_SECONDS = 1.0
"""How often to look whether the home has lost its engine."""
STOP_SECONDS = 8.0
"""How long a study may take to stop after the first Ctrl-C."""
END_SECONDS = 5.0
"""How long our engine may take to end of itself, and then again once told to."""
EMPTY_ENDS = 3
"""An engine that ends this often without an error, and leaves the study, will not do it."""


@contextlib.contextmanager
def home_to_ourselves(settings: Settings) -> Iterator[bool]:
    """Whether no engine works in this home; as long as it is ours, none can begin."""
    lock = FileLock(settings.engine_lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def settle(store: Store, study_id: int, state: StudyState) -> None:
    """Ends a study that no engine has: its commands are dropped, its open fits are stopped."""
    store.drop_commands(study_id)
    trials = [t for t in store.trials(study_id) if t.state is TrialState.RUNNING]
    fits = [f for f in store.fits(study_id) if not f.state.is_finished()]
    batch = Batch(
        trials=[replace(trial, state=TrialState.STOPPED) for trial in trials],
        fits=[replace(fit, state=FitState.STOPPED) for fit in fits],
    )
    store.write(study_id, batch)
    store.set_state(study_id, state)


def send_again(store: Store, study_id: int) -> None:
    """Puts a study that can be resumed into the queue again."""
    store.set_state(study_id, StudyState.QUEUED)
    store.send("resume", study_id)


class OwnEngine:
    """Sees to it that an engine works in the home: whoever's there, else one of our own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._looked = -float("inf")
        self.was_ours = False
        """Whether the engine that we saw last was one of our own."""
        self._empty_ends = 0

    @property
    def log(self) -> str:
        return str(self._settings.home / "engine.log")

    def __enter__(self) -> OwnEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def ensure(self) -> None:
        """Starts an engine if none works here. Raises EngineDied if ours died."""
        if self._process is not None:
            if self._process.poll() is None:
                return
            self._judge(self._process.returncode)
            self._process = None
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        with home_to_ourselves(self._settings) as free:
            pass
        if free:
            self._start()

    def _judge(self, code: int) -> None:
        if code == EXIT_HOME_BUSY:
            self.was_ours = False
            return
        self._empty_ends += 1
        if code != 0 or self._empty_ends >= EMPTY_ENDS:
            how = f"by signal {-code}" if code < 0 else f"with code {code}"
            raise EngineDied(f"The engine ended {how} before the study did: see {self.log}.")

    def _start(self) -> None:
        self.was_ours = True
        with open(self.log, "ab") as log:
            # In a session of its own: Ctrl-C reaches us alone, and we stop the study in order.
            self._process = subprocess.Popen(
                [*engine_command(self._settings.home), "--until-idle"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=PROJECT,
                start_new_session=True,
            )

    def end(self, patience: float = END_SECONDS) -> None:
        """Waits until our engine has ended; sends it away if it does not."""
        process, self._process = self._process, None
        if process is None:
            return
        for last_word in (lambda: None, process.terminate):
            last_word()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
                break
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Interrupts:
    """Counts SIGINT and SIGTERM while it is entered, instead of dying of them."""

    def __init__(self) -> None:
        self.count = 0
        self._came = threading.Event()
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Interrupts:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._count)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _count(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1
        self._came.set()

    def wait(self, seconds: float) -> None:
        """Waits so long, or until the next interrupt."""
        self._came.wait(seconds)
        self._came.clear()


def follow(
    store: Store,
    view: StudyView,
    engine: OwnEngine,
    interrupts: Interrupts,
    report: Callable[[], None],
    warn: Callable[[str], None] = lambda _: None,
) -> None:
    """Waits until no engine has the study any more; `report()` after each news.

    `warn` is called with each new sentence about what keeps the engine from training.

    The first interrupt stops the study, the second does not wait for it. A study whose engine was
    someone else's and left goes on with one of our own. Raises EngineDied.
    """
    deadline, warned = float("inf"), ""
    report()
    while view.study.state.is_active():
        engine.ensure()
        interrupts.wait(POLL_SECONDS)
        if interrupts.count and deadline == float("inf"):
            store.send("stop", view.study.id)
            deadline = time.monotonic() + STOP_SECONDS
        if interrupts.count > 1 or time.monotonic() > deadline:
            return
        if view.refresh():
            report()
        record = store.engine()
        if record is not None and record.trouble not in ("", warned):
            warned = record.trouble
            warn(warned)
        left = view.study.state is StudyState.INTERRUPTED
        if left and not engine.was_ours and not interrupts.count:
            send_again(store, view.study.id)
            view.refresh()
