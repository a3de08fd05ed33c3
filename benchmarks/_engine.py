"""Our side: the engine process over a home of its own, warm before the clock starts."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from benchmarks._machine import Stopwatch, Stretch, own_cpu_seconds
from tuning import settings
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import StudySpec, StudyState

PROJECT = Path(__file__).resolve().parent.parent
POLL = 0.05
"""Seconds between two looks at the store: each takes a millisecond of a core that trains."""
CHOOSING = 3.0
"""Seconds in which a person settles the rest of a study after its data, which the engine uses."""


@dataclass(frozen=True)
class Ran:
    """One study from Start to its end."""

    time: Stretch
    first_epoch: float
    """Seconds from Start to the first epoch in the store."""
    trials_ended: float
    """Seconds from Start until the last trial's end was in the store."""
    engine_cpu: float
    """Processor seconds of the engine's own process, its workers left out."""
    view: StudyView


class Engine(AbstractContextManager["Engine"]):
    """A warm engine process. Its start and its warming up are not part of any figure."""

    def __init__(self, home: Path, environment: dict[str, str] | None = None) -> None:
        self.settings = settings.load(home).prepare()
        self.store = Store(self.settings.store_path)
        self._environment = os.environ | (environment or {})
        self.warm_seconds = 0.0

    def __enter__(self) -> Engine:
        began = time.perf_counter()
        self._log = (self.settings.home / "engine.log").open("wb")
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tuning.engine", "--home", str(self.settings.home)),
                *("--parent-pid", str(os.getpid())),
            ],
            cwd=PROJECT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        self._wait_until_warm(120)
        self.warm_seconds = time.perf_counter() - began
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()
        self.store.close()

    def run(self, spec: StudySpec, choosing: float = CHOOSING) -> Ran:
        """Runs a study; the clock runs from Start until the study is through, winner tested.

        choosing: seconds in which the engine prepares the data before.
        """
        self.store.send("prepare", data=spec.data.model_dump(mode="json"), seed=spec.seed)
        time.sleep(choosing)
        study = self.store.create_study(spec)
        watch, engine = Stopwatch(self.process.pid), own_cpu_seconds(self.process.pid)
        self.store.send("start", study)
        first: float | None = None
        trials_ended, finished = 0.0, 0
        while (record := self.store.study(study)).state in (StudyState.QUEUED, StudyState.RUNNING):
            self.check()
            if first is None and self.store.epochs(study):
                first = watch.seconds
            if record.trials_finished > finished:
                finished, trials_ended = record.trials_finished, watch.seconds
            time.sleep(POLL)
        time_used, engine_cpu = watch.read(), own_cpu_seconds(self.process.pid) - engine
        view = StudyView(self.store, study)
        if view.study.state is not StudyState.COMPLETED:
            raise RuntimeError(f"The study is {view.study.state}: {view.study.error}")
        return Ran(
            time_used,
            first or time_used.seconds,
            trials_ended if view.study.trials_finished == finished else time_used.seconds,
            engine_cpu,
            view,
        )

    def _wait_until_warm(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (record := self.store.engine()) is None or record.state != "ready":
            self.check()
            if time.monotonic() > end:
                raise RuntimeError(f"The engine was not warm after {seconds:.0f} s.")
            time.sleep(0.05)

    def check(self) -> None:
        if self.process.poll() is not None:
            text = (self.settings.home / "engine.log").read_text(errors="replace")
            raise RuntimeError(f"The engine ended:\n{text[-2000:]}")
