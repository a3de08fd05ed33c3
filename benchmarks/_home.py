"""A home filled with recorded studies, and someone who plays the engine over it.

The real engine would go on with a study that runs; here its lock is held, its heartbeat is
written, and trials end when the benchmark says so.
"""

from __future__ import annotations

import threading
import time
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from filelock import FileLock

from tests import records
from tuning import settings
from tuning.space import Choice, Fixed, Float, Int, Space
from tuning.store import Store, TrialRecord
from tuning.study import Evaluation, StudyState, TrialState

EPOCHS = 10
SPACE = Space(
    parameters={
        "activation": Choice(values=["relu", "tanh", "sigmoid"]),
        "layers": Int(low=1, high=4),
        "units": Int(low=32, high=512, step=32),
        "dropout": Float(low=0.0, high=0.5, step=0.05),
        "optimizer": Choice(values=["adam", "sgd", "rmsprop"]),
        "learning_rate": Float(low=1e-4, high=1e-1, scale="log"),
        "batch_size": Choice(values=[32, 64, 128]),
        "epochs": Fixed(value=EPOCHS),
    }
)


class PlayedEngine(AbstractContextManager["PlayedEngine"]):
    """Holds a home's engine lock and reports as an engine would."""

    def __init__(self, folder: Path) -> None:
        self.settings = settings.load(folder).prepare()
        self.store = Store(self.settings.store_path)
        self._lock = FileLock(self.settings.engine_lock)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._next = 0
        self._spec = records.spec()

    def __enter__(self) -> PlayedEngine:
        self._lock.acquire(timeout=5)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._lock.release()
        self.store.close()

    def _beat(self) -> None:
        while not self._ended.wait(1.0):
            records.put_engine(self.store)

    def fill(self, trials: int, studies: int) -> int:
        """`studies` finished studies, then one of `trials` trials that runs; returns its id."""
        now = time.time()
        for number in range(studies):
            spec = records.spec(4, name=f"Study {number + 1}")
            records.fill(self.store, spec, start=now - 90_000 - number, seed=number)
        self._spec = records.spec(
            100_000, name="Ten thousand trials", space=SPACE, evaluation=Evaluation()
        )
        study = records.fill(
            self.store,
            self._spec,
            finished=trials,
            running=2,
            state=StudyState.RUNNING,
            start=now - 5.0 * trials,
        )
        self._next = trials
        return study

    def end_trial(self, study: int) -> None:
        """The oldest running trial ends, and another begins, in one write as the recorder's."""
        number, now = self._next, time.time()
        self._next += 1
        recording = records.Recording(self._spec, now - 4, seed=number)
        values = recording.draw()
        recording.add(number, values, EPOCHS, text="Drawn at random.")
        batch = recording.batch
        batch.trials.append(TrialRecord(number + 2, TrialState.RUNNING, values, started=now - 4))
        batch.study = {"trials_finished": number + 1, "epochs_done": (number + 1) * EPOCHS}
        self.store.write(study, batch)
