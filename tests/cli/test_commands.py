"""The command line's contract, over a stand-in for the engine; test_follow.py has the real."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import call, interrupted_when, one_line, someone_else_s_engine
from tests.data_files import penguins
from tests.records.samples import bring, finished, fit, spec, trial
from tests.waiting import wait_for
from tuning import strategies
from tuning.cli import follow
from tuning.settings import PROJECT, Settings
from tuning.store import Batch, Store
from tuning.study import FitState, StudyState, TrialState, Turn

QUICK = str(PROJECT / "examples" / "digits_quick.toml")


# -- bad input -----------------------------------------------------------------------------


BAD: dict[str, tuple[list[str], str]] = {
    "no command": ([], "Missing command"),
    "unknown command": (["rum"], "No such command 'rum'"),
    "unknown option": (["run", QUICK, "--fast"], "No such option '--fast'"),
    "no file": (["run"], "Missing argument 'SPEC.toml'"),
    "missing file": (["run", "nowhere.toml"], "nowhere.toml cannot be read: No such file"),
    "unknown data set": (["run", QUICK, "--dataset", "nist"], "one of your own, got 'nist'"),
    "zero trials": (["run", QUICK, "--max-trials", "0"], "max_trials must be at least 1, got 0"),
    "trials in words": (["run", QUICK, "--max-trials", "two"], "'two' is not a valid integer"),
    "negative epochs": (["run", QUICK, "--epochs", "-1"], "epochs must be at least 1, got -1"),
    "unknown study": (["show", "7"], "There is no study"),
    "turns of an unknown study": (["turn", "7", "first"], "There is no study"),
    "a turn that there is not": (["turn", "7", "last"], "'last' is not one of"),
    "unknown study to stop": (["stop", "7"], "There is no study"),
    "unknown study to resume": (["resume", "7"], "There is no study"),
    "unknown study to export": (
        ["export", "7", "--format", "csv", "-o", "x"],
        "There is no study",
    ),
    "an id in words": (
        ["show", "first"],
        "'first' must be the number of a study (3) or of a race (r3)",
    ),
    "unknown format": (["export", "1", "--format", "pdf", "-o", "x"], "'pdf' is not one of"),
    "import of what is no study": (["import", QUICK], "The file must be a study that was exported"),
    "export to nowhere": (["export", "1", "--format", "csv"], "Missing option '-o'"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_line_and_makes_nothing(case: str, place: Settings) -> None:
    arguments, words = BAD[case]
    result = call(*arguments)
    assert result.exit_code == 2
    assert words in one_line(result)
    assert not place.home.exists()


def test_a_malformed_study_file(tmp_path: Path, place: Settings) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("[space]\nunits = { type = 'int', low = 9, high = 1 }")
    result = call("run", path)
    assert result.exit_code == 2
    assert "space.units: low must not be above high, got low 9 and high 1" in one_line(result)
    assert not place.home.exists()


def test_a_grid_of_thousands_of_fits_is_asked_about(
    place: Settings, engine: Callable[[str], None], tmp_path: Path
) -> None:
    values = {"units": 8, "batch_size": 16, "layers": 1, "epochs": 1, "dropout": 0.0}
    lists = "".join(
        f"{name} = {[first + k * (0.1 if name == 'dropout' else 1) for k in range(5)]}\n"
        for name, first in values.items()
    )
    path = tmp_path / "large.toml"
    path.write_text(
        'strategy = "grid_search_cv"\nevaluation = { method = "folds" }\n[space]\n' + lists
    )
    result = call("run", path)
    assert result.exit_code == 2
    asked = "5 hyperparameters with 5 values each in 5 folds are 15,625 fits"
    assert one_line(result) == f"{asked}: to run them all the same, add --yes."
    assert not place.home.exists()
    engine("completes")
    assert call("run", path, "--yes").exit_code == 0


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = call("run", QUICK, "--home", tmp_path / "file")
    assert result.exit_code == 2
    assert "home folder must be writable" in one_line(result)


def test_max_trials_where_the_strategy_has_no_such_option(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = replace(strategies.STRATEGIES["random_search"], title="Grid", options=())
    monkeypatch.setitem(strategies.STRATEGIES, "random_search", grid)
    result = call("run", QUICK, "--max-trials", 3)
    assert result.exit_code == 2
    assert "--max-trials must be left out for random_search" in one_line(result)


def test_what_is_no_mistake_of_the_person_is_code_1(place: Settings) -> None:
    place.prepare().store_path.write_text("no database " * 100)
    result = call("studies")
    assert result.exit_code == 1
    assert "cannot be used as the store" in one_line(result)


def test_exit_codes_and_one_line_of_the_process_itself(tmp_path: Path) -> None:
    for arguments, code in [(["--help"], 0), (["run", "no.toml"], 2), (["--nonsense"], 2)]:
        done = subprocess.run(
            [sys.executable, "-m", "tuning", *arguments],
            cwd=PROJECT,
            env=os.environ | {"TUNING_HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code
        assert done.stderr.count("\n") == (1 if code else 0)


def test_it_starts_without_any_library_that_trains() -> None:
    heavy = ["tensorflow", "keras", "keras_tuner", "scikeras", "sklearn", "streamlit", "pandas"]
    code = (
        f"import sys, tuning.cli.commands; print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


# -- run -----------------------------------------------------------------------------------


def test_a_run_prints_one_json_object_and_its_progress_elsewhere(
    place: Settings, engine: Callable[[str], None]
) -> None:
    engine("completes")
    result = call("run", QUICK, "--json")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert data["study"]["state"] == "COMPLETED"
    assert data["best"]["score"] == 0.9
    assert "Study 1, Quick look at digits: 3 trials, 3 fits, 6 epochs." in result.stderr
    assert "trial 1 COMPLETED 0.9" in result.stderr


def test_what_a_technique_does_not_use_is_said_before_the_start(
    tmp_path: Path, place: Settings, engine: Callable[[str], None]
) -> None:
    file = tmp_path / "hyperband.toml"
    file.write_text(Path(QUICK).read_text().replace("random_search", "hyperband"))
    file.write_text(re.sub("max_trials = .*", "max_epochs = 3", file.read_text()))
    engine("completes")
    result = call("run", file, "--json", "--epochs", 7)
    assert result.exit_code == 0, result.stderr
    assert result.stderr.startswith("Epochs (7) is not used: Hyperband decides how long")
    json.loads(result.stdout)


def test_a_run_for_people(place: Settings, engine: Callable[[str], None]) -> None:
    engine("completes")
    result = call("run", QUICK)
    assert result.exit_code == 0
    assert "Study 1, Quick look at digits: COMPLETED" in result.stdout
    assert "Best: trial 1" in result.stdout


def test_the_command_line_overrides_the_file(
    place: Settings, engine: Callable[[str], None]
) -> None:
    engine("completes")
    changes = ["--dataset", "mnist", "--max-trials", 2, "--epochs", 7, "--name", "Mine"]
    assert call("run", QUICK, *changes).exit_code == 0
    record = Store(place.store_path).study(1)
    assert (record.name, record.dataset) == ("Mine", "mnist")
    assert record.spec.strategy.options["max_trials"] == 2
    assert strategies.most_epochs(record.spec) == 7


def test_a_home_is_chosen_by_its_option(tmp_path: Path, engine: Callable[[str], None]) -> None:
    engine("completes")
    home = tmp_path / "elsewhere"
    assert call("run", QUICK, "--home", home).exit_code == 0
    assert (home / "engine.log").exists()
    assert call("show", 1, "--home", home).exit_code == 0


def test_a_failed_study_is_code_1_with_its_reason(
    place: Settings, engine: Callable[[str], None]
) -> None:
    engine("fails")
    result = call("run", QUICK, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["study"]["state"] == "FAILED"
    assert result.stderr.splitlines()[-1] == "The data are bad."


def test_an_engine_that_dies_is_code_1_and_names_the_log(
    place: Settings, engine: Callable[[str], None]
) -> None:
    engine("dies")
    result = call("run", QUICK, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["study"]["state"] == "INTERRUPTED"
    assert f"see {place.home / 'engine.log'}" in result.stderr.splitlines()[-1]
    assert "go on with: python -m tuning resume" in result.stderr.splitlines()[-1]
    assert "no engine today" in (place.home / "engine.log").read_text()
    assert Store(place.store_path).take_commands() == []


def test_the_engine_that_is_there_is_used(place: Settings, engine: Callable[[str], None]) -> None:
    engine("dies")
    with someone_else_s_engine(place, "completes"):
        assert call("run", QUICK).exit_code == 0
    assert not (place.home / "engine.log").exists()


def test_a_study_goes_on_when_someone_else_s_engine_leaves(
    place: Settings, engine: Callable[[str], None]
) -> None:
    engine("completes")
    with someone_else_s_engine(place, "leaves"):
        assert call("run", QUICK).exit_code == 0
    assert (place.home / "engine.log").exists()


def test_an_engine_of_our_own_that_leaves_is_an_interruption(
    place: Settings, engine: Callable[[str], None]
) -> None:
    engine("leaves")
    result = call("run", QUICK)
    assert result.exit_code == 130
    assert "python -m tuning resume 1" in result.stderr.splitlines()[-1]


def test_ctrl_c_stops_the_study_and_keeps_what_was_recorded(
    place: Settings, store: Store, engine: Callable[[str], None]
) -> None:
    engine("waits")
    with interrupted_when(lambda: store.studies() and store.trials(1)):
        result = call("run", QUICK, "--json")
    assert result.exit_code == 130
    data = json.loads(result.stdout)
    assert data["study"]["state"] == "STOPPED"
    assert len(data["trials"][0]["fits"][0]["epochs"]) == 1


def test_a_second_ctrl_c_does_not_wait(
    place: Settings, engine: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine("deaf")
    monkeypatch.setattr(follow, "STOP_SECONDS", 600)
    sent: list[str] = []
    monkeypatch.setattr(Store, "send", lambda _self, kind, _study: sent.append(kind))
    with interrupted_when((place.home / "serving").exists, lambda: "stop" in sent):
        result = call("run", QUICK, "--json")
    assert result.exit_code == 130
    assert json.loads(result.stdout)["study"]["state"] == "STOPPED"


def test_ctrl_c_waits_so_long_and_no_longer(
    place: Settings, engine: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine("deaf")
    monkeypatch.setattr(follow, "STOP_SECONDS", 0.3)
    with interrupted_when((place.home / "serving").exists):
        assert call("run", QUICK).exit_code == 130
    kept = Store(place.store_path)
    assert kept.study(1).state is StudyState.STOPPED
    assert kept.take_commands() == []


# -- resume and stop -----------------------------------------------------------------------


def test_resume_goes_on_to_the_end(
    place: Settings, store: Store, engine: Callable[[str], None]
) -> None:
    engine("completes")
    study_id = store.create_study(spec())
    store.set_state(study_id, StudyState.STOPPED)
    result = call("resume", study_id, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["study"]["state"] == "COMPLETED"


def test_resume_takes_a_study_whose_engine_died(
    place: Settings, store: Store, engine: Callable[[str], None]
) -> None:
    engine("completes")
    study_id = store.create_study(spec())
    store.set_state(study_id, StudyState.RUNNING)
    assert call("resume", study_id).exit_code == 0


def test_resume_of_what_is_done(store: Store) -> None:
    result = call("resume", finished(store))
    assert result.exit_code == 2
    assert "study 1 is COMPLETED" in one_line(result)


def test_stop_by_the_engine_that_is_there(place: Settings, store: Store) -> None:
    with someone_else_s_engine(place, "waits"):
        study_id = store.create_study(spec())
        store.send("start", study_id)
        wait_for(lambda: store.study(study_id).state is StudyState.RUNNING)
        result = call("stop", study_id)
    assert result.exit_code == 0
    assert result.stdout == "Study 1 is STOPPED.\n"


@pytest.mark.parametrize("state", ["QUEUED", "RUNNING", "STOPPING", "INTERRUPTED", "STOPPED"])
def test_stop_without_an_engine(state: str, place: Settings, store: Store) -> None:
    study_id = store.create_study(spec())
    store.send("start", study_id)
    running = Batch(
        trials=[trial(1, None, state=TrialState.RUNNING), trial(2)],
        fits=[fit(1, state=FitState.WAITING)],
    )
    store.write(study_id, running)
    bring(store, study_id, StudyState(state))
    assert call("stop", study_id).exit_code == 0
    assert store.study(study_id).state is StudyState.STOPPED
    if state != "STOPPED":
        assert store.take_commands() == []
        ended = [record.state for record in store.trials(study_id)]
        assert ended == [TrialState.STOPPED, TrialState.COMPLETED]
        assert store.fits(study_id)[0].state is FitState.STOPPED


def test_a_study_is_paused_and_says_so_and_one_that_has_ended_has_no_turns(store: Store) -> None:
    study_id = store.create_study(spec())
    result = call("turn", study_id, "paused")
    assert (result.exit_code, result.stdout) == (0, f"Study {study_id}: {Turn.PAUSED.told}\n")
    assert store.study(study_id).is_paused
    assert "QUEUED, paused" in call("show", study_id).stdout
    result = call("turn", finished(store), "first")
    assert result.exit_code == 2
    assert "A study has turns while it runs" in result.stderr


def test_stop_of_what_is_done(store: Store) -> None:
    result = call("stop", finished(store))
    assert result.exit_code == 2
    assert "study 1 is COMPLETED" in one_line(result)


# -- what is there -------------------------------------------------------------------------


def test_a_home_without_studies(place: Settings) -> None:
    assert json.loads(call("studies", "--json").stdout) == {"studies": [], "races": []}
    assert "There is no study yet" in call("studies").stdout
    assert not place.home.exists()


def test_studies_newest_first(store: Store) -> None:
    finished(store)
    finished(store, name="Second")
    listed = json.loads(call("studies", "--json").stdout)["studies"]
    assert [(study["id"], study["name"]) for study in listed] == [(2, "Second"), (1, "A sample")]
    assert listed[0]["state"] == "COMPLETED"
    assert "Second" in call("studies").stdout


def test_show(store: Store) -> None:
    study_id = finished(store, name="With [brackets]")
    data = json.loads(call("show", study_id, "--json").stdout)
    assert len(data["trials"]) == 2
    text = call("show", study_id).stdout
    assert "With [brackets]: COMPLETED" in text
    assert "Test: accuracy 0.88" in text


def test_show_an_unknown_study_of_a_home_that_is_there(store: Store) -> None:
    result = call("show", 7)
    assert result.exit_code == 2
    assert one_line(result) == "There is no study 7."
    assert "'rx' must be the number of a study (3) or of a race (r3)" in one_line(
        call("show", "rx")
    )


READERS: dict[str, Callable[[str], Any]] = {
    "csv": lambda text: text.startswith("number,state,score"),
    "json": lambda text: json.loads(text)["study"]["id"] == 1,
    "script": lambda text: compile(text, "best.py", "exec"),
}


@pytest.mark.parametrize("kind", READERS)
def test_export(kind: str, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "out"
    assert call("export", finished(store), "--format", kind, "-o", path).exit_code == 0
    assert READERS[kind](path.read_text(encoding="utf-8"))


def test_export_of_the_best_model(place: Settings, store: Store, tmp_path: Path) -> None:
    study_id, path = finished(store), tmp_path / "model.keras"
    result = call("export", study_id, "--format", "keras", "-o", path)
    assert result.exit_code == 2
    assert "has no best model yet" in one_line(result)
    kept = place.models / str(study_id) / "best.keras"
    kept.parent.mkdir()
    kept.write_bytes(b"model")
    assert call("export", study_id, "--format", "keras", "-o", path).exit_code == 0
    assert path.read_bytes() == b"model"
    packed = call("export", study_id, "--format", "zip", "-o", path)
    assert packed.exit_code == 0
    with zipfile.ZipFile(path) as file:
        assert file.namelist() == ["best.keras", "model.json", "card.md"]


def test_a_study_is_taken_into_another_home(store: Store, tmp_path: Path) -> None:
    study_id, path = finished(store), tmp_path / "study.zip"
    assert call("export", study_id, "--format", "study", "-o", path).exit_code == 0
    other = ["--home", str(tmp_path / "other")]
    result = call("import", path, *other, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["study"]["id"] == 1
    before, after = (
        json.loads(call("show", number, *where, "--json").stdout)
        for number, where in ((study_id, []), (1, other))
    )
    assert after | {"study": None} == before | {"study": None}


def test_export_to_where_nothing_can_be_written(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "missing" / "out.csv"
    result = call("export", finished(store), "--format", "csv", "-o", path)
    assert result.exit_code == 2
    assert f"{path} is not: No such file" in one_line(result)


def test_strategies(place: Settings) -> None:
    listed = json.loads(call("strategies", "--json").stdout)["strategies"]
    assert [one["name"] for one in listed] == list(strategies.STRATEGIES)
    metrics = {one["name"]: one["metrics"] for one in listed}
    assert metrics["random_search"] == ["accuracy"]
    assert metrics["hparams_grid"] == ["accuracy", "mse"]
    assert "random_search" in call("strategies").stdout


def test_datasets_and_where_they_are(place: Settings) -> None:
    place.prepare()
    (place.datasets / "mnist.npz").touch()
    listed = {one["name"]: one for one in json.loads(call("datasets", "--json").stdout)["datasets"]}
    assert listed["digits"]["where"] == "comes with scikit-learn"
    assert listed["mnist"]["where"] == str(place.datasets / "mnist.npz")
    assert "digits" in call("datasets").stdout


# -- own data ------------------------------------------------------------------------------


def own_files(place: Settings) -> list[str]:
    return [path.name for path in (place.datasets / "own").glob("*")]


def test_own_data_are_kept_listed_and_used_by_title(
    place: Settings, engine: Callable[[str], None], tmp_path: Path
) -> None:
    engine("completes")
    (tmp_path / "birds.csv").write_bytes(penguins())
    by_path = ["run", QUICK, "--dataset", tmp_path / "birds.csv", "--target", "species", "--json"]
    assert call(*by_path).exit_code == 0
    assert call("run", QUICK, "--dataset", "birds", "--target", "species").exit_code == 0
    newest = json.loads(call("studies", "--json").stdout)["studies"][0]
    assert newest["name"] == "Quick look at birds.csv (2)"
    name = newest["dataset"]
    assert [f"own/{file}" for file in own_files(place)] == [name]
    listed = {d["name"]: d for d in json.loads(call("datasets", "--json").stdout)["datasets"]}
    assert (listed[name]["rows"], listed[name]["classes"]) == (48, 3)
    assert listed[name]["where"] == str(place.datasets / name)
    assert "birds" in call("datasets").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "target must name the column of birds.csv to predict, one of island, bill"),
        (["--target", "beak"], "got 'beak'"),
        (["--dataset", "digits", "--target", "bill"], "must be left out for digits"),
    ],
)
def test_a_bad_target_is_one_line_and_makes_nothing(
    arguments: list[str], words: str, place: Settings, tmp_path: Path
) -> None:
    (tmp_path / "birds.csv").write_bytes(penguins())
    result = call("run", QUICK, "--dataset", tmp_path / "birds.csv", *arguments)
    assert result.exit_code == 2
    assert words in one_line(result)
    assert not place.store_path.exists()
    assert own_files(place) == []
