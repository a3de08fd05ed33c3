"""The engine's life: take the home, warm the workers, carry out commands, end in order."""

from __future__ import annotations

import logging
import os
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from tuning.engine import downloads, strategies
from tuning.engine.recorder import Recorder
from tuning.engine.runner import StudyRunner
from tuning.engine.summaries import Summaries
from tuning.engine.workers.cluster import Cluster
from tuning.errors import ClusterAway, ClusterUnfit, NotFound, StoreUnavailable, TuningError
from tuning.planning.speed import Speed
from tuning.settings import Settings
from tuning.store import Command, EngineRecord, Store, housekeeping
from tuning.study import DataSpec, StudyState, Turn

POLL = 0.1
HEARTBEAT = 1.0
RETRY = 2.0
"""Seconds between two attempts to reach a scheduler."""
GRACE = 3.0
"""Seconds for which a study waits where all workers are unfit: others may just be joining."""
PATIENCE = 30.0
"""Seconds for which a study of the command line waits for a scheduler that is not there."""
STORE_PATIENCE = 5.0
"""Seconds for which a write waits for other processes; longer ones are tried again."""
TIDY_SECONDS = 600.0
"""How often to see whether the home holds too much."""
WARMING = "Loading TensorFlow in the workers."
log = logging.getLogger(__name__)


class Engine:
    """Serves one home until it is told to end."""

    def __init__(self, settings: Settings, *, until_idle: bool, parent: int | None) -> None:
        self.settings = settings
        self._until_idle, self._parent = until_idle, parent
        self._store = Store(settings.store_path, patience=STORE_PATIENCE)
        self._summaries = Summaries(settings.logs)
        self._recorder = Recorder(self._store, self._summaries)
        self._cluster: Cluster | None = None
        self._runners: dict[int, StudyRunner] = {}
        self._commands: list[Command] = []
        """Those that were taken and not carried out yet."""
        self._waiting: dict[int, bool] = {}
        """Studies that are to begin, and whether only to test the winner so far."""
        self._preparing = ThreadPoolExecutor(1, "prepare")
        self._ending = threading.Event()
        self._started = time.time()
        self._speed = Speed(workers=settings.workers)
        self._state, self._message, self._workers = "starting", "", 0
        self._said = self._since = 0.0
        self._tidied = time.monotonic() - TIDY_SECONDS + 60.0

    def end(self) -> None:
        """Asks the engine to end; safe in a signal handler."""
        self._ending.set()

    def run(self) -> None:
        """Serves until ended, until its parent is gone, or, if so asked, until nothing is left."""
        self._say("starting", "Starting the workers.")
        try:
            self._take_over()
            while (cluster := self._open()) is not None:
                self._cluster = cluster
                self._serve(cluster)
                if not cluster.is_lost():
                    break
                self._let_go(cluster)
        finally:
            self._close()

    def _open(self) -> Cluster | None:
        """Waits for the cluster and says for what; None if there is no reason to wait any more."""
        begun = time.monotonic()
        while not self._ending.is_set():
            try:
                return Cluster(self.settings, strategies.ON_WORKERS)
            except (ClusterAway, ClusterUnfit) as error:
                unfit = isinstance(error, ClusterUnfit)
                self._say("unfit" if unfit else "waiting", str(error))
                if unfit or (self._until_idle and time.monotonic() > begun + PATIENCE):
                    self._refuse(str(error))
            again = time.monotonic() + RETRY
            while time.monotonic() < again and not self._ending.is_set():
                self._tick()
                if self._is_done():
                    return None
                self._ending.wait(POLL)
        return None

    def _serve(self, cluster: Cluster) -> None:
        """Trains as long as the cluster is there and something may be left to do."""
        self._say("warming", WARMING)
        with ThreadPoolExecutor(1) as pool:
            warming: Future[list[dict[str, float]]] | None = pool.submit(_warm, cluster)
            while not self._ending.is_set() and not cluster.is_lost():
                if warming is not None and warming.done():
                    self._measured(warming.result() or cluster.speeds())
                    warming = None
                self._look(cluster, is_warming=warming is not None)
                self._tick()
                self._begin_waiting(cluster)
                if self._is_done():
                    break
                self._ending.wait(POLL)

    def _look(self, cluster: Cluster, is_warming: bool) -> None:
        """Says how the workers are, when that has changed."""
        state, message = cluster.condition()
        if is_warming and state == "ready":
            state, message = "warming", WARMING
        workers = cluster.workers if state == "ready" else 0
        if (state, message, workers) != (self._state, self._message, self._workers):
            self._workers, self._since = workers, time.monotonic()
            if state == "ready" and cluster.speeds():
                self._measured(cluster.speeds())
            self._say(state, message)

    def _let_go(self, cluster: Cluster) -> None:
        """The scheduler went away: its studies wait until it is back."""
        self._say("waiting", "The Dask scheduler went away: what ran waits until it is back.")
        for runner in self._runners.values():
            runner.stop(interrupted=True)
        for study, runner in self._runners.items():
            runner.join(timeout=20)
            with suppress(NotFound):
                if self._store.study(study).state is StudyState.QUEUED:
                    self._waiting[study] = runner.finish_only
        cluster.close()
        self._cluster = None

    def _take_over(self) -> None:
        """Studies that an engine left behind: the web's engine goes on, a command line's marks."""
        for study in self._store.studies():
            if study.state is StudyState.STOPPING:
                self._store.set_state(study.id, StudyState.STOPPED)
            elif study.state is StudyState.QUEUED:
                self._start(study.id)  # its command may have gone with that engine
            elif study.state is StudyState.RUNNING and self._until_idle:
                self._store.set_state(study.id, StudyState.INTERRUPTED)
            elif study.state is StudyState.RUNNING or (
                study.state is StudyState.INTERRUPTED and not self._until_idle
            ):
                self._recorder.event(study.id, "state", "The engine is back: the study goes on.")
                self._start(study.id)

    def _tick(self) -> None:
        self._runners = {n: runner for n, runner in self._runners.items() if runner.is_alive()}
        try:
            self._commands += self._store.take_commands()
            while self._commands:
                self._carry_out(self._commands[0])
                del self._commands[0]
        except StoreUnavailable as error:  # it is asked again in a moment
            log.warning("Commands have to wait: %s", error)
        if time.monotonic() - self._said > HEARTBEAT:
            self._say(self._state, self._message)

        if time.monotonic() - self._tidied > TIDY_SECONDS:
            self._tidied = time.monotonic()
            self._preparing.submit(self._tidy)

    def _tidy(self) -> None:
        """Has the oldest studies give way where the home holds too much."""
        try:
            for study in housekeeping.tidy(self.settings, self._store.studies()):
                self._recorder.event(
                    study,
                    "home",
                    "Its event files and checkpoints were removed, since the home held over "
                    f"{self.settings.home_mb:,} MB; its records and its best model stay.",
                )
        except Exception:
            log.exception("The home could not be tidied.")

    def _carry_out(self, command: Command) -> None:
        try:
            self._obey(command)
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("Command %s could not be carried out.", command)

    def _obey(self, command: Command) -> None:
        study = command.study_id
        if command.kind == "end":
            self.end()
        elif command.kind == "prepare":
            if self._cluster is not None:
                self._preparing.submit(self._prepare, self._cluster, command.payload)
        elif study is None:
            log.warning("Unknown command %s.", command)
        elif command.kind in ("start", "resume"):
            if command.kind == "resume" and self._store.study(study).turn is Turn.PAUSED:
                self._store.set_turn(study, Turn.FAIR)
            self._start(study)
        elif command.kind == "finish":
            if study in self._runners:
                self._runners[study].finish()
            else:
                self._start(study, finish_only=True)
        elif command.kind == "trial" and study in self._runners:
            self._runners[study].add(command.payload["values"])
        elif command.kind == "turn" and study in self._runners:
            self._runners[study].change(self._store.study(study).turn)
        elif command.kind == "stop":
            if study in self._runners:
                self._runners[study].stop()
            elif self._store.study(study).state.is_active():
                self._waiting.pop(study, None)
                self._store.set_state(study, StudyState.STOPPED)

    def _start(self, study: int, finish_only: bool = False) -> None:
        """Begins a study as soon as there is a worker for it."""
        ending = self._runners.get(study)
        if ending is not None and ending.is_ending():
            ending.join(timeout=30)
        elif ending is not None:
            return
        if self._store.study(study).state is not StudyState.COMPLETED:
            self._waiting[study] = finish_only

    def _begin_waiting(self, cluster: Cluster) -> None:
        """Starts the studies that wait, if there is a worker; ends them if none will do."""
        if self._state == "unfit" and time.monotonic() > self._since + GRACE:
            self._refuse(self._message)
        while self._waiting and cluster.can_train():
            study = next(iter(self._waiting))
            finish_only = self._waiting.pop(study)
            runner = StudyRunner(
                study, self._store, self.settings, cluster, self._recorder, self._summaries
            )
            self._runners[study] = runner
            runner.start(finish_only)

    def _refuse(self, why: str) -> None:
        """Ends the studies that wait for a cluster that will not do."""
        waiting, self._waiting = self._waiting, {}
        for study in waiting:
            self._recorder.event(study, "state", why)
            with suppress(NotFound):
                self._store.set_state(study, StudyState.FAILED, why)

    def _prepare(self, cluster: Cluster, payload: dict[str, Any]) -> None:
        """Reads the data that a person is choosing and sends them to the workers."""
        try:
            data, seed = DataSpec.model_validate(payload["data"]), int(payload["seed"])
            # What would have to be downloaded waits for the study: nobody may want it in the end.
            dataset = downloads.found(data, self.settings, seed)
            cluster.prepare(downloads.key(data, seed), dataset)
        except TuningError as error:  # the study that asks for them says so
            log.info("These data cannot be prepared: %s", error)
        except Exception:
            log.exception("Data could not be prepared: %s", payload)

    def _measured(self, measured: list[dict[str, float]]) -> None:
        """Keeps the middle of what the workers measured."""
        if measured:
            middle = {
                name: sorted(m[name] for m in measured)[len(measured) // 2] for name in measured[0]
            }
            self._speed = Speed(**middle, workers=self._workers)

    def _say(self, state: str, message: str) -> None:
        self._state, self._message, self._said = state, message, time.monotonic()
        record = EngineRecord(
            os.getpid(),
            state,
            message,
            self._workers,
            self._started,
            time.time(),
            self._speed.to_json(),
        )
        with suppress(StoreUnavailable):  # the next word comes within a second
            self._store.put_engine(record)

    def _is_done(self) -> bool:
        if self._parent is not None and os.getppid() != self._parent:
            log.warning("The parent process %s is gone: the engine ends.", self._parent)
            return True
        settled = self._state not in ("starting", "warming")
        return self._until_idle and settled and not self._runners and not self._waiting

    def _close(self) -> None:
        for runner in self._runners.values():
            runner.stop(interrupted=True)
        for runner in self._runners.values():
            runner.join(timeout=20)
        self._preparing.shutdown(cancel_futures=True)
        self._recorder.close()
        self._say("stopped", "")
        if self._cluster is not None:
            self._cluster.close()
        self._store.close()


def _warm(cluster: Cluster) -> list[dict[str, float]]:
    """Loads what the first study would wait for, here and in the workers."""
    futures = cluster.warm()
    strategies.load_all()
    return list(cluster.client.gather(futures))
