"""The engine's life: take the home, warm the workers, carry out commands, end in order."""

from __future__ import annotations

import logging
import os
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

from tuning.engine import strategies
from tuning.engine.background import Background
from tuning.engine.books.recorder import Recorder
from tuning.engine.books.summaries import Summaries
from tuning.engine.miniatures.desk import Desk
from tuning.engine.predictions import Predictions
from tuning.engine.status import WARMING, EngineStatus
from tuning.engine.studies import Studies
from tuning.engine.workers.cluster import Cluster
from tuning.errors import ClusterAway, ClusterUnfit, StoreUnavailable
from tuning.settings import Settings
from tuning.store import Command, Store

POLL = 0.1
RETRY = 2.0
"""Seconds between two attempts to reach a scheduler."""
GRACE = 3.0
"""Seconds for which a study waits where all workers are unfit: others may just be joining."""
PATIENCE = 30.0
"""Seconds for which a study of the command line waits for a scheduler that is not there."""
STORE_PATIENCE = 5.0
"""Seconds for which a write waits for other processes; longer ones are tried again."""
log = logging.getLogger(__name__)


class Engine:
    """Serves one home until it is told to end."""

    def __init__(self, settings: Settings, *, until_idle: bool, parent: int | None) -> None:
        """`until_idle`: ends once no study is left. `parent`: ends when this process is gone."""
        self.settings = settings
        self._until_idle, self._parent = until_idle, parent
        self._store = Store(settings.store_path, patience=STORE_PATIENCE)
        summaries = Summaries(settings.logs)
        self._recorder = Recorder(self._store, summaries)
        self.studies = Studies(self._store, settings, self._recorder, summaries)
        self._status = EngineStatus(self._store, settings.workers)
        self._background = Background(settings, self._store, self._recorder)
        self._desk = Desk(self._store)
        self._predictions = Predictions(self._store, settings)
        self._cluster: Cluster | None = None
        self._commands: list[Command] = []
        """Those that were taken and not carried out yet."""
        self._ending = threading.Event()

    def end(self) -> None:
        """Asks the engine to end; safe in a signal handler."""
        self._ending.set()

    def run(self) -> None:
        """Serves until ended, until its parent is gone, or, if so asked, until nothing is left."""
        self._status.say("starting", "Starting the workers.")
        try:
            self.studies.take_over(until_idle=self._until_idle)
            while (cluster := self._open()) is not None:
                self._cluster = cluster
                self._serve(cluster)
                if not cluster.is_lost():
                    break
                self._let_go(cluster)
        finally:
            self._close()

    # -- with and without workers ----------------------------------------------------------

    def _open(self) -> Cluster | None:
        """Waits for the cluster and says for what; None if there is no reason to wait any more."""
        begun = time.monotonic()
        while not self._ending.is_set():
            try:
                return Cluster(self.settings, strategies.ON_WORKERS)
            except (ClusterAway, ClusterUnfit) as error:
                unfit = isinstance(error, ClusterUnfit)
                self._status.say("unfit" if unfit else "waiting", str(error))
                if unfit or (self._until_idle and time.monotonic() > begun + PATIENCE):
                    self.studies.refuse(str(error))
            again = time.monotonic() + RETRY
            while time.monotonic() < again and not self._ending.is_set():
                self.tick()
                if self._is_done():
                    return None
                self._ending.wait(POLL)
        return None

    def _serve(self, cluster: Cluster) -> None:
        """Trains as long as the cluster is there and something may be left to do."""
        self._status.say("warming", WARMING)
        with ThreadPoolExecutor(1) as pool:
            warming: Future[list[dict[str, float]]] | None = pool.submit(_warm, cluster)
            while not self._ending.is_set() and not cluster.is_lost():
                if warming is not None and warming.done():
                    self._status.measured(warming.result() or cluster.speeds())
                    warming = None
                    self._desk.serve(cluster)
                    self._predictions.serve()
                self._status.look(cluster, is_warming=warming is not None)
                self.tick()
                if self._status.has_been("unfit", GRACE):
                    self.studies.refuse(self._status.message)
                self.studies.begin(cluster)
                if self._is_done():
                    break
                self._ending.wait(POLL)

    def _let_go(self, cluster: Cluster) -> None:
        """The scheduler went away: its studies wait until it is back."""
        went = "The Dask scheduler went away: what ran waits until it is back."
        self._status.say("waiting", went)
        self.studies.wait_for_scheduler()
        self._desk.leave()
        cluster.close()
        self._cluster = None

    # -- commands --------------------------------------------------------------------------

    def tick(self) -> None:
        """Carries out the commands that have come, and says that it lives."""
        self.studies.forget_ended()
        try:
            self._commands += self._store.take_commands()
            while self._commands:
                self._carry_out(self._commands[0])
                del self._commands[0]
        except StoreUnavailable as error:  # it is asked again in a moment
            log.warning("Commands have to wait: %s", error)
        self._status.beat()
        self._background.tidy_when_due()

    def _carry_out(self, command: Command) -> None:
        try:
            self._obey(command)
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("Command %s could not be carried out.", command)

    def _obey(self, command: Command) -> None:
        match command.kind, command.study_id:
            case "end", _:
                self.end()
            case "prepare", _:
                if self._cluster is not None:
                    self._background.prepare(self._cluster, command.payload)
            case "start", int(study_id):
                self.studies.start(study_id)
            case "resume", int(study_id):
                self.studies.resume(study_id)
            case "finish", int(study_id):
                self.studies.finish(study_id)
            case "stop", int(study_id):
                self.studies.stop(study_id)
            case "track", int(study_id):
                self.studies.track(study_id, command.payload["to"])
            case "turn", int(study_id):
                self.studies.turn(study_id)
            case "confirm", int(study_id):
                self.studies.confirmations.start(study_id)
            case "stop_confirmation", int(study_id):
                self.studies.confirmations.stop(study_id)
            case _:
                log.warning("Unknown command %s.", command)

    # -- the end ---------------------------------------------------------------------------

    def _is_done(self) -> bool:
        if self._parent is not None and os.getppid() != self._parent:
            log.warning("The parent process %s is gone: the engine ends.", self._parent)
            return True
        settled = self._status.state not in ("starting", "warming")
        return self._until_idle and settled and self.studies.is_empty()

    def _close(self) -> None:
        self._desk.close()
        self._predictions.close()
        self.studies.interrupt()
        self._background.close()
        self._recorder.close()
        self._status.say("stopped")
        if self._cluster is not None:
            self._cluster.close()
        self._store.close()


def _warm(cluster: Cluster) -> list[dict[str, float]]:
    """Loads what the first study would wait for, here and in the workers."""
    futures = cluster.warm()
    strategies.load_all()
    return list(cluster.client.gather(futures))
