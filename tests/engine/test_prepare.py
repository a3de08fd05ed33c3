"""Data that a person is choosing are on the workers before a study asks for them."""

from __future__ import annotations

from tests.engine.conftest import Bench
from tests.waiting import wait_for
from tuning.engine import data, downloads
from tuning.engine.background import Background
from tuning.study import DataSpec


def held(key: str) -> bool:
    """On a worker."""
    return key in data._datasets and data._images.cache_info().currsize > 0


def test_the_workers_hold_what_was_chosen(bench: Bench) -> None:
    chosen = DataSpec(name="digits", rows=150)
    background = Background(bench.settings, bench.store, bench.recorder)
    background.prepare(bench.cluster, {"data": chosen.model_dump(mode="json"), "seed": 3})
    key = downloads.key(chosen, 3)
    wait_for(lambda: all(bench.cluster.client.run(held, key).values()), seconds=30)


def test_data_that_are_not_there_stop_nothing(bench: Bench) -> None:
    background = Background(bench.settings, bench.store, bench.recorder)
    missing = DataSpec(name="gone-1234abcd.csv", target="y")
    background._prepare(bench.cluster, {"data": missing.model_dump(mode="json"), "seed": 1})
