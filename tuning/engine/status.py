"""What the engine says of itself in the store: pages and the command line read it there."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from tuning.engine.workers.cluster import Cluster
from tuning.errors import StoreUnavailable
from tuning.planning.speed import Speed
from tuning.store import EngineRecord, Store

HEARTBEAT = 1.0
"""Seconds between two words of an engine to which nothing happens."""
WARMING = "Loading TensorFlow in the workers."


class EngineStatus:
    """The state of the engine, what it waits for, how many workers train and how fast."""

    def __init__(self, store: Store, workers: int) -> None:
        """`workers`: how many are planned on this machine."""
        self._store = store
        self.state, self.message, self._workers = "starting", "", 0
        self._speed = Speed(workers=workers)
        self._started = time.time()
        self._said = self._since = 0.0

    def say(self, state: str, message: str = "") -> None:
        """The engine is in this state from now on; `message` is one sentence about it."""
        if (state, message) != (self.state, self.message):
            self._since = time.monotonic()
        self.state, self.message = state, message
        self._write()

    def beat(self) -> None:
        """Says that the engine lives, if it has said nothing for a while."""
        if time.monotonic() - self._said > HEARTBEAT:
            self._write()

    def look(self, cluster: Cluster, *, is_warming: bool) -> None:
        """Says how the workers are, when that has changed."""
        state, message = cluster.condition()
        if is_warming and state == "ready":
            state, message = "warming", WARMING
        workers = cluster.workers if state == "ready" else 0
        if (state, message, workers) != (self.state, self.message, self._workers):
            self._workers = workers
            if state == "ready":
                self.measured(cluster.speeds())
            self.say(state, message)

    def measured(self, speeds: Sequence[dict[str, float]]) -> None:
        """Keeps the middle of what the workers measured, for the next word."""
        if speeds:
            middle = {
                name: sorted(speed[name] for speed in speeds)[len(speeds) // 2]
                for name in speeds[0]
            }
            self._speed = Speed(**middle, workers=self._speed.workers)

    def has_been(self, state: str, seconds: float) -> bool:
        """Whether the engine has been in this state, for the same reason, for so long."""
        return self.state == state and time.monotonic() > self._since + seconds

    def _write(self) -> None:
        self._said = time.monotonic()
        if self._workers:
            self._speed = replace(self._speed, workers=self._workers)
        record = EngineRecord(
            os.getpid(),
            self.state,
            self.message,
            self._workers,
            self._started,
            time.time(),
            self._speed.to_json(),
        )
        with suppress(StoreUnavailable):  # the next word comes within a second
            self._store.put_engine(record)
