"""Following a study, or those of a race, to the end from a terminal, and Ctrl-C meanwhile.

Owns the signals while it waits, and what becomes of a study that no engine has any more. What is
shown meanwhile is the caller's. Must not import TensorFlow or Streamlit.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import FrameType
from typing import Any

from tuning.processes.own_engine import OwnEngine
from tuning.store import Batch, Store
from tuning.store.view import StudyView
from tuning.study import FitState, StudyState, TrialState

POLL_SECONDS = 0.2
STOP_SECONDS = 8.0
"""How long a study may take to stop after the first Ctrl-C."""


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
    views: Sequence[StudyView],
    engine: OwnEngine,
    interrupts: Interrupts,
    report: Callable[[], None],
    warn: Callable[[str], None] = lambda _: None,
) -> None:
    """Waits until no engine has any of the studies any more; `report()` after each news.

    `warn` is called with each new sentence about what keeps the engine from training.

    The first interrupt stops the studies, the second does not wait for them. What an engine that
    was someone else's left goes on with one of our own. Raises EngineDied.
    """
    deadline, warned = float("inf"), ""
    report()
    while active := [view for view in views if view.study.state.is_active()]:
        engine.ensure()
        interrupts.wait(POLL_SECONDS)
        if interrupts.count and deadline == float("inf"):
            for view in active:
                store.send("stop", view.study.id)
            deadline = time.monotonic() + STOP_SECONDS
        if interrupts.count > 1 or time.monotonic() > deadline:
            return
        if sum(view.refresh() for view in active):
            report()
        record = store.engine()
        if record is not None and record.trouble not in ("", warned):
            warned = record.trouble
            warn(warned)
        if not engine.was_ours and not interrupts.count:
            for view in active:
                if view.study.state is StudyState.INTERRUPTED:
                    send_again(store, view.study.id)
                    view.refresh()
