"""Looks after the workers of this machine: renews those that have grown, ends those that hang, and
begins those anew that could not begin.

TensorFlow does not free all the memory of an architecture (`tracing`), and XLA keeps all that it
compiled. So a worker that has passed a limit is renewed: another is started and made ready, then
the grown one is given no more fits, and is let go when its last one has ended. Nobody waits, and
no fit is lost. A fit that reports nothing for long is ended with its worker, and told. So is a
worker that the system ended for want of memory.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
from distributed import Future, LocalCluster, Status, wait

from tuning.engine.queue.fit_queue import FitQueue
from tuning.settings import Settings

LOOK_SECONDS = 1.0
YOUNGEST = 120.0
"""Seconds that a worker works at least: another one costs five seconds of a processor."""
SPARE = 1.5e9
"""Bytes of memory that must be free for one worker more than there are for a moment."""
READY_SECONDS = 300.0
LATELY = 30.0
SLOWER = 20.0
"""How many times its guess an epoch may take before its fit is taken to hang."""
COUNTERS = (
    Path("/sys/fs/cgroup/memory.events"),
    Path("/sys/fs/cgroup/memory/memory.oom_control"),
    Path("/proc/vmstat"),
)
"""Where Linux counts the processes that it ended for want of memory, for this group and for all."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Seen:
    """A worker's process, as it was when last looked at."""

    pid: int
    address: str
    since: float
    rss: int = 0


class Upkeep:
    """One for a cluster of this machine; ends with `close`."""

    def __init__(
        self,
        local: LocalCluster,
        queue: FitQueue,
        settings: Settings,
        make_ready: Callable[[str], Iterable[Future]],
    ) -> None:
        """`make_ready` begins what a new worker at this address needs before its first fit."""
        self._local, self._queue, self._settings = local, queue, settings
        self._make_ready = make_ready
        self.renewals = 0
        self._hidden: set[Any] = set()
        """Names of workers that are not ready yet, or are given no more fits."""
        self._seen: dict[Any, _Seen] = {}
        self._fates: dict[str, tuple[float, str]] = {}
        """By address: when it was noticed, and what ended that worker."""
        self._heard: dict[str, float] = {}
        self._ended_before = killed_for_memory()
        self._looking, self._closing = threading.RLock(), threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(what,), name=what.__name__, daemon=True)
            for what in (self._watch, self._mend)
        ]
        for thread in self._threads:
            thread.start()

    def usable(self, workers: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """The addresses of those workers that fits may be given to."""
        return sorted(a for a, told in workers.items() if told["name"] not in self._hidden)

    def heard(self, message: Mapping[str, Any]) -> None:
        """A worker reported something, so it does not hang."""
        if "worker" in message:
            self._heard[message["worker"]] = time.monotonic()

    def fate(self, address: str | None = None) -> str:
        """What ended the worker at this address, if that is known; without one, the last lost."""
        with self._looking:
            self._look()
            if address is None:
                lately = time.monotonic() - LATELY
                address = next((a for a, (at, _) in self._fates.items() if at > lately), None)
            return self._fates.get(address or "", (0.0, ""))[1]

    def close(self) -> None:
        self._closing.set()
        for thread in self._threads:
            thread.join(timeout=10)

    def _run(self, what: Callable[[], None]) -> None:
        while not self._closing.wait(LOOK_SECONDS):
            try:
                what()
            except Exception:
                if not self._closing.is_set():
                    log.exception("The workers could not be looked after.")

    # -- lost and hanging ones -------------------------------------------------------------

    def _watch(self) -> None:
        with self._looking:
            self._look()
            for seen in list(self._seen.values()):
                self._end_if_it_hangs(seen)

    def _look(self) -> None:
        """Takes down how each worker is, and what became of those that are gone."""
        for name, nanny in list(self._local.workers.items()):
            pid, address, before = nanny.pid, nanny.worker_address, self._seen.get(name)
            if before is not None and (before.pid != pid or not psutil.pid_exists(before.pid)):
                self._lost(before)
                del self._seen[name]
                before = None
            if pid and address:
                with suppress(psutil.Error):
                    rss = psutil.Process(pid).memory_info().rss
                    known = before or _Seen(pid, address, time.monotonic())
                    self._seen[name] = replace(known, rss=rss)

    def _lost(self, seen: _Seen) -> None:
        ended = killed_for_memory()
        if ended > self._ended_before:
            self._ended_before = ended
            self._tell(seen, "the system ended it for want of memory")

    def _tell(self, seen: _Seen, what: str) -> None:
        """Keeps what ended a worker, and has its fits begin again elsewhere."""
        text = f"{what}; it had {seen.rss / 1e9:.1f} GB"
        self._fates[seen.address] = (time.monotonic(), text)
        log.warning("The worker at %s is gone: %s.", seen.address, text)
        while len(self._fates) > 100:
            del self._fates[next(iter(self._fates))]
        self._queue.cancel_at(seen.address)

    def _end_if_it_hangs(self, seen: _Seen) -> None:
        longest = self._queue.longest_epoch_at(seen.address)
        if longest is None:
            self._heard[seen.address] = time.monotonic()
            return
        limit = max(self._settings.fit_seconds, SLOWER * longest)
        silent = time.monotonic() - self._heard.setdefault(seen.address, time.monotonic())
        if silent > limit:
            self._tell(seen, f"its fit reported no epoch for {silent:.0f} s, and was ended")
            self._heard.pop(seen.address, None)
            with suppress(ProcessLookupError):
                os.kill(seen.pid, signal.SIGKILL)  # its nanny starts another

    # -- grown ones, and those that are not there -----------------------------------------

    def _mend(self) -> None:
        self._restore()
        self._renew()

    def _restore(self) -> None:
        """Begins workers anew whose nannies have given up, since no process of theirs could begin.

        One that is killed its nanny itself begins anew.
        """
        for name, nanny in list(self._local.workers.items()):
            if nanny.status in (Status.closed, Status.failed):
                log.warning("Worker %s could not begin: another takes its place.", name)
                self._local.workers.pop(name, None)
        if self._local.worker_spec.keys() - self._local.workers.keys():
            self._local.sync(self._corrected)

    def _renew(self) -> None:
        """Renews the worker that has grown most, if one has grown too much."""
        now = time.monotonic()
        grown = [
            (seen.rss, name)
            for name, seen in list(self._seen.items())
            if seen.rss > self._settings.worker_memory * 1e6 and now - seen.since > YOUNGEST
        ]
        if not grown:
            return
        rss, name = max(grown, key=lambda each: each[0])
        log.info("Worker %s has %.1f GB: another takes its place.", name, rss / 1e9)
        if psutil.virtual_memory().available > SPARE:
            self._begin_another()
            self._let_go(name)
        else:  # no room for one more: first the old one goes
            self._let_go(name)
            self._begin_another()
        self.renewals += 1

    def _begin_another(self) -> None:
        """Starts a worker and makes it ready; only then is it given fits."""
        ((name, spec),) = self._local.new_worker_spec().items()
        self._hidden.add(name)
        self._local.worker_spec[name] = spec
        self._local.sync(self._corrected)
        try:
            address = self._local.workers[name].worker_address
            wait(list(self._make_ready(address)), timeout=READY_SECONDS)
        except Exception:
            self._end(name)
            raise
        finally:
            self._hidden.discard(name)

    def _let_go(self, name: Any) -> None:
        """Gives a worker no more fits, and ends it when it has none."""
        address = self._seen[name].address
        self._hidden.add(name)
        looks = 0
        while looks < 2 and not self._closing.wait(LOOK_SECONDS):
            looks = 0 if self._queue.at(address) else looks + 1
        if self._closing.is_set():
            return
        self._local.sync(self._emptied, address)
        self._end(name)
        self._queue.forget(address)
        self._heard.pop(address, None)
        self._hidden.discard(name)

    def _end(self, name: Any) -> None:
        with self._looking:
            self._seen.pop(name, None)
            self._local.worker_spec.pop(name, None)
            self._local.sync(self._corrected)

    async def _emptied(self, address: str) -> None:
        """What only this worker holds, a search's rows say, goes to another."""
        await self._local.scheduler_comm.retire_workers(workers=[address], close_workers=False)

    async def _corrected(self) -> None:
        await self._local._correct_state()


def killed_for_memory(counters: Iterable[Path] = COUNTERS) -> int:
    """How many processes the system has ended for want of memory; 0 where it does not tell."""
    found = 0
    for path in counters:
        with suppress(OSError, ValueError):
            for line in path.read_text(encoding="ascii").splitlines():
                name, _, number = line.partition(" ")
                if name == "oom_kill":
                    found += int(number)
    return found
