"""A scheduler that somebody else started: whether it fits, and which of its workers are ready.

A thread looks at the workers once a second. A new one is asked for its versions, given this
engine's code (`shipping`) and warmed; only then is it used. One that does not fit is left alone and
named. Tasks ask for a resource that only workers with this engine's code have, so that Dask itself
gives them to no other.
"""

from __future__ import annotations

import logging
import os
import platform
import threading
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from distributed import Future
from distributed.versions import VersionMismatchWarning, get_versions

from tuning.engine.worker import warm
from tuning.engine.workers import fitting, shipping
from tuning.engine.workers.parcels import Sender
from tuning.errors import ClusterAway, ClusterUnfit

LOOK_SECONDS = 1.0
CONNECT_SECONDS = 5.0
RESTART_SECONDS = 60.0
log = logging.getLogger(__name__)

Process = tuple[str, str]
"""A worker's address and its folder: another process at the same address has another folder."""


@dataclass(frozen=True)
class _Worker:
    """What is known of one worker: that it warms up, is ready, or why it is left out."""

    warming: Future | None = None
    speed: dict[str, float] | None = None
    """What it measured; it is ready then."""
    why_not: str = ""


class StandingClient(Sender):
    """Its tasks go to the workers that have this engine's code, and data to those that are warm.

    A task for a worker goes to no other: Dask's own choice, once that one is gone, would be any
    that is there, fit or not. Whoever waits for the task hears that it is cancelled then.
    """

    ready: Callable[[], list[str]] | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        self._placing = threading.Lock()
        self._placed: list[tuple[Future, str]] = []
        """Tasks that were given to one worker, and its address."""
        super().__init__(*args, **options)

    def where(self) -> list[str] | None:
        return self.ready() if self.ready else None

    def submit(self, func: Callable[..., Any], *args: Any, **named: Any) -> Future:
        named.pop("allow_other_workers", None)
        future = super().submit(func, *args, **named)
        with self._placing:
            self._placed = [(each, at) for each, at in self._placed if not each.done()]
            self._placed += [(future, at) for at in named.get("workers") or ()]
        return future

    def give_up(self, here: set[str]) -> None:
        """Cancels what was given to workers that are no longer here."""
        with self._placing:
            lost = [future for future, at in self._placed if at not in here and not future.done()]
        for future in lost:
            future.cancel()


class Standing:
    """The scheduler at an address, as long as this engine is connected to it."""

    def __init__(
        self,
        address: str,
        home: Path,
        welcome: Callable[[str], object],
        modules: Sequence[str] = (),
    ) -> None:
        """`welcome` is called with each worker that has become ready, on the looking thread.

        `modules`: the names of those that a worker imports as it warms up.
        Raises ClusterAway if no scheduler answers, ClusterUnfit if it cannot serve this engine.
        """
        self.address, self._welcome, self._modules = address, welcome, modules
        self.client = _connected(address)
        self.client.needs, self.client.ready = {self.client.id: 1}, self.ready
        self._workers: dict[Process, _Worker] = {}
        self._nannies: set[str] = set()
        """Those that have been asked for a new process already."""
        self._closing, self._failed = threading.Event(), False
        try:
            self._take_over(home)
            self._look()
        except Exception:
            self.client.close(timeout=2)
            raise
        self._thread = threading.Thread(target=self._watch, name="standing", daemon=True)
        self._thread.start()

    # -- what the engine asks --------------------------------------------------------------

    def ready(self) -> list[str]:
        """The workers to use."""
        return sorted(address for (address, _), w in self._workers.items() if w.speed)

    def speeds(self) -> list[dict[str, float]]:
        """What the ready workers measured."""
        return [worker.speed for worker in self._workers.values() if worker.speed]

    def condition(self) -> tuple[str, str]:
        """What the workers allow (ready, warming, unfit, waiting), and one sentence about it."""
        left_out = self.left_out()
        if self.ready():
            return "ready", left_out
        if any(worker.warming for worker in self._workers.values()):
            return "warming", "Loading TensorFlow in the workers."
        if left_out:
            return "unfit", left_out
        return "waiting", (
            f"The Dask scheduler at {self.address} has no worker: start one that connects to it "
            f"(dask worker {self.address})."
        )

    def is_lost(self) -> bool:
        """Whether the scheduler is gone, or has been."""
        return self._failed or self.client.status != "running"

    def left_out(self) -> str:
        """Which workers do not fit, and why the first of them does not; empty if all do."""
        reasons = [worker.why_not for worker in self._workers.values() if worker.why_not]
        if len(reasons) < 2:
            return "".join(reasons)
        return f"{reasons[0]} It is one of {len(reasons)} workers that are left out."

    def close(self) -> None:
        self._closing.set()
        self.client.close(timeout=5)
        self._thread.join(timeout=5)

    # -- the scheduler ---------------------------------------------------------------------

    def _take_over(self, home: Path) -> None:
        theirs = self.client.sync(self.client.scheduler.versions, packages=list(fitting.SERIES))
        misfit = fitting.scheduler_misfit(self.address, theirs["packages"], _ours())
        if misfit:
            raise ClusterUnfit(misfit)
        code, name = shipping.parcel()
        engine = f"{home} on {platform.node()}"
        other = self.client.run_on_scheduler(
            shipping.take_over_scheduler, code, name, self.client.id, engine
        )
        if other is not None:
            raise ClusterUnfit(
                f"The Dask scheduler at {self.address} serves another engine, that of {other}, "
                "and one at a time is the most."
            )

    # -- the workers -----------------------------------------------------------------------

    def _watch(self) -> None:
        while not self._closing.wait(LOOK_SECONDS) and not self.is_lost():
            try:
                self._look()
            except Exception as error:  # Dask has many names for a lost connection
                if not self._closing.is_set():
                    log.warning("The scheduler at %s does not answer: %r", self.address, error)
                    self._failed = True

    def _look(self) -> None:
        info = self.client.scheduler_info(n_workers=-1)["workers"]
        here = {(address, each["local_directory"]): each for address, each in info.items()}
        self._workers = {process: w for process, w in self._workers.items() if process in here}
        self.client.give_up(set(info))
        new = {process: each for process, each in here.items() if process not in self._workers}
        if new:
            self._take_in(new)
        for process, worker in list(self._workers.items()):
            if worker.warming is not None and worker.warming.done():
                self._warmed(process, worker.warming)

    def _take_in(self, new: dict[Process, dict[str, Any]]) -> None:
        fitting_ones = self._those_that_fit(new)
        if not fitting_ones:
            return
        code, name = shipping.parcel()
        answers = self.client.run(
            shipping.take_in,
            code,
            name,
            self.client.id,
            os.environ.get("TUNING_PROGRAM"),
            workers=[address for address, _ in fitting_ones],
            on_error="return",
        )
        stale = {}
        for process in fitting_ones:
            answer = answers.get(process[0])
            if answer is None and process[0] in answers:
                self._workers[process] = _Worker(warming=self._warm(process[0]))
            elif isinstance(answer, str):
                stale[process] = answer
            else:
                self._leave_out(process, f"could not take this engine's code: {answer!r}.")
        self._renew(stale, new)

    def _those_that_fit(self, new: Iterable[Process]) -> list[Process]:
        """Those whose libraries are this machine's; what is wrong with the others is kept."""
        versions = self.client.sync(
            self.client.scheduler.broadcast,
            msg={"op": "versions", "packages": list(fitting.asked_for)},
            workers=[address for address, _ in new],
            on_error="ignore",
        )
        found = []
        for process in new:
            if process[0] not in versions:
                continue  # gone already, or busy: the next look tells
            theirs = versions[process[0]]["packages"]
            misfit = fitting.worker_misfit(process[0], theirs, _ours())
            if misfit:
                self._workers[process] = _Worker(why_not=misfit)
                log.warning(misfit)
            else:
                found.append(process)
        return found

    def _renew(self, stale: dict[Process, str], info: dict[Process, dict[str, Any]]) -> None:
        """Has workers that have imported another copy of the project start anew, each once."""
        restart = []
        for process, path in stale.items():
            nanny = info[process].get("nanny")
            if nanny and nanny not in self._nannies:
                self._nannies.add(nanny)
                restart.append(process[0])
            elif nanny:
                self._leave_out(process, f"imports another copy of the project: {path}.")
            else:
                self._leave_out(
                    process, "served another engine, and has no nanny to restart it: restart it."
                )
        if restart:
            self.client.restart_workers(restart, timeout=RESTART_SECONDS, raise_for_error=False)

    def _leave_out(self, process: Process, why: str) -> None:
        self._workers[process] = _Worker(why_not=f"The worker at {process[0]} {why}")
        log.warning(self._workers[process].why_not)

    def _warm(self, address: str) -> Future:
        return self.client.submit(warm, self._modules, workers=[address], pure=False)

    def _warmed(self, process: Process, warming: Future) -> None:
        try:
            speed = warming.result(timeout=1)
        except Exception as error:
            first = str(error).splitlines() or [type(error).__name__]
            self._leave_out(process, f"could not load what it trains with: {first[0]}.")
            return
        self._workers[process] = replace(self._workers[process], warming=None, speed=speed)
        self._welcome(process[0])


def _connected(address: str) -> StandingClient:
    try:
        with warnings.catch_warnings():  # what differs is said in a sentence of our own
            warnings.simplefilter("ignore", VersionMismatchWarning)
            return StandingClient(address, timeout=CONNECT_SECONDS)
    except Exception as error:  # nobody there, something else there, no address at all
        log.info("No scheduler at %s: %r", address, error)
        raise ClusterAway(
            f"No Dask scheduler answers at {address}: start one there (dask scheduler), or mend "
            "TUNING_SCHEDULER."
        ) from error


def _ours() -> fitting.Versions:
    found: fitting.Versions = get_versions(list(fitting.asked_for))["packages"]
    return found
