"""The engine's life: take the home, warm the workers, carry out commands, end in order."""

from __future__ import annotations

import logging
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tuning.engine import datasets, strategies
from tuning.engine.cluster import Cluster
from tuning.engine.recorder import Recorder
from tuning.engine.runner import StudyRunner
from tuning.engine.summaries import Summaries
from tuning.errors import TuningError
from tuning.plan import Speed
from tuning.settings import Settings
from tuning.store import Command, EngineRecord, Store
from tuning.study import DataSpec, StudyState, Turn

POLL = 0.1
HEARTBEAT = 1.0
log = logging.getLogger(__name__)


class Engine:
    """Serves one home until it is told to end."""

    def __init__(self, settings: Settings, *, until_idle: bool, parent: int | None) -> None:
        self.settings = settings
        self._until_idle, self._parent = until_idle, parent
        self._store = Store(settings.store_path)
        self._summaries = Summaries(settings.logs)
        self._recorder = Recorder(self._store, self._summaries)
        self._runners: dict[int, StudyRunner] = {}
        self._preparing = ThreadPoolExecutor(1, "prepare")
        self._ending = threading.Event()
        self._started = time.time()
        self._speed = Speed(workers=settings.workers)
        self._state, self._message, self._workers = "starting", "", 0
        self._said = 0.0

    def end(self) -> None:
        """Asks the engine to end; safe in a signal handler."""
        self._ending.set()

    def run(self) -> None:
        """Serves until ended, until its parent is gone, or, if so asked, until nothing is left."""
        self._say("starting", "Starting the workers.")
        cluster = Cluster(self.settings)
        try:
            self._workers = cluster.workers
            self._say("warming", "Loading TensorFlow in the workers.")
            with ThreadPoolExecutor(1) as pool:
                warming = pool.submit(_warm, cluster)
                self._take_over(cluster)
                while not self._ending.is_set():
                    if warming is not None and warming.done():
                        self._measured(warming.result())
                        warming = None  # type: ignore[assignment]
                    self._tick(cluster)
                    if self._is_done():
                        break
                    self._ending.wait(POLL)
        finally:
            self._close(cluster)

    def _take_over(self, cluster: Cluster) -> None:
        """Studies that an engine left behind: the web's engine goes on, a command line's marks."""
        for study in self._store.studies():
            if study.state is StudyState.STOPPING:
                self._store.set_state(study.id, StudyState.STOPPED)
            elif study.state is StudyState.QUEUED:
                self._start(cluster, study.id)  # its command may have gone with that engine
            elif study.state is StudyState.RUNNING and self._until_idle:
                self._store.set_state(study.id, StudyState.INTERRUPTED)
            elif study.state is StudyState.RUNNING or (
                study.state is StudyState.INTERRUPTED and not self._until_idle
            ):
                self._recorder.event(study.id, "state", "The engine is back: the study goes on.")
                self._start(cluster, study.id)

    def _tick(self, cluster: Cluster) -> None:
        self._runners = {n: runner for n, runner in self._runners.items() if runner.is_alive()}
        for command in self._store.take_commands():
            try:
                self._obey(cluster, command)
            except Exception:
                log.exception("Command %s could not be carried out.", command)
        if time.time() - self._said > HEARTBEAT:
            self._say(self._state, self._message)

    def _obey(self, cluster: Cluster, command: Command) -> None:
        study = command.study_id
        if command.kind == "end":
            self.end()
        elif command.kind == "prepare":
            self._preparing.submit(self._prepare, cluster, command.payload)
        elif study is None:
            log.warning("Unknown command %s.", command)
        elif command.kind in ("start", "resume"):
            if command.kind == "resume" and self._store.study(study).turn is Turn.PAUSED:
                self._store.set_turn(study, Turn.FAIR)
            self._start(cluster, study)
        elif command.kind == "finish":
            if study in self._runners:
                self._runners[study].finish()
            else:
                self._start(cluster, study, finish_only=True)
        elif command.kind == "trial" and study in self._runners:
            self._runners[study].add(command.payload["values"])
        elif command.kind == "turn" and study in self._runners:
            self._runners[study].change(self._store.study(study).turn)
        elif command.kind == "stop":
            if study in self._runners:
                self._runners[study].stop()
            elif self._store.study(study).state.is_active():
                self._store.set_state(study, StudyState.STOPPED)

    def _start(self, cluster: Cluster, study: int, finish_only: bool = False) -> None:
        ending = self._runners.get(study)
        if ending is not None and ending.is_ending():
            ending.join(timeout=30)
        elif ending is not None:
            return
        if self._store.study(study).state is StudyState.COMPLETED:
            return
        runner = StudyRunner(
            study, self._store, self.settings, cluster, self._recorder, self._summaries
        )
        self._runners[study] = runner
        runner.start(finish_only)

    def _prepare(self, cluster: Cluster, payload: dict[str, Any]) -> None:
        """Reads the data that a person is choosing and sends them to the workers."""
        try:
            data, seed = DataSpec.model_validate(payload["data"]), int(payload["seed"])
            # What would have to be downloaded waits for the study: nobody may want it in the end.
            dataset = datasets.found(data, self.settings, seed)
            cluster.prepare(datasets.key(data, seed), dataset)
        except TuningError as error:  # the study that asks for them says so
            log.info("These data cannot be prepared: %s", error)
        except Exception:
            log.exception("Data could not be prepared: %s", payload)

    def _measured(self, measured: list[dict[str, float]]) -> None:
        """Keeps the middle of what the workers measured."""
        middle = {
            name: sorted(m[name] for m in measured)[len(measured) // 2] for name in measured[0]
        }
        self._speed = Speed(**middle, workers=self._workers)
        self._say("ready", "")

    def _say(self, state: str, message: str) -> None:
        self._state, self._message, self._said = state, message, time.time()
        self._store.put_engine(
            EngineRecord(
                os.getpid(),
                state,
                message,
                self._workers,
                self._started,
                self._said,
                self._speed.to_json(),
            )
        )

    def _is_done(self) -> bool:
        if self._parent is not None and os.getppid() != self._parent:
            log.warning("The parent process %s is gone: the engine ends.", self._parent)
            return True
        return self._until_idle and not self._runners and self._state == "ready"

    def _close(self, cluster: Cluster) -> None:
        for runner in self._runners.values():
            runner.stop(interrupted=True)
        for runner in self._runners.values():
            runner.join(timeout=20)
        self._preparing.shutdown(cancel_futures=True)
        self._recorder.close()
        self._say("stopped", "")
        cluster.close()
        self._store.close()


def _warm(cluster: Cluster) -> list[dict[str, float]]:
    """Loads what the first study would wait for, here and in the workers."""
    futures = cluster.warm()
    strategies.load_all()
    return list(cluster.client.gather(futures))
