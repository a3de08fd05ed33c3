"""The confirmations that an engine runs, and those that begin as soon as a worker is there."""

from __future__ import annotations

from contextlib import suppress

from tuning.engine.books.recorder import Recorder
from tuning.engine.confirmation.confirming import Confirming
from tuning.engine.workers.cluster import Cluster
from tuning.errors import NotFound
from tuning.settings import Settings
from tuning.store import ConfirmationRecord, ConfirmationState, Store

JOIN_SECONDS = 20.0
"""How long one may take to end that was stopped."""


class Confirmations:
    """Begins and ends the confirmations of one home, of each study one at a time."""

    def __init__(self, store: Store, settings: Settings, recorder: Recorder) -> None:
        self._store, self._settings, self._recorder = store, settings, recorder
        self._running: dict[int, Confirming] = {}
        self._waiting: dict[int, ConfirmationRecord] = {}
        """Both by study."""

    def is_empty(self) -> bool:
        """Whether none runs or waits."""
        return not self._running and not self._waiting

    def forget_ended(self) -> None:
        """Lets go of those whose threads have ended."""
        self._running = {n: one for n, one in self._running.items() if one.is_alive()}

    def take_over(self) -> None:
        """Goes on with those that an engine left."""
        self._waiting |= {one.study_id: one for one in self._store.active_confirmations()}

    def start(self, study_id: int) -> None:
        """Has what was asked for of a study begin as soon as there is a worker for it."""
        before = self._running.get(study_id)
        for record in self._active(study_id):
            if before is None or before.record.id != record.id:
                self._waiting[study_id] = record

    def stop(self, study_id: int, *, waits: bool = False) -> None:
        """Stops the one of a study that runs or waits; `waits`: until none of its fits trains."""
        running, waiting = self._running.get(study_id), self._waiting.pop(study_id, None)
        if running is not None and running.is_alive():
            running.stop()
            if waits:
                running.join(JOIN_SECONDS)
        else:
            for record in self._active(study_id):
                self._move(record, ConfirmationState.STOPPED)
        if waiting is not None:
            self._move(waiting, ConfirmationState.STOPPED)

    def begin(self, cluster: Cluster) -> None:
        """Starts those that wait, if there is a worker."""
        for study_id in list(self._waiting):
            before = self._running.get(study_id)
            if cluster.can_train() and not (before is not None and before.is_alive()):
                record = self._waiting.pop(study_id)
                one = Confirming(record, self._store, self._settings, cluster, self._recorder)
                self._running[study_id] = one
                one.start()

    def refuse(self, why: str) -> None:
        """Ends those that wait for workers that will not do."""
        waiting, self._waiting = self._waiting, {}
        for record in waiting.values():
            self._move(record, ConfirmationState.FAILED, why)

    def interrupt(self) -> None:
        """Ends those that run; they go on with the next engine."""
        for one in self._running.values():
            one.stop(interrupted=True)
        for one in self._running.values():
            one.join(JOIN_SECONDS)

    def wait_for_scheduler(self) -> None:
        """Ends those that run, since their scheduler went away; they go on with the next."""
        self.interrupt()
        for study_id in self._running:
            self.start(study_id)
        self._running = {}

    def _active(self, study_id: int) -> list[ConfirmationRecord]:
        """What the store has of a study that waits or runs: at most one."""
        found = self._store.confirmations(study_id)
        return [record for record in found if record.state.is_active()]

    def _move(
        self, record: ConfirmationRecord, state: ConfirmationState, error: str | None = None
    ) -> None:
        with suppress(NotFound):
            self._store.set_confirmation(record.id, state, error)
