"""A real engine's parts for the tests: Dask workers with TensorFlow, a store, real training."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.waiting import wait_for
from tuning.engine.books.recorder import Recorder
from tuning.engine.books.summaries import Summaries
from tuning.engine.runner import StudyRunner
from tuning.engine.workers.cluster import Cluster
from tuning.planning import files
from tuning.settings import Settings
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import StudyState

QUICK = {
    "dataset": {"name": "digits", "rows": 200},
    "evaluation": {"method": "split", "fraction": 0.25},
    "objective": {"metric": "val_accuracy"},
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


@contextmanager
def bench_on(cluster: Cluster, home: Path, workers: int) -> Iterator[Bench]:
    """A fresh home on workers that others use, too; begins once all of them are there."""
    wait_for(lambda: len(cluster._there()) == workers, seconds=60)
    settings = Settings(home=home, workers=workers).prepare()
    store, summaries = Store(settings.store_path), Summaries(settings.logs)
    bench = Bench(settings, cluster, store, summaries, Recorder(store, summaries))
    try:
        yield bench
    finally:
        for runner in bench.runners:
            if runner.is_alive():
                runner.stop()
                runner.join(60)
        bench.recorder.close()
        store.close()


@contextmanager
def cluster_of(workers: int, home: Path) -> Iterator[Cluster]:
    cluster = Cluster(Settings(home=home, workers=workers).prepare())
    try:
        yield cluster
    finally:
        cluster.close()


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers for all tests of the session."""
    with cluster_of(2, tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture
def bench(cluster: Cluster, tmp_path: Path) -> Iterator[Bench]:
    """A fresh home on the two workers."""
    with bench_on(cluster, tmp_path / "home", 2) as bench:
        yield bench


@pytest.fixture(scope="session")
def lone_worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One worker for all tests in which everything hangs on it."""
    with cluster_of(1, tmp_path_factory.mktemp("lone")) as cluster:
        yield cluster


@pytest.fixture
def lone(lone_worker: Cluster, tmp_path: Path) -> Iterator[Bench]:
    """A fresh home on the one worker."""
    with bench_on(lone_worker, tmp_path / "home", 1) as bench:
        yield bench


@dataclass
class Trained:
    """Finished studies to be looked at and not changed: each is trained once for all tests."""

    bench: Bench
    _known: dict[str, int] = field(default_factory=dict)

    def study(self, document: dict[str, Any]) -> StudyView:
        key = json.dumps(document, sort_keys=True)
        if key not in self._known:
            self._known[key] = self.bench.create(document)
            self.bench.run(self._known[key])
        view = StudyView(self.bench.store, self._known[key])
        assert view.study.state is StudyState.COMPLETED, view.study.error
        return view

    def models(self, view: StudyView) -> Path:
        """Where the best model of a study is."""
        return self.bench.settings.models / str(view.study.id)


@pytest.fixture(scope="session")
def trained(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trained]:
    with bench_on(cluster, tmp_path_factory.mktemp("trained"), 2) as bench:
        yield Trained(bench)
