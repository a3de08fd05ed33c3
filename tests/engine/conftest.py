"""A real engine's parts for the tests: Dask workers with TensorFlow, a store, real training."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.waiting import wait_for
from tuning.engine.recorder import Recorder
from tuning.engine.runner import StudyRunner
from tuning.engine.summaries import Summaries
from tuning.engine.workers.cluster import Cluster
from tuning.planning import files
from tuning.settings import Settings
from tuning.store import Store
from tuning.store.view import StudyView

QUICK = {
    "dataset": {"name": "digits", "rows": 200},
    "evaluation": {"method": "split", "fraction": 0.25},
    "space": {"units": [4, 8], "activation": ["relu", "tanh"], "epochs": 2},
}
"""A study of seconds; strategies add their own options."""


@dataclass
class Bench:
    """One home with its store, on a shared cluster."""

    settings: Settings
    cluster: Cluster
    store: Store
    summaries: Summaries
    recorder: Recorder
    runners: list[StudyRunner] = field(default_factory=list)

    def create(self, document: dict[str, Any]) -> int:
        return self.store.create_study(files.parse(document))

    def start(self, study_id: int, **options: Any) -> StudyRunner:
        runner = StudyRunner(
            study_id, self.store, self.settings, self.cluster, self.recorder, self.summaries
        )
        self.runners.append(runner)
        runner.start(**options)
        return runner

    def run(self, study_id: int, **options: Any) -> StudyView:
        """Runs a study to its end."""
        runner = self.start(study_id, **options)
        wait_for(lambda: not runner.is_alive(), seconds=120)
        return StudyView(self.store, study_id)

    def wait(self, study_id: int, condition: Callable[[StudyView], bool]) -> StudyView:
        view = StudyView(self.store, study_id)

        def holds() -> bool:
            view.refresh()
            return condition(view)

        wait_for(holds, seconds=120)
        return view


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers for all tests of the session."""
    home = tmp_path_factory.mktemp("cluster")
    cluster = Cluster(Settings(home=home, workers=2).prepare())
    yield cluster
    cluster.close()


@pytest.fixture
def bench(cluster: Cluster, tmp_path: Path) -> Iterator[Bench]:
    """A fresh home on the shared workers."""
    settings = Settings(home=tmp_path / "home", workers=2).prepare()
    store, summaries = Store(settings.store_path), Summaries(settings.logs)
    bench = Bench(settings, cluster, store, summaries, Recorder(store, summaries))
    yield bench
    for runner in bench.runners:
        if runner.is_alive():
            runner.stop()
            runner.join(60)
    bench.recorder.close()
    store.close()
