"""A scheduler that stands: what it lacks is said, what it needs it is given, what it loses is kept.

The processes are real, and started once for all tests; the first tests need no TensorFlow.
"""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.conftest import QUICK
from tests.engine.stand import Stand, other_version
from tests.waiting import wait_for
from tuning.engine.service import Engine
from tuning.engine.workers import shipping, standing
from tuning.engine.workers.standing import Standing
from tuning.errors import ClusterAway, ClusterUnfit
from tuning.planning import files
from tuning.settings import Settings
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import StudyState


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    stand = Stand(tmp_path_factory.mktemp("stand"))
    stand.scheduler()
    yield stand
    stand.close()


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers are ready without having loaded TensorFlow."""

    def warm(standing: Standing, address: str) -> Any:
        return standing.client.submit(dict, step_seconds=1.0, workers=[address], pure=False)

    monkeypatch.setattr(Standing, "_warm", warm)


def newer_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next engine's code differs from this one's."""
    code, name = shipping.parcel()
    file = io.BytesIO(code)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("tuning/newer.py", "")
    monkeypatch.setattr(shipping, "parcel", lambda: (file.getvalue(), f"{name}-newer"))


def misfit(stand: Stand) -> None:
    """A worker with another Keras; one is enough for all tests."""
    if "misfit" not in stand.running:
        odd = other_version(stand.folder / "odd", "keras", "3.0.0")
        stand.worker("misfit", "--no-nanny", libraries=odd)


def has_newer_code(standing: Standing) -> bool:
    found = "__import__('importlib.util').util.find_spec('tuning.newer') is not None"
    return bool(standing.client.submit(eval, found, pure=False).result())


def test_what_a_scheduler_and_its_workers_lack_is_said(
    stand: Stand, light: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    welcomed: list[str] = []
    first = Standing(stand.address, tmp_path, welcomed.append)
    state, sentence = first.condition()
    assert (state, "has no worker" in sentence) == ("waiting", True)

    misfit(stand)
    wait_for(lambda: first.condition()[0] == "unfit", 60)
    (address,) = first.client.scheduler_info(n_workers=-1)["workers"]
    assert first.condition()[1].startswith(
        f"The worker at {address} does not fit: it has keras 3.0"
    )
    stand.worker("a")
    wait_for(lambda: first.ready() == welcomed != [], 60)
    assert address not in first.ready()
    assert first.condition() == ("ready", first.left_out())

    with pytest.raises(ClusterUnfit, match=f"serves another engine, that of {tmp_path}"):
        Standing(stand.address, tmp_path / "other", welcomed.append)
    assert not has_newer_code(first)
    first.close()

    newer_code(monkeypatch)
    second = Standing(stand.address, tmp_path, welcomed.append)
    wait_for(second.ready, 60)
    assert has_newer_code(second)
    second.close()
    stand.kill("a")


def test_nobody_at_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "CONNECT_SECONDS", 0.2)
    with pytest.raises(ClusterAway, match="No Dask scheduler answers at nowhere:1"):
        Standing("nowhere:1", tmp_path, lambda _: None)


class Serving:
    """An engine at work in a thread of this process."""

    def __init__(self, home: Path, scheduler: str) -> None:
        self.settings = Settings(home=home, scheduler=scheduler).prepare()
        self.store = Store(self.settings.store_path)
        self.engine = Engine(self.settings, until_idle=False, parent=None)
        self._thread = threading.Thread(target=self.engine.run)
        self._thread.start()

    def says(self, state: str) -> Callable[[], bool]:
        def said() -> bool:
            record = self.store.engine()
            return record is not None and record.state == state

        return said

    def workers(self) -> list[str]:
        cluster = self.engine._cluster
        return cluster.addresses() if cluster else []

    def end(self) -> None:
        self.engine.end()
        self._thread.join(60)
        self.store.close()


@pytest.fixture
def serving(stand: Stand, tmp_path: Path) -> Iterator[Serving]:
    serving = Serving(tmp_path / "home", stand.address)
    yield serving
    serving.end()


OPEN = QUICK | {
    "strategy": {
        "name": "by_hand",
        "stay_open": True,
        "trials": [{"units": 4, "activation": "relu"}, {"units": 8, "activation": "relu"}],
    },
    "space": {"units": [4, 8], "activation": ["relu", "tanh"], "epochs": 400},
}


@pytest.mark.long
def test_a_study_survives_its_workers_and_waits_for_its_scheduler(
    stand: Stand, serving: Serving
) -> None:
    misfit(stand)
    store = serving.store

    def begun(document: dict[str, Any]) -> int:
        number = store.create_study(files.parse(document))
        store.send("start", number)
        return number

    refused = begun(QUICK)
    wait_for(lambda: store.study(refused).state is StudyState.FAILED, 60)
    assert "does not fit: it has keras 3.0.0" in str(store.study(refused).error)

    stand.worker("b")
    stand.worker("c")
    wait_for(lambda: len(serving.workers()) == 2, 120)
    number = begun(OPEN)
    view = StudyView(store, number)

    def trained(fits: int, epochs: int) -> bool:
        view.refresh()
        return sum(len(curve) >= epochs for curve in view.curves.values()) >= fits

    wait_for(lambda: trained(2, 5), 60)
    stand.kill("b")
    stand.worker("d")
    first = serving.workers()
    wait_for(lambda: len(serving.workers()) == 2 and serving.workers() != first, 120)
    for units in (4, 8):
        store.send("trial", number, values={"units": units, "activation": "tanh", "epochs": 400})
    wait_for(lambda: trained(4, 400), 120)
    assert {fit.worker for fit in view.fits.values()} >= set(serving.workers())

    stand.kill("scheduler")
    wait_for(serving.says("waiting"), 60)
    wait_for(lambda: store.study(number).state is StudyState.QUEUED)
    record = store.engine()
    assert record is not None
    assert "went away" in record.trouble or "No Dask scheduler answers" in record.trouble
    store.send("stop", number)
    wait_for(lambda: store.study(number).state is StudyState.STOPPED)
    assert trained(4, 400)
