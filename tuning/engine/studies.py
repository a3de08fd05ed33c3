"""The studies that an engine runs, and those that are to begin as soon as a worker is there."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from tuning.engine.books.recorder import Recorder
from tuning.engine.books.summaries import Summaries
from tuning.engine.confirmation.confirmations import Confirmations
from tuning.engine.runner import StudyRunner
from tuning.engine.workers.cluster import Cluster
from tuning.errors import NotFound
from tuning.processes.tracking import Tracking
from tuning.settings import Settings
from tuning.store import Store
from tuning.study import StudyState, Turn

JOIN_SECONDS = 20.0
"""How long a study may take to end that was interrupted."""
RESTART_SECONDS = 30.0
"""How long a study may take to end before it begins again."""


class Studies:
    """Begins, steers and ends the studies of one home."""

    def __init__(
        self, store: Store, settings: Settings, recorder: Recorder, summaries: Summaries
    ) -> None:
        self._store, self._settings = store, settings
        self._recorder, self._summaries = recorder, summaries
        self._tracking = Tracking(settings)
        self.confirmations = Confirmations(store, settings, recorder)
        self.runners: dict[int, StudyRunner] = {}
        self._waiting: dict[int, bool] = {}
        """Those that are to begin, and whether only to test the winner so far."""

    def is_empty(self) -> bool:
        """Whether no study runs or waits, nor is confirmed."""
        return not self.runners and not self._waiting and self.confirmations.is_empty()

    def forget_ended(self) -> None:
        """Lets go of those whose threads have ended."""
        self.runners = {n: runner for n, runner in self.runners.items() if runner.is_alive()}
        self._tracking.forget_ended()
        self.confirmations.forget_ended()

    def take_over(self, *, until_idle: bool) -> None:
        """Studies that an engine left behind: the web's engine goes on, a command line's marks."""
        self.confirmations.take_over()
        for study in self._store.studies():
            if study.state is StudyState.STOPPING:
                self._store.set_state(study.id, StudyState.STOPPED)
            elif study.state is StudyState.QUEUED:
                self.start(study.id)  # its command may have gone with that engine
            elif study.state is StudyState.RUNNING and until_idle:
                self._store.set_state(study.id, StudyState.INTERRUPTED)
            elif study.state is StudyState.RUNNING or (
                study.state is StudyState.INTERRUPTED and not until_idle
            ):
                self._recorder.event(study.id, "state", "The engine is back: the study goes on.")
                self.start(study.id)

    # -- one study -------------------------------------------------------------------------

    def start(self, study_id: int, *, finish_only: bool = False) -> None:
        """Has a study begin as soon as there is a worker for it. Raises NotFound.

        Its confirmation ends then: it is for a search that is over.
        """
        ending = self.runners.get(study_id)
        if ending is not None and ending.is_ending():
            ending.join(timeout=RESTART_SECONDS)
        elif ending is not None:
            return
        if self._store.study(study_id).state is not StudyState.COMPLETED:
            self.confirmations.stop(study_id, waits=True)
            self._waiting[study_id] = finish_only

    def resume(self, study_id: int) -> None:
        """Starts a study again; one that is paused takes part. Raises NotFound."""
        if self._store.study(study_id).turn is Turn.PAUSED:
            self._store.set_turn(study_id, Turn.FAIR)
        self.start(study_id)

    def finish(self, study_id: int) -> None:
        """Ends a study that is open for more trials; tests the winner of one that was stopped."""
        if study_id in self.runners:
            self.runners[study_id].finish()
        else:  # of a sheet that was cleared, what it was sent is trained first
            self.start(study_id, finish_only=not self._store.is_cleared(study_id))

    def stop(self, study_id: int) -> None:
        """Stops a study that runs or is about to. Raises NotFound."""
        if study_id in self.runners:
            self.runners[study_id].stop()
        elif self._store.study(study_id).state.is_active():
            self._waiting.pop(study_id, None)
            self._store.set_state(study_id, StudyState.STOPPED)

    def turn(self, study_id: int) -> None:
        """Tells a study that runs how it shares the workers now."""
        if study_id in self.runners:
            self.runners[study_id].change(self._store.study(study_id).turn)

    def track(self, study_id: int, trackers: Iterable[str]) -> None:
        """Has a study sent to trackers, by processes of their own."""
        self._tracking.start(study_id, trackers)

    # -- all of them -----------------------------------------------------------------------

    def begin(self, cluster: Cluster) -> None:
        """Starts those that wait, if there is a worker."""
        while self._waiting and cluster.can_train():
            study_id = next(iter(self._waiting))
            finish_only = self._waiting.pop(study_id)
            runner = StudyRunner(
                study_id, self._store, self._settings, cluster, self._recorder, self._summaries
            )
            self.runners[study_id] = runner
            if self._store.is_cleared(study_id):  # that was said, perhaps to an engine that died
                runner.finish()
            runner.start(finish_only)
            self.track(study_id, self._store.study(study_id).spec.track)
        self.confirmations.begin(cluster)

    def refuse(self, why: str) -> None:
        """Ends those that wait for workers that will not do."""
        self.confirmations.refuse(why)
        waiting, self._waiting = self._waiting, {}
        for study_id in waiting:
            self._recorder.event(study_id, "state", why)
            with suppress(NotFound):
                self._store.set_state(study_id, StudyState.FAILED, why)

    def interrupt(self) -> None:
        """Ends those that run; they can go on later."""
        for runner in self.runners.values():
            runner.stop(interrupted=True)
        self.confirmations.interrupt()
        for runner in self.runners.values():
            runner.join(timeout=JOIN_SECONDS)

    def wait_for_scheduler(self) -> None:
        """Ends those that run, since their scheduler went away; they begin again with the next."""
        self.interrupt()
        self.confirmations.wait_for_scheduler()
        for study_id, runner in self.runners.items():
            with suppress(NotFound):
                if self._store.study(study_id).state is StudyState.QUEUED:
                    self._waiting[study_id] = runner.finish_only
