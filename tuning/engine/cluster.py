"""Where fits run: Dask workers on this machine, or the scheduler at an address.

As many workers as cores, of one thread each, unless a person says otherwise: the networks here are
small, and several fits at once use the cores better than one fit on all of them (measured in
`docs/performance.md`). What XLA compiled in one worker of this machine, the others read from a
folder as long as this engine lives.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable
from typing import Any

import dask
from distributed import Client, Future, LocalCluster, fire_and_forget

from tuning.datasets import Dataset
from tuning.engine import environment, worker
from tuning.engine.fit_queue import FitQueue
from tuning.settings import Settings

MOST_DATASETS = 3
FRESH = 2.0
"""Seconds for which the list of workers is taken to be true."""


class Cluster:
    """A client to the workers, and the few things said to all of them."""

    def __init__(self, settings: Settings) -> None:
        dask.config.set(
            {
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
            }
        )
        logging.getLogger("distributed").setLevel(logging.ERROR)
        self.most_workers: int | None = None
        """Use only so many workers; None: all."""
        self._shared: dict[str, Future] = {}
        self._sharing = threading.Lock()
        self._addresses: list[str] = []
        self._asked = -FRESH
        self._local: LocalCluster | None = None
        if settings.scheduler:
            self.client = Client(settings.scheduler, timeout="30s")
        else:
            programs = settings.home / "programs"
            # Never an earlier engine's: a file cut short would break every fit that needs it.
            shutil.rmtree(programs, ignore_errors=True)
            self._local = LocalCluster(
                n_workers=settings.workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=None,
                memory_limit=0,
                env=environment.of_worker(settings.threads, programs),
                local_directory=str(settings.home / "dask"),
            )
            self.client = Client(self._local)
        self.queue = FitQueue(self.addresses)
        """The fits of all studies, which share the workers."""

    @property
    def workers(self) -> int:
        """How many fits run at once."""
        there = max(len(self.client.scheduler_info(n_workers=-1)["workers"]), 1)
        return min(there, self.most_workers or there)

    def addresses(self) -> list[str]:
        """The workers to use, as they were a moment ago: asking takes as long as a short fit."""
        if time.monotonic() > self._asked + FRESH:
            self._addresses = sorted(self.client.scheduler_info(n_workers=-1)["workers"])
            self._asked = time.monotonic()
        return self._addresses[: self.most_workers]

    def warm(self) -> list[Future]:
        """Begins to warm every worker; the results are what each measures."""
        return [
            self.client.submit(worker.warm, workers=[address], pure=False)
            for address in self.addresses()
        ]

    def share(self, key: str, dataset: Dataset) -> Future:
        """A data set on every worker, sent once for all studies that use it."""
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
        shared = self.share(key, dataset)
        for address in self.addresses():
            fire_and_forget(
                self.client.submit(worker.prepare, key, shared, workers=[address], pure=False)
            )

    def stop_study(self, study: int) -> None:
        self.client.run(worker.stop, study, on_error="ignore")

    def allow_study(self, study: int) -> None:
        self.client.run(worker.allow, study, on_error="ignore")

    def listen(self, study: int, handler: Callable[[Any], None]) -> None:
        """Calls `handler((time, message))` with every report of the study's fits."""
        self.client.subscribe_topic(worker.topic(study), handler)

    def unlisten(self, study: int) -> None:
        self.client.unsubscribe_topic(worker.topic(study))

    def close(self) -> None:
        self.queue.stop()
        self.client.close(timeout=5)
        if self._local is not None:
            self._local.close(timeout=10)
