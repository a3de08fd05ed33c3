"""What the engine does beside the studies, one job at a time: preparing data, tidying the home."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tuning.engine import downloads
from tuning.engine.books.recorder import Recorder
from tuning.engine.workers.cluster import Cluster
from tuning.errors import TuningError
from tuning.settings import Settings
from tuning.store import Store, housekeeping
from tuning.study import DataSpec

TIDY_SECONDS = 600.0
"""How often to see whether the home holds too much."""
FIRST_TIDY_SECONDS = 60.0
"""How soon after the start to look for the first time."""
log = logging.getLogger(__name__)


class Background:
    """A thread for jobs that no study waits for; a job that fails ends nothing but itself."""

    def __init__(self, settings: Settings, store: Store, recorder: Recorder) -> None:
        self._settings, self._store, self._recorder = settings, store, recorder
        self._pool = ThreadPoolExecutor(1, "background")
        self._next_tidy = time.monotonic() + FIRST_TIDY_SECONDS

    def prepare(self, cluster: Cluster, payload: dict[str, Any]) -> None:
        """Has the data that a person is choosing read and sent to the workers."""
        self._pool.submit(self._prepare, cluster, payload)

    def _prepare(self, cluster: Cluster, payload: dict[str, Any]) -> None:
        try:
            data, seed = DataSpec.model_validate(payload["data"]), int(payload["seed"])
            # What would have to be downloaded waits for the study: nobody may want it in the end.
            dataset = downloads.found(data, self._settings, seed)
            cluster.prepare(downloads.key(data, seed), dataset)
        except TuningError as error:  # the study that asks for them says so
            log.info("These data cannot be prepared: %s", error)
        except Exception:
            log.exception("Data could not be prepared: %s", payload)

    def tidy_when_due(self) -> None:
        """Now and then has the oldest studies give way where the home holds too much."""
        if time.monotonic() > self._next_tidy:
            self._next_tidy = time.monotonic() + TIDY_SECONDS
            self._pool.submit(self._tidy)

    def _tidy(self) -> None:
        try:
            for study in housekeeping.tidy(self._settings, self._store.studies()):
                self._recorder.event(
                    study,
                    "home",
                    "Its event files, its checkpoints and what was made for trackers offline were "
                    f"removed, since the home held over {self._settings.home_mb:,} MB; its records "
                    "and its best model stay.",
                )
        except Exception:
            log.exception("The home could not be tidied.")

    def close(self) -> None:
        """Waits for the job that is under way; drops those that wait."""
        self._pool.shutdown(cancel_futures=True)
