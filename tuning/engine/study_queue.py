"""One study's side of the queue: its lane, how its fits reach a worker, its data set there."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from distributed import Future

from tuning.datasets import Dataset
from tuning.engine.fits import FitTask
from tuning.engine.order import expected_seconds
from tuning.engine.queue.turns import Begin, Ended, Fit
from tuning.engine.room import Room
from tuning.engine.workers.cluster import Cluster
from tuning.engine.workers.parcels import Sender
from tuning.planning import programs
from tuning.store import FitKey
from tuning.study import Turn

LOOK_SECONDS = 0.2


class StudyQueue:
    """Puts the fits of one study into the queue that all studies share."""

    def __init__(
        self,
        cluster: Cluster,
        turn: Turn,
        dataset: Dataset,
        key: str,
        check: Callable[[], None] = lambda: None,
        is_cut: bool = False,
    ) -> None:
        """`check` raises once the study is no longer to be waited for. `is_cut`: it ends after so
        many seconds of training."""
        self._check = check
        self._cluster, self._dataset, self._key = cluster, dataset, key
        self._scattered: Future | None = None
        self._lane = cluster.queue.open(turn)
        self.room = Room(cluster.workers, is_cut)
        """How many of its fits may be under way."""
        self._expected: dict[tuple[programs.Architecture, int], float] = {}
        """Seconds of a fit that were reckoned, by its architecture and epochs."""
        self._charged: dict[FitKey, Fit] = {}
        """The fits that have not ended."""

    @property
    def client(self) -> Sender:
        """Dask's client."""
        return self._cluster.client

    @property
    def workers(self) -> int:
        """How many fits run at once."""
        return self._cluster.workers

    def fate(self, address: str | None = None) -> str:
        """What ended the worker at this address (or the last one), if known; a sentence's end."""
        return self._cluster.fate(address)

    @property
    def data(self) -> Future:
        """The data set on the workers; sent again if they have lost it."""
        if self._scattered is None or self._scattered.status != "finished":
            self._scattered = self._cluster.share(self._key, self._dataset, self._check)
        return self._scattered

    def add(self, task: FitTask, begin: Begin, ended: Ended, *, is_alone: bool = False) -> None:
        """Queues a fit that may be handed over with others of this study, unless it `is_alone`.

        All such fits of a study have the same `begin` and `ended`.
        """
        architecture = self._architecture(task)
        seconds = self._expected.get((architecture, task.epochs))
        if seconds is None:
            seconds = expected_seconds(task, self._dataset.x_train.shape, task.epochs)
            self._expected[architecture, task.epochs] = seconds
        fit = Fit(begin, ended, task.new_epochs, seconds, architecture, task, is_alone)
        self._charged[task.key] = fit
        self._cluster.queue.add(self._lane, fit)

    def filled(self) -> None:
        """No fit is added until one has ended."""
        self._cluster.queue.filled(self._lane)

    def ended(self, key: FitKey, epochs: int, seconds: float) -> None:
        """A fit that was added has ended: it trained so many epochs, in so many seconds."""
        self.room.took(seconds)
        fit = self._charged.pop(key, None)
        if fit is not None:
            self._cluster.queue.correct(self._lane, fit, epochs, seconds)

    def submit(
        self, address: str, function: Callable[..., Any], *args: Any, **options: Any
    ) -> Future:
        """Hands a call over to a worker, now."""
        return self._cluster.client.submit(
            function,
            *args,
            pure=False,
            workers=[address],
            allow_other_workers=True,  # it may be gone
            **options,
        )

    def result(self, function: Callable[..., Any], *args: Any, task: FitTask | None = None) -> Any:
        """What a call gives on a worker, once it is this study's turn; `task`: what it trains.

        Raises what the call raises, and StudyStopped.
        """
        epochs = task.new_epochs if task else 0

        def begin(address: str) -> Future:
            return self.submit(address, function, *args)

        return self._cluster.queue.result(self._lane, begin, self._check, epochs)

    def beside(self, place: int, function: Callable[..., Any], *args: Any) -> Any:
        """What a short call gives on a worker, at once and whatever fit that trains.

        `place`: the same number goes to the same worker. Raises what the call raises, StudyStopped,
        and ConnectionError if the worker is lost.
        """
        while not (workers := self._cluster.addresses()):
            self._check()
            time.sleep(LOOK_SECONDS)
        address = workers[place % len(workers)]
        future = self._cluster.submit_beside(address, function, *args)
        while True:
            self._check()
            try:
                return future.result(timeout=LOOK_SECONDS)
            except TimeoutError:
                if address not in self._cluster.addresses():
                    raise ConnectionError(f"The worker at {address} is gone.") from None

    def change(self, turn: Turn) -> None:
        """Puts the study first, pauses it, or lets it take part like the others again."""
        self._cluster.queue.change(self._lane, turn)

    def rest(self) -> None:
        """The study waits for a person and does not compete until its next fit."""
        self._cluster.queue.rest(self._lane)

    def drop(self) -> None:
        """Takes back what waits."""
        self._cluster.queue.drop(self._lane)

    def close(self) -> None:
        """The study has ended, or stops."""
        self._cluster.queue.close(self._lane)

    def wait_until_left(self, seconds: float) -> bool:
        """Waits until none of the study's fits is at a worker; False on timeout."""
        return self._cluster.queue.wait_until_left(self._lane, seconds)

    def _architecture(self, task: FitTask) -> programs.Architecture:
        """What a worker compiles: studies on data of one shape share it."""
        network = f"{task.family} {self._shape} {task.learns} {task.classes} {task.metrics}"
        return (("network", network), *programs.architecture(task.values, task.widest))

    @property
    def _shape(self) -> tuple[int, ...]:
        return tuple(self._dataset.x_train.shape[1:])
