"""Sending a study to one tracker from a process of its own, and what is told of it.

A tracker that does not answer in time ends this process, and nothing else: the study's events tell
of it once. A store that is locked is waited for while somebody follows.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass

import click
from filelock import FileLock, Timeout

from tuning.cli.group import ELSE, program
from tuning.errors import NotFound, StoreUnavailable, TrackerTrouble, TuningError
from tuning.export.trackers import Sending, asks_online
from tuning.settings import Settings
from tuning.store import Batch, EventRecord, Store
from tuning.store.trouble import patiently
from tuning.store.view import StudyView
from tuning.trackers import Tracker

PATIENCE = 120.0
"""Seconds that a tracker may take to answer."""
POLL = 0.5
FIRST_WAIT, LONGEST_WAIT = 2.0, 60.0
"""Seconds between two attempts while a study runs; each wait is twice the last."""
NICENESS = 10
"""Training comes first: so it leaves a process that sends a tenth of a core that is busy."""


class Gone(threading.Event):
    """Set once the process `parent` is gone; without one never."""

    def __init__(self, parent: int | None) -> None:
        super().__init__()
        self._parent = parent

    def is_set(self) -> bool:
        return self._parent is not None and os.getppid() != self._parent

    def wait(self, timeout: float | None = None) -> bool:
        time.sleep(timeout or 0.0)
        return self.is_set()


def at_once() -> threading.Event:
    """For what a person waits for: a locked store is told of, and not waited for."""
    event = threading.Event()
    event.set()
    return event


@dataclass(frozen=True)
class Told:
    """What was sent, and where it is now."""

    tracker: Tracker
    study_id: int
    target: str
    """The server, told without keys; empty where it is offline."""
    folder: str
    sent: int
    """Trials of which something was new."""
    trials: int
    next_step: str

    @property
    def sentence(self) -> str:
        if not self.trials:
            return f"Study {self.study_id} has no trial yet that {self.tracker.title} is sent."
        new = f"{self.sent} sent now" if self.sent else "all of it was sent before"
        trials = f"{self.trials} trial{'s' * (self.trials != 1)}"
        text = f"{self.tracker.title} has {trials} of study {self.study_id} ({new})"
        if self.target:
            return f"{text}, at {self.target}."
        return f"{text}, offline in {self.folder}: {self.next_step}"


@dataclass
class Job:
    """A study to be sent."""

    view: StudyView
    store: Store
    settings: Settings
    patience: float
    online: bool
    """Whether the server is asked for, beside what the client's own variables ask."""
    gone: threading.Event
    """Once it is set nobody waits for more, and a store that is locked is not waited for."""
    _has_told: bool = False

    def once(self, tracker: Tracker) -> Told:
        """Sends what there is. Raises TrackerTrouble, InvalidInput."""
        with self._alone(tracker):
            sending = self._sending(tracker)
            self.view.refresh()
            return self._all_of(sending)

    def follow(self, tracker: Tracker) -> Told:
        """Sends what comes until the study is over or who waits for it is gone.

        Raises what `once` raises if the last of it was not taken. The study's events tell of
        trouble once, and of the end.
        """
        try:
            with self._alone(tracker):
                told = self._follow(tracker)
        except NotFound:  # deleted meanwhile
            shutil.rmtree(self.settings.tracked / str(self.view.study.id), ignore_errors=True)
            raise
        except TuningError as error:
            self._tell(tracker, error)
            raise
        self._event(tracker, told.sentence)
        return told

    def _follow(self, tracker: Tracker) -> Told:
        sent: set[int] = set()
        wait = FIRST_WAIT
        sending = self._sending(tracker)
        while not self._is_over():
            try:
                sent |= sending.news()
                wait, pause = FIRST_WAIT, POLL
            except (TrackerTrouble, StoreUnavailable) as error:
                self._tell(tracker, error)
                sending = self._sending(tracker)
                wait, pause = min(2 * wait, LONGEST_WAIT), wait
            self._rest(pause)
        return self._all_of(sending, sent)

    def _all_of(self, sending: Sending, before: Collection[int] = ()) -> Told:
        """Sends everything that the view has, after these trials."""
        sent = sending.news().union(before)
        sending.close()
        study = self.view.study
        return Told(
            sending.tracker,
            study.id,
            sending.target,
            str(sending.folder),
            len(sent),
            sending.count,
            sending.next_step,
        )

    def _sending(self, tracker: Tracker) -> Sending:
        online = self.online or asks_online(tracker)
        return Sending(
            self.view,
            tracker,
            self.settings,
            online=online,
            around=lambda: self._in_time(tracker),
        )

    # -- in time, and alone ----------------------------------------------------------------

    @contextmanager
    def _in_time(self, tracker: Tracker) -> Iterator[None]:
        """What a client does may hang where nothing can end it but the end of its process.

        What it prints goes to standard error.
        """
        timer = threading.Timer(self.patience, self._late, [tracker])
        timer.daemon = True
        timer.start()
        try:
            with redirect_stdout(sys.stderr):
                yield
        finally:
            timer.cancel()

    def _late(self, tracker: Tracker) -> None:
        error = TrackerTrouble(f"{tracker.title} did not answer within {self.patience:g} s.")
        try:
            click.echo(str(error), err=True)
            self._tell(tracker, error)
        finally:
            os._exit(ELSE)

    @contextmanager
    def _alone(self, tracker: Tracker) -> Iterator[None]:
        """One process at a time sends a study to a tracker. Raises TrackerTrouble."""
        folder = self.settings.tracked / str(self.view.study.id)
        lock = FileLock(folder / f"{tracker.name}.lock")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=self.patience)
        except Timeout as error:
            raise TrackerTrouble(
                f"Study {self.view.study.id} is being sent to {tracker.title} by another process."
            ) from error
        except OSError as error:
            why = error.strerror or error
            raise TrackerTrouble(f"{folder} must be writable, but is not: {why}.") from error
        try:
            yield
        finally:
            lock.release()

    def _is_over(self) -> bool:
        """Asked before the view is read, so that nothing comes after the last look."""
        is_gone = self.gone.is_set()
        patiently(self.view.refresh, self.gone)
        return is_gone or not self.view.study.state.is_active()

    def _rest(self, seconds: float) -> None:
        """Waits so long, or until the study is over."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._is_over():
            time.sleep(min(POLL, seconds))

    # -- what is told ----------------------------------------------------------------------

    def _tell(self, tracker: Tracker, error: TuningError) -> None:
        """The study's events have the first trouble, and no further one."""
        if not self._has_told:
            self._has_told = True
            again = f"{program()} track {self.view.study.id} --to {tracker.name}"
            told = f"{error} The study is not touched by it. Send it again: {again}"
            self._event(tracker, told)

    def _event(self, tracker: Tracker, text: str) -> None:
        """Takes it down among the study's events, as soon as the store can be written."""
        event = Batch(events=[EventRecord(time.time(), f"track-{tracker.name}", text)])
        try:
            patiently(lambda: self.store.write(self.view.study.id, event), self.gone)
        except (NotFound, StoreUnavailable) as error:
            click.echo(str(error), err=True)
