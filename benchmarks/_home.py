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
from tuning.store import Batch, Store, TrialRecord
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
            100_000, name="Ten thousand trials", space=SPACE, evaluation=Evaluation(method="split")
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

    def end_trials(self, study: int, count: int = 1) -> int:
        """The oldest running trials end, and as many begin, in one write as the recorder's.

        Returns how many have ended in all.
        """
        now, batch = time.time(), Batch()
        for _ in range(count):
            number, self._next = self._next, self._next + 1
            recording = records.Recording(self._spec, now - 4, seed=number, batch=batch)
            values = recording.draw()
            recording.add(number, values, EPOCHS, text="Drawn at random.")
        for number in (self._next, self._next + 1):
            batch.trials.append(TrialRecord(number, TrialState.RUNNING, values, started=now - 4))
        batch.study = {"trials_finished": self._next, "epochs_done": self._next * EPOCHS}
        self.store.write(study, batch)
        return self._next

    def crowd(self, study: int, rate: float, seconds: float) -> Crowd:
        """So many trials a second, written every tenth of one; begins at once."""
        return Crowd(self, study, rate, seconds)


class Crowd(threading.Thread):
    """Trials that end all the time; `written` has when how many had."""

    def __init__(self, engine: PlayedEngine, study: int, rate: float, seconds: float) -> None:
        super().__init__(name="crowd", daemon=True)
        self._engine, self._study, self._rate, self._seconds = engine, study, rate, seconds
        self.written: list[tuple[float, int]] = []
        self.start()

    def run(self) -> None:
        began, ended = time.monotonic(), 0
        while (passed := time.monotonic() - began) < self._seconds:
            due = int(self._rate * passed) - ended
            if due:
                ended += due
                count = self._engine.end_trials(self._study, due)
                self.written.append((time.time(), count))
            time.sleep(max(0.1 - (time.monotonic() - began - passed), 0.0))
