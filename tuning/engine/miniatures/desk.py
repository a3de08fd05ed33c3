"""Hands what visitors ask for to the workers, first come first served, and keeps the answers.

A thread looks at the store every few milliseconds; that costs microseconds while nothing happens.
A worker has one miniature at a time, beside a fit of a study (`Cluster.submit_beside`).
"""

from __future__ import annotations

import concurrent.futures
import json
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Protocol

from tuning.engine.miniatures import answers
from tuning.engine.miniatures.answers import OWN
from tuning.errors import StoreUnavailable, TuningError
from tuning.store import MiniatureRecord, MiniatureState, Store

LOOK_SECONDS = 0.02
"""How often to look whether somebody has asked."""
AGAIN_SECONDS = 0.25
"""How often to try again while requests wait and nothing has changed."""
MOST_SECONDS = 60.0
"""A miniature that takes longer is given up."""
LOST = (concurrent.futures.CancelledError, TimeoutError)
"""What says that a worker is gone, with what it was given or has just answered."""
log = logging.getLogger(__name__)


class Future(Protocol):
    """What is wanted of a future, Dask's or Python's own."""

    def done(self) -> bool: ...
    def result(self, timeout: float | None = None) -> str: ...
    def cancel(self) -> object: ...
    def add_done_callback(self, call: Callable[[Any], object], /) -> object: ...


class Workers(Protocol):
    """What is wanted of a `Cluster`."""

    def addresses(self) -> list[str]: ...
    def submit_beside(self, address: str, call: Callable[..., str], *args: Any) -> Any: ...


@dataclass(frozen=True)
class _Job:
    """A miniature that is under way."""

    key: str
    said: dict[str, Any]
    place: str
    future: Future
    began: float
    is_given_up: bool = False


class Desk:
    """One for the engine; ends with `close`."""

    def __init__(self, store: Store) -> None:
        self._store, self._watch = store, store.watch()
        self._workers: Workers | None = None
        self._jobs: dict[str, _Job] = {}
        """By place: each has one at a time."""
        self._known: dict[str, set[str]] = {}
        """By place: the lessons that it has trained for, whose programs are compiled there."""
        self._lost_before: set[str] = set()
        """Keys whose worker was lost once."""
        self._next = 0.0
        self._is_left = True
        """Whether the store may have requests that nobody works on: an engine's that is gone."""
        self._drop()
        self._wake, self._closing = threading.Event(), threading.Event()
        self._pool = ThreadPoolExecutor(len(OWN), "miniature")
        self._thread = threading.Thread(target=self._run, name="miniatures", daemon=True)
        self._thread.start()

    def serve(self, workers: Workers) -> None:
        """From now on there are workers."""
        self._workers = workers
        self._wake.set()

    def leave(self) -> None:
        """The workers are gone: who waits for them is told so."""
        self._workers = None
        self._jobs = {place: job for place, job in self._jobs.items() if place in OWN}
        self._is_left = True
        self._drop()

    def close(self) -> None:
        """Ends the thread; what is under way is left."""
        self._closing.set()
        self._wake.set()
        self._thread.join(timeout=10)
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.leave()
        self._watch.close()

    def _drop(self) -> None:
        """Takes back the requests that were left; tried again where the store is locked."""
        try:
            self._store.drop_miniatures()
            self._is_left = False
        except StoreUnavailable as error:
            log.warning("Requests could not be taken back: %s", error)

    # -- its thread ------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._closing.is_set():
            self._wake.wait(LOOK_SECONDS)
            self._wake.clear()
            try:
                self._look()
            except StoreUnavailable as error:
                log.warning("Miniatures have to wait: %s", error)
                self._closing.wait(AGAIN_SECONDS)
            except Exception:
                log.exception("Miniatures could not be looked after.")
                self._closing.wait(AGAIN_SECONDS)

    def _look(self) -> None:
        if self._is_left:
            self._drop()
        workers = self._workers
        if workers is None or self._closing.is_set():
            return
        ended = [job for job in list(self._jobs.values()) if job.future.done()]
        for job in ended:
            self._end(job)
        here = [*workers.addresses(), *OWN] if self._jobs else []
        for job in list(self._jobs.values()):
            if job.place in here:
                self._give_up_if_long(job)
            else:
                self._lost(job)
                job.future.cancel()
                ended.append(self._jobs.pop(job.place))
        if self._watch.moved() or ended or time.monotonic() > self._next:
            self._hand_out(workers)

    def _hand_out(self, workers: Workers) -> None:
        """Gives each free place the first request that it can take."""
        waiting: dict[str, MiniatureRecord] = {}
        for record in self._store.open_miniatures():
            if record.state is MiniatureState.WAITING:
                waiting.setdefault(record.key, record)
        self._next = time.monotonic() + AGAIN_SECONDS if waiting else float("inf")
        under_way = {job.key for job in self._jobs.values() if not job.is_given_up}
        for key in waiting.keys() & under_way:  # somebody else asked for it before
            self._store.begin_miniature(key)
            del waiting[key]
        free = [place for place in [*workers.addresses(), *OWN] if place not in self._jobs]
        for record in waiting.values():
            said = json.loads(record.asked)
            place = self._best(free, said)
            if place is not None:
                free.remove(place)
                self._store.begin_miniature(record.key)
                self._begin(workers, record.key, said, place)

    def _best(self, free: list[str], said: dict[str, Any]) -> str | None:
        """A free place for this question, if there is one that has compiled the like of it."""
        own = answers.own_place(said)
        places = [place for place in free if (place == own if own else place not in OWN)]
        lesson = said["lesson"]
        return min(places, key=lambda p: lesson not in self._known.get(p, ()), default=None)

    def _begin(self, workers: Workers, key: str, said: dict[str, Any], place: str) -> None:
        future: Future
        if place in OWN:
            future = self._pool.submit(answers.answer, said)
        else:
            future = workers.submit_beside(place, answers.answer, said)
        self._known.setdefault(place, set()).add(said["lesson"])
        self._jobs[place] = _Job(key, said, place, future, time.monotonic())
        future.add_done_callback(lambda _: self._wake.set())

    def _end(self, job: _Job) -> None:
        """Keeps the answer of a job that has ended; it stays while the store cannot be written."""
        try:
            answer = job.future.result(timeout=5)
        except LOST:
            self._lost(job)
        except Exception as error:  # a fault of ours
            log.exception("The miniature %s could not be answered.", job.said)
            why = str(error) if isinstance(error, TuningError) else f"{type(error).__name__}."
            self._store.fail_miniature(job.key, f"It could not be answered: {why}")
        else:
            self._store.end_miniature(job.key, answer)
            self._lost_before.discard(job.key)
        del self._jobs[job.place]

    def _lost(self, job: _Job) -> None:
        """Its worker is gone: it waits again, once."""
        log.warning("The worker at %s was lost with the miniature %s.", job.place, job.said)
        if job.key in self._lost_before:
            self._store.fail_miniature(job.key, "Its worker was lost twice: try again.")
            self._lost_before.discard(job.key)
        else:
            self._store.return_miniature(job.key)
            self._lost_before.add(job.key)

    def _give_up_if_long(self, job: _Job) -> None:
        if not job.is_given_up and time.monotonic() > job.began + MOST_SECONDS:
            self._jobs[job.place] = replace(job, is_given_up=True)
            self._store.fail_miniature(
                job.key, f"It took longer than {MOST_SECONDS:.0f} seconds and was given up."
            )
