"""Workers that have grown are renewed and those that hang are ended: no fit is lost."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.conftest import QUICK, Bench
from tests.waiting import wait_for
from tuning.engine.workers import upkeep
from tuning.engine.workers.cluster import Cluster
from tuning.study import StudyState

MANY = QUICK | {
    "strategy": {"name": "random_search", "max_trials": 40},
    "space": {
        "units": [4, 5, 6, 7, 8, 9],
        "layers": [1, 2, 3],
        "activation": ["relu", "tanh", "elu"],
        "epochs": 3,
    },
}


def pids(cluster: Cluster) -> set[int]:
    assert cluster._local is not None
    return {nanny.pid for nanny in cluster._local.workers.values()}


@pytest.mark.long
def test_grown_workers_are_renewed_and_ended_ones_told(
    lone: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, care = lone.cluster, lone.cluster._upkeep
    assert care is not None
    monkeypatch.setattr(upkeep, "LOOK_SECONDS", 0.1)
    before, renewals = pids(cluster), cluster.renewals
    number = lone.create(MANY)
    runner = lone.start(number)
    lone.wait(number, lambda view: view.totals.fits > 0)
    monkeypatch.setattr(upkeep, "YOUNGEST", 0.0)
    monkeypatch.setattr(care, "_settings", replace(lone.settings, worker_memory=1))
    wait_for(lambda: cluster.renewals > renewals, seconds=120)
    monkeypatch.setattr(care, "_settings", lone.settings)
    wait_for(lambda: not runner.is_alive(), seconds=120)
    view = lone.wait(number, lambda view: view.study.state is not StudyState.RUNNING)
    assert view.study.state is StudyState.COMPLETED, view.study.error
    assert {fit.attempt for fit in view.fits.values()} == {1}
    assert [e.text for e in lone.store.events(number) if e.kind == "worker"] == []
    assert not before & pids(cluster)

    # A worker that stands still: its fit is ended with it, told, and trained again.
    monkeypatch.setattr(upkeep, "SLOWER", 0.0)
    number = lone.create(QUICK | {"space": {"units": [4, 5], "epochs": 5000}})
    runner = lone.start(number)
    lone.wait(number, lambda view: view.totals.epochs > 3)
    (stopped,) = pids(cluster)
    os.kill(stopped, signal.SIGSTOP)
    monkeypatch.setattr(care, "_settings", replace(lone.settings, fit_seconds=1))
    wait_for(lambda: any("no epoch" in e.text for e in lone.store.events(number)), seconds=60)
    monkeypatch.setattr(care, "_settings", lone.settings)
    lone.wait(number, lambda view: any(f.attempt == 2 for f in view.fits.values()))
    runner.stop()
    wait_for(lambda: not runner.is_alive(), seconds=60)
    wait_for(lambda: stopped not in pids(cluster), seconds=60)
    (told,) = [e.text for e in lone.store.events(number) if e.kind == "worker"]
    assert told.startswith("A worker was lost while it trained trial 1 (its fit reported no epoch")


def test_the_system_s_count_of_processes_ended_for_memory(tmp_path: Path) -> None:
    group, whole = tmp_path / "memory.events", tmp_path / "vmstat"
    group.write_text("low 0\noom 3\noom_kill 2\noom_group_kill 0\n", encoding="ascii")
    whole.write_text("nr_free_pages 12\noom_kill 5\n", encoding="ascii")
    assert upkeep.killed_for_memory([group, whole, tmp_path / "none"]) == 7
