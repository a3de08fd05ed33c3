"""Where fits run: Dask workers on this machine, or those of a scheduler that stands (`standing`).

As many workers as cores, of one fit each, unless a person says otherwise: the networks here are
small, and several fits at once use the cores better than one fit on all of them (measured in
`docs/performance.md`). Each has a second thread for what a person waits for (`submit_beside`). What
XLA compiled in one worker of this machine, the others read from a folder as long as this engine
lives.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import dask
from distributed import Future, LocalCluster, fire_and_forget

from tuning.datasets import Dataset
from tuning.engine import stops, worker
from tuning.engine.queue.fit_queue import FitQueue
from tuning.engine.reports import Report, decode
from tuning.engine.workers import environment
from tuning.engine.workers.parcels import Sender
from tuning.engine.workers.standing import Standing
from tuning.engine.workers.upkeep import Upkeep
from tuning.errors import ClusterAway
from tuning.settings import Settings

MOST_DATASETS = 3
OF_DASK = {
    "distributed.admin.log-length": 100,
    "distributed.admin.low-level-log-length": 1000,
    "distributed.worker.daemon": False,
    # It looks at what a worker does a hundred times a second; nobody reads that here.
    "distributed.worker.profile.enabled": False,
    # Likewise how long each turn of an event loop takes, and the machine's load.
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    # It would take shared data away from all workers but one.
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.comm.timeouts.connect": "60s",
    # Dask gives a worker up whose nanny has no other within 15 seconds; TensorFlow alone takes as
    # long where all workers begin anew at once. What cannot begin, `upkeep` begins anew.
    "distributed.deploy.lost-worker-timeout": "1h",
}
"""How Dask is set for the workers of this engine."""
A_FIT = {"fit": 1.0}
"""What a worker of this machine has once, and all need that is not to run beside a fit."""
FRESH = 2.0
"""Seconds for which the list of workers is taken to be true."""


class Cluster:
    """A client to the workers, and the few things said to all of them."""

    def __init__(self, settings: Settings, modules: Sequence[str] = ()) -> None:
        """`modules`: the names of those that a worker imports as it warms up."""
        dask.config.set(OF_DASK)
        logging.getLogger("distributed").setLevel(logging.ERROR)
        self._settings, self._modules = settings, modules
        self.most_workers: int | None = None
        """Use only so many workers; None: all."""
        self._shared: dict[str, Future] = {}
        self._sharing = threading.Lock()
        self._addresses: list[str] = []
        self._asked = -FRESH
        self._local: LocalCluster | None = None
        self._standing: Standing | None = None
        self._upkeep: Upkeep | None = None
        self.client: Sender
        if settings.scheduler:
            self._standing = Standing(settings.scheduler, settings.home, self._welcome, modules)
            self.client = self._standing.client
        else:
            programs = settings.home / "programs"
            # Never an earlier engine's: a file cut short would break every fit that needs it.
            shutil.rmtree(programs, ignore_errors=True)
            self._local = LocalCluster(
                n_workers=settings.workers,
                threads_per_worker=2,
                resources=A_FIT,
                processes=True,
                host="127.0.0.1",
                dashboard_address=None,
                memory_limit=0,
                env=environment.of_worker(settings.threads, programs),
                local_directory=str(settings.home / "dask"),
            )
            self.client = Sender(self._local)
            self.client.needs = A_FIT
        self.queue = FitQueue(self.addresses)
        """The fits of all studies, which share the workers."""
        if self._local is not None:
            self._upkeep = Upkeep(self._local, self.queue, settings, self._make_ready)

    # -- how it is -------------------------------------------------------------------------

    @property
    def workers(self) -> int:
        """How many fits run at once."""
        # Of our own one may just have died: another takes its place in a moment.
        there = self._settings.workers if self._local is not None else max(len(self._there()), 1)
        return min(there, self.most_workers or there)

    def addresses(self) -> list[str]:
        """The workers to use, as they were a moment ago: asking takes as long as a short fit."""
        is_old = not self._addresses or time.monotonic() > self._asked + FRESH
        if self._standing is not None or is_old:
            self._addresses = self._there()
            self._asked = time.monotonic()
        return self._addresses[: self.most_workers]

    def _there(self) -> list[str]:
        if self._standing is not None:
            return self._standing.ready()
        there = self.client.scheduler_info(n_workers=-1)["workers"]
        return sorted(there) if self._upkeep is None else self._upkeep.usable(there)

    def can_train(self) -> bool:
        """Whether a study may begin: there is a worker, or one is sure to come."""
        return self._standing is None or bool(self._standing.ready())

    def is_lost(self) -> bool:
        """Whether a scheduler that stands is gone: what this cluster was given is gone with it."""
        return self._standing is not None and self._standing.is_lost()

    def condition(self) -> tuple[str, str]:
        """The engine's state as far as the workers decide it, and one sentence about it."""
        return self._standing.condition() if self._standing is not None else ("ready", "")

    def speeds(self) -> list[dict[str, float]]:
        """What the workers of a scheduler that stands have measured."""
        return self._standing.speeds() if self._standing is not None else []

    @property
    def renewals(self) -> int:
        """How many workers have been renewed, since they had grown."""
        return self._upkeep.renewals if self._upkeep is not None else 0

    def fate(self, address: str | None = None) -> str:
        """What ended the worker at this address (or the last one), if known; a sentence's end."""
        return self._upkeep.fate(address) if self._upkeep is not None else ""

    # -- what is done on every worker ------------------------------------------------------

    def warm(self) -> list[Future]:
        """Begins to warm every worker of this machine; the results are what each measures."""
        if self._standing is not None:
            return []  # each as it comes
        return [self._warm(address) for address in self.addresses()]

    def _warm(self, address: str) -> Future:
        return self.client.submit(worker.warm, self._modules, workers=[address], pure=False)

    def submit_beside(self, address: str, call: Callable[..., Any], *args: Any) -> Future:
        """Begins a short call on a worker at once, whatever fit it trains.

        Where a worker that stands has one thread, it comes next. It goes to no other worker: who
        waits for it looks whether this one is still there.
        """
        return self.client.submit(
            call,
            *args,
            workers=[address],
            resources={},
            priority=1,
            pure=False,
        )

    def share(self, key: str, dataset: Dataset, check: Callable[[], None] = lambda: None) -> Future:
        """A data set on every worker, sent once for all studies that use it.

        Waits for a worker where there is none; `check` may end the wait by what it raises.
        """
        while not self._there():
            check()
            if self.is_lost():
                raise ClusterAway("The Dask scheduler went away.")
            time.sleep(0.1)
        with self._sharing:
            known = self._shared.pop(key, None)
            if known is None or known.status != "finished":
                # Past the scheduler, where this process can surely reach the workers.
                direct = self._local is not None
                known = self.client.scatter(dataset, broadcast=True, hash=False, direct=direct)
            self._shared[key] = known
            while len(self._shared) > MOST_DATASETS:
                self._shared.pop(next(iter(self._shared)))
            return known

    def prepare(self, key: str, dataset: Dataset) -> None:
        """Sends a data set to the workers and has each make it ready, before a study needs it."""
        if self.can_train():
            shared = self.share(key, dataset)
            for address in self.addresses():
                self._prepare(key, shared, address)

    def _welcome(self, address: str) -> list[Future]:
        """Has a worker that has just become ready make ready what the others have.

        What went with the last worker that had it is sent anew once a study needs it (`share`).
        """
        with self._sharing:
            shared = {key: data for key, data in self._shared.items() if data.status == "finished"}
        return [self._prepare(key, dataset, address) for key, dataset in shared.items()]

    def _make_ready(self, address: str) -> list[Future]:
        """Warms a worker that is to take another's place, and sends it the data."""
        return [self._warm(address), *self._welcome(address)]

    def _prepare(self, key: str, shared: Future, address: str) -> Future:
        future = self.client.submit(worker.prepare, key, shared, workers=[address], pure=False)
        fire_and_forget(future)
        return future

    def stop_study(self, study_id: int) -> None:
        self._tell(stops.stop, study_id)

    def allow_study(self, study_id: int) -> None:
        self._tell(stops.allow, study_id)

    def _tell(self, what: Callable[[int], None], study_id: int) -> None:
        """Says something about a study to all workers; those that are gone need not hear it."""
        try:
            self.client.run(what, study_id, workers=self.client.where(), on_error="ignore")
        except Exception:
            if not self.is_lost():
                raise

    def listen(self, study_id: int, handler: Callable[[Report], None]) -> None:
        """Calls `handler` with every report of the study's fits, on Dask's thread."""

        def hear(event: tuple[float, dict[str, Any]]) -> None:
            _, message = event
            if self._upkeep is not None:
                self._upkeep.heard(message)
            for report in decode(message):
                handler(report)

        self.client.subscribe_topic(worker.topic(study_id), hear)

    def unlisten(self, study_id: int) -> None:
        self.client.unsubscribe_topic(worker.topic(study_id))

    def close(self) -> None:
        if self._upkeep is not None:
            self._upkeep.close()
        self.queue.stop()
        if self._standing is not None:
            self._standing.close()
        else:
            self.client.close(timeout=5)
        if self._local is not None:
            self._local.close(timeout=10)
