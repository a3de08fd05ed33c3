"""What a home holds stays below its limit; best models and studies under way keep all they have."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from filelock import FileLock

from tests import records
from tuning.settings import Settings
from tuning.store import Store, housekeeping
from tuning.study import StudyState

MB = 1_000_000


def put(path: Path, megabytes: float = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"0" * round(megabytes * MB))
    return path


def test_the_oldest_studies_give_way_and_never_a_best_model(tmp_path: Path) -> None:
    home = Settings(home=tmp_path, home_mb=6).prepare()
    store = Store(home.store_path)
    states = (StudyState.STOPPED, StudyState.COMPLETED, StudyState.COMPLETED, StudyState.RUNNING)
    for number, state in enumerate(states, start=1):
        assert store.create_study(records.spec(2)) == number
        store.set_state(number, StudyState.RUNNING)
        store.set_state(number, state)
        put(home.logs / f"{number}/trial-0001/events.out.tfevents.1")
        put(home.models / f"{number}/rungs/1-0.npz")
        put(home.models / f"{number}/keras_tuner/oracle.json", 0.1)
        put(home.models / f"{number}/best.keras", 0.1)
    old, new = put(home.home / "programs/old", 0.5), put(home.home / "programs/new", 0.5)
    os.utime(old, (0, 0))
    assert housekeeping.held(home) > 9.7 * MB

    assert housekeeping.tidy(home, store.studies()) == [2, 3]
    assert not old.exists()
    assert new.exists()
    for number in (1, 2, 3, 4):
        keeps = number in (1, 4)
        assert (home.models / f"{number}/best.keras").exists()
        assert (home.models / f"{number}/rungs").exists() is keeps
        assert (home.logs / f"{number}").exists() is keeps
    assert housekeeping.tidy(home, store.studies()) == []
    assert housekeeping.tidy(replace(home, home_mb=1), store.studies()) == [1]
    assert (home.logs / "4").exists()
    assert housekeeping.told(home).endswith(" MB")
    store.close()


def test_what_trackers_were_made_gives_way_unless_it_is_being_made(tmp_path: Path) -> None:
    home = Settings(home=tmp_path, home_mb=1).prepare()
    store = Store(home.store_path)
    study = records.fill(store, records.spec(2))
    folder = home.tracked / str(study)
    made, sent = put(folder / "wandb/run.wandb", 2), put(folder / "wandb-online/sent-1.jsonl", 0.1)
    with FileLock(folder / "wandb.lock"):
        assert housekeeping.tidy(home, store.studies()) == []
    assert made.exists()
    assert housekeeping.tidy(home, store.studies()) == [study]
    assert (made.exists(), sent.exists()) == (False, True)
    store.close()
