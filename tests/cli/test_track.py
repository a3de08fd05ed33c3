"""The command `track`, its bad input foremost; tests/export/trackers has the real clients."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from tests.cli.calling import call, one_line
from tests.records.samples import finished, spec
from tuning.errors import StoreUnavailable
from tuning.settings import Settings
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import StudyState
from tuning.trackers import INSTALL, TRACKERS


@pytest.fixture
def store(place: Settings) -> Store:
    return Store(place.prepare().store_path)


@pytest.fixture
def no_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comet's client is not installed."""
    gone = replace(TRACKERS["comet"], modules=("no_such_client",))
    monkeypatch.setitem(TRACKERS, "comet", gone)


BAD = {
    "no study": (["7", "--to", "mlflow"], "There is no study 7"),
    "no tracker": (["1"], "--to must name a tracker: wandb, comet, mlflow."),
    "an unknown one": (["1", "--to", "neptune"], "one of wandb, comet, mlflow, got 'neptune'."),
    "two to follow": (["1", "--to", "wandb", "--to", "mlflow", "--follow"], "got wandb, mlflow."),
    "no client": (["1", "--to", "comet"], "pip install -r requirements-trackers.txt"),
    "no server": (["1", "--to", "mlflow", "--online"], "MLFLOW_TRACKING_URI, which is not set."),
    "no patience": (["1", "--to", "mlflow", "--patience", "0"], "0.0 is not in the range x>=1"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_line(case: str, store: Store, no_client: None) -> None:
    finished(store)
    arguments, words = BAD[case]
    result = call("track", *arguments)
    assert result.exit_code == 2
    assert words in one_line(result)


def test_a_study_file_names_trackers(tmp_path: Path, place: Settings, no_client: None) -> None:
    path = tmp_path / "study.toml"
    for track, words in {
        '["neptune"]': "A tracker must be one of wandb, comet, mlflow, got 'neptune'.",
        '["comet"]': f"Comet needs its client, which is not installed: {INSTALL}",
        "3": "track",
    }.items():
        path.write_text(f"track = {track}\n[space]\nunits = [4, 8]")
        result = call("run", path)
        assert result.exit_code == 2
        assert words in one_line(result)
    assert not place.home.exists()


def test_a_folder_that_cannot_be_written_is_one_line(store: Store, place: Settings) -> None:
    finished(store)
    place.tracked.touch()
    result = call("track", "1", "--to", "mlflow")
    assert result.exit_code == 1
    assert "tracked/1 must be writable, but is not: Not a directory." in one_line(result)


def test_a_tracker_s_trouble_keeps_nothing_from_the_others(store: Store, place: Settings) -> None:
    store.create_race([spec(name=name) for name in ("One", "Other")], name="A race", budget=8)
    held = place.tracked / "1" / "mlflow.lock"
    held.parent.mkdir(parents=True)
    with FileLock(held):
        options = ["--to", "mlflow", "--to", "wandb", "--patience", "1"]
        result = call("track", "r1", *options)
    assert (result.exit_code, result.stdout.count("that Weights & Biases is sent.")) == (1, 2)
    assert result.stderr == "Study 1 is being sent to MLflow by another process.\n"


def test_a_study_without_trials_says_so(store: Store) -> None:
    store.create_study(spec(track="mlflow"))
    assert call("track", "1").stdout == "Study 1 has no trial yet that MLflow is sent.\n"


def test_it_goes_to_the_study_s_own_trackers_and_a_race_is_all_its_studies(store: Store) -> None:
    both = [spec(track=["mlflow"], name=name) for name in ("One", "Other")]
    race = store.create_race(both, name="A race", budget=8)
    result = call("track", f"r{race}", "--json")
    assert result.exit_code == 0, result.stderr
    assert [(one["study"], one["to"]) for one in json.loads(result.stdout)["tracked"]] == [
        (1, "mlflow"),
        (2, "mlflow"),
    ]
    assert call("track", f"r{race}", "--to", "mlflow", "--follow").exit_code == 2


def test_a_follower_waits_for_a_store_that_is_locked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.create_study(spec(track="mlflow"))
    store.set_state(1, StudyState.STOPPED)
    locked, refresh = [True, True, False, True], StudyView.refresh

    def refreshed(view: StudyView) -> bool:
        if locked and locked.pop():
            raise StoreUnavailable("The store is locked.", "another program keeps it locked")
        return refresh(view)

    monkeypatch.setattr(StudyView, "refresh", refreshed)
    told = call("track", "1", "--follow").stdout
    assert told == "Study 1 has no trial yet that MLflow is sent.\n"
    assert locked == []
    locked.append(True)
    assert one_line(call("track", "1")) == "The store is locked."
