"""What the engine says of itself in the store."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.records import samples
from tuning.engine.status import EngineStatus
from tuning.store import EngineRecord, Store


def said(store: Store) -> EngineRecord:
    record = store.engine()
    assert record is not None
    return record


def test_the_speed_is_the_middle_worker_s_and_counts_those_that_train(tmp_path: Path) -> None:
    store = samples.store(tmp_path)
    status = EngineStatus(store, workers=2)
    cluster: Any = SimpleNamespace(condition=lambda: ("ready", ""), workers=3, speeds=list)
    status.say("starting")
    assert said(store).speed["workers"] == 2
    status.look(cluster, is_warming=True)
    assert (said(store).state, said(store).workers) == ("warming", 0)
    status.measured([{"flops": 5e9}, {"flops": 3e9}, {"flops": 4e9}])
    status.look(cluster, is_warming=False)
    assert (said(store).state, said(store).workers) == ("ready", 3)
    assert (said(store).speed["flops"], said(store).speed["workers"]) == (4e9, 3)
    store.close()
