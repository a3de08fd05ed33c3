"""The command line's races: one command runs, stops, resumes, shows and exports all of one."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.cli.calling import call, interrupted_when, one_line, someone_else_s_engine
from tests.records.samples import bring, epoch, fit, spec, trial
from tests.waiting import wait_for
from tuning.cli import race
from tuning.settings import PROJECT, Settings
from tuning.store import Batch, Store
from tuning.study import DataSpec, StudySpec, StudyState, Turn

EXAMPLE = str(PROJECT / "examples" / "race.toml")
DATA = ("iris", "wine")
SMALL = """
dataset = "digits"
[race]
strategies = ["random_search", "grid_search"]
budget = 20
seeds = 2
[space]
units = [8, 16]
epochs = 2
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return path


def both() -> list[StudySpec]:
    """Two strategies, two seeds each."""
    named = ({"name": "random_search", "max_trials": 2}, {"name": "grid_search"})
    return [spec(strategy=one, seed=seed) for one in named for seed in (1, 2)]


def raced(
    store: Store, scores: list[float | None], specs: Sequence[StudySpec] | None = None
) -> int:
    """A race that has ended; a study without a score has failed."""
    race_id = store.create_race(specs or both(), name="A race", budget=8)
    for study, score in zip(store.race_studies(race_id), scores, strict=True):
        if score is not None:
            reason = {"thinking_seconds": 0.25}
            best = {"best_number": 1, "best_score": score, "trials_finished": 1}
            trials = [trial(1, score, reason=reason, started=0.0, finished=9.0)]
            store.write(study.id, Batch(trials, [fit(1)], [epoch(1)], study=best))
        state = StudyState.COMPLETED if score is not None else StudyState.FAILED
        bring(store, study.id, state)
    return race_id


# -- run -----------------------------------------------------------------------------------


def test_a_race_prints_its_standings_beside_its_studies(
    place: Settings, store: Store, engine: Callable[[str], None], small: Path
) -> None:
    engine("completes")
    result = call("race", small, "--name", "Monday", "--json")
    assert result.exit_code == 0, result.stderr
    data = json.loads(result.stdout)
    told, studies = data["race"], data["studies"]
    assert (told["id"], told["name"], told["seeds"]) == (1, "Monday", 2)
    assert (told["budget"], told["by"]) == (20, "epochs")
    assert (told["judged_by"], told["overall"]) == ("chosen", None)
    assert {"corrected", "test", "dataset"} <= told["standings"][0].keys()
    assert [row["strategy"] for row in told["standings"]] == ["random_search", "grid_search"]
    wanted = ["strategy", "median", "low", "high", "beats", "area", "epochs_to_target"]
    assert list(told["standings"][0])[:7] == wanted
    assert told["standings"][0]["median"] == 0.9
    assert set(told["standings"][0]["beats"]) == {"grid_search"}
    assert {"winner", "probability"} <= told.keys()
    assert [s["study"]["strategy"] for s in studies] == ["random_search"] * 2 + ["grid_search"] * 2
    assert studies[0] == json.loads(call("show", 1, "--json").stdout)
    assert data == json.loads(call("show", "r1", "--json").stdout)
    assert "Race r1, Monday: digits, val_accuracy: 20 epochs each, 2 seeds" in result.stderr
    assert "study 4, Grid search (KerasTuner), seed 1001 COMPLETED" in result.stderr


def test_all_studies_of_a_race_meet_the_same_terms(
    store: Store, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(race, "to_the_end", lambda *_: 0)
    terms = ("--budget", "9", "--by", "seconds", "--seeds", "3", "--epochs", "4")
    assert call("race", small, *terms).exit_code == 0
    kept = store.race(1)
    assert (kept.name, kept.by, kept.budget, kept.seeds) == ("Race on digits", "seconds", 9.0, 3)
    assert [command.kind for command in store.take_commands()] == ["start"] * 6
    specs = [study.spec for study in store.race_studies(1)]
    assert [one.seed for one in specs] == [1, 1001, 2001, 1, 1001, 2001]
    assert {one.training_seconds for one in specs} == {9.0}
    assert {one.fixed("epochs") for one in specs} == {4}
    for name in ("data", "evaluation", "objective", "space", "model"):
        assert len({getattr(one, name).__repr__() for one in specs}) == 1, name


def test_a_race_on_several_data_sets_is_one_race(store: Store) -> None:
    specs = [one.model_copy(update={"data": DataSpec(name=d)}) for d in DATA for one in both()]
    raced(store, [0.8, 0.9, 0.7, 0.7, 0.5, 0.6, 0.8, None], specs)
    data = json.loads(call("show", "r1", "--json").stdout)
    told = data["race"]
    assert [row["dataset"] for row in told["standings"]] == ["iris"] * 2 + ["wine"] * 2
    assert [part["dataset"] for part in told["datasets"]] == ["iris", "wine"]
    assert (told["winner"], told["left_out"], told["overall"]["least"]) == (None, [8], 6)
    assert told["overall"]["ranks"] == {"random_search": 1.5, "grid_search": 1.5}
    assert told["sentence"].startswith("Too few data sets to tell: over 2 data sets")
    shown = call("show", "r1").stdout
    assert "iris and wine, val_accuracy: 8 epochs each, 2 seeds" in shown
    assert "On wine:" in shown
    assert shown.splitlines()[-1].startswith("Too few data sets to tell")


def test_data_sets_are_named_by_options_or_in_the_file(
    store: Store, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(race, "to_the_end", lambda *_: 0)
    assert call("race", small, "--dataset", "iris", "--dataset", "wine").exit_code == 0
    assert (store.race(1).name, store.race(1).seeds) == ("Race on iris and wine", 2)
    small.write_text(SMALL.replace('"digits"', '["iris", "wine"]'))
    assert call("race", small).exit_code == 0
    for number in (1, 9):
        assert [s.dataset for s in store.race_studies(number)] == ["iris"] * 4 + ["wine"] * 4
    small.write_text(SMALL.replace('"digits"', '["iris", "wine", "iris"]'))
    assert "dataset must name each data set once, got 'iris' twice" in one_line(call("race", small))
    twice = SMALL.replace('"digits"', '["iris"]').replace("seeds", 'datasets = ["wine"]\nseeds')
    small.write_text(twice)
    assert "either dataset or race.datasets" in one_line(call("race", small))


def test_one_that_fails_is_left_out_and_said(
    place: Settings, engine: Callable[[str], None], small: Path
) -> None:
    engine("fails")
    result = call("race", small, "--json")
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert {study["study"]["state"] for study in data["studies"]} == {"FAILED"}
    assert [row["median"] for row in data["race"]["standings"]] == [None, None]
    assert data["race"]["winner"] is None
    assert result.stderr.splitlines()[-1] == "The data are bad."


def test_ctrl_c_stops_all_of_it_and_resume_goes_on(
    store: Store, engine: Callable[[str], None], small: Path
) -> None:
    engine("waits")
    with interrupted_when(lambda: store.studies() and store.trials(4)):
        result = call("race", small, "--json")
    assert result.exit_code == 130
    stopped = json.loads(result.stdout)["studies"]
    assert [study["study"]["state"] for study in stopped] == ["STOPPED"] * 4
    assert "python -m tuning resume r1" in result.stderr.splitlines()[-1]

    engine("completes")
    store.delete_study(2)
    result = call("resume", "r1", "--json")
    assert result.exit_code == 0, result.stderr
    states = [study["study"]["state"] for study in json.loads(result.stdout)["studies"]]
    assert states == ["COMPLETED"] * 3


BAD = {
    "no file": ([], "Missing argument 'RACE.toml'"),
    "missing file": (["nowhere.toml"], "The race file nowhere.toml cannot be read: No such file"),
    "no race": ([str(PROJECT / "examples" / "digits_quick.toml")], "must have a table [race]"),
    "unknown data": ([EXAMPLE, "--dataset", "nist"], "one of your own, got 'nist'"),
    "no budget at all": ([EXAMPLE, "--budget", "0"], "1,000,000 epochs, got 0."),
    "no number": ([EXAMPLE, "--budget", "nan"], "budget must be from 1 to 1,000,000 epochs"),
    "half an epoch": ([EXAMPLE, "--budget", "60.5"], "budget must be a whole number of epochs"),
    "too small": ([EXAMPLE, "--budget", "3"], "cannot take part: The budget of 3 epochs is too"),
    "no seeds": ([EXAMPLE, "--seeds", "0"], "seeds must be from 1 to 10, got 0"),
    "another unit": ([EXAMPLE, "--by", "trials"], "'trials' is not one of"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_race_is_one_line_and_makes_nothing(case: str, place: Settings) -> None:
    arguments, words = BAD[case]
    result = call("race", *arguments)
    assert result.exit_code == 2
    assert words in one_line(result)
    assert not place.home.exists()


WRONG = {
    'strategies = ["random_search", "sheer_luck"]': "can race (grid_search_cv, ",
    "strategies = []": "must name one strategy or more, got []",
    'strategies = ["by_hand"]': "got 'by_hand'",
    'strategies = ["random_search", "random_search"]': "once, got 'random_search' twice",
    'strategies = ["random_search"]\nseeds = 1': "A race needs two studies or more",
    'by = "trials"': "race.by",
    "budget = true": "race.budget",
    'strategies = "hyperband"': "race.strategies: input should be a list, got 'hyperband'",
    "datasets = []": "must name one data set or more, got []",
    "datasets = [3]": "race.datasets.0: input should be a valid string, got 3",
    'datasets = ["iris", "nist"]': "one of your own, got 'nist'",
    "laps = 3": "race.laps: there is no such setting",
    'name = "' + "x" * 300 + '"': "at most 200 letters",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_line_of_a_race_file(line: str, tmp_path: Path, place: Settings) -> None:
    path = tmp_path / "race.toml"
    budget = "" if "budget" in line else "budget = 60\n"
    path.write_text(f"[race]\n{budget}{line}\n")
    result = call("race", path)
    assert result.exit_code == 2
    assert WRONG[line] in one_line(result)


def test_a_race_file_is_no_study_s(place: Settings) -> None:
    result = call("run", EXAMPLE)
    assert result.exit_code == 2
    assert "it is a race's, for the command race" in one_line(result)


# -- what there is -------------------------------------------------------------------------


def test_a_race_that_has_ended(store: Store) -> None:
    race_id = raced(store, [0.8, 0.9, 0.7, None])
    data = json.loads(call("show", f"r{race_id}", "--json").stdout)
    first, second = data["race"]["standings"]
    assert (first["strategy"], first["low"], first["high"]) == ("random_search", 0.8, 0.9)
    assert (first["training_seconds"], first["thinking_seconds"]) == (3.0, 0.5)
    assert (second["median"], second["seeds"]) == (0.7, 1)
    assert data["race"]["left_out"] == [4]
    assert data["race"]["state"] == "FAILED"
    shown = call("show", f"r{race_id}").stdout
    assert "Study 4 ended early and does not count." in shown
    assert "Race r1, A race: FAILED" in shown


def test_two_searches_of_one_strategy_have_their_own_seconds(store: Store) -> None:
    # As in a race of a home from before, whose studies a person chose.
    counts = (2, 3)
    specs = [spec(strategy={"name": "random_search", "max_trials": n}) for n in counts]
    race_id = raced(store, [0.8, 0.7], specs)
    data = json.loads(call("show", f"r{race_id}", "--json").stdout)
    assert [row["thinking_seconds"] for row in data["race"]["standings"]] == [0.25, 0.25]


def test_races_are_listed_with_the_studies(store: Store) -> None:
    raced(store, [0.8, 0.9, 0.7, 0.7])
    store.create_study(spec())
    data = json.loads(call("studies", "--json").stdout)
    assert [study["race"] for study in data["studies"]] == [None, 1, 1, 1, 1]
    [race] = data["races"]
    assert (race["id"], race["name"], race["studies"]) == (1, "A race", [1, 2, 3, 4])
    assert (race["by"], race["budget"], race["state"]) == ("epochs", 8, "COMPLETED")
    assert "A race" in call("studies").stdout


def test_a_race_as_one_file(store: Store, tmp_path: Path) -> None:
    race_id, path = raced(store, [0.8, 0.9, 0.7, None]), tmp_path / "out"
    assert call("export", f"r{race_id}", "--format", "csv", "-o", path).exit_code == 0
    rows = list(csv.DictReader(path.read_text().splitlines()))
    found = [(row["study"], row["strategy"], row["seed"], row["score"]) for row in rows]
    assert found == [
        ("1", "random_search", "1", "0.8"),
        ("2", "random_search", "2", "0.9"),
        ("3", "grid_search", "1", "0.7"),
    ]
    assert call("export", f"r{race_id}", "--format", "json", "-o", path).exit_code == 0
    assert json.loads(path.read_text()) == json.loads(call("show", "r1", "--json").stdout)
    result = call("export", f"r{race_id}", "--format", "keras", "-o", path)
    assert result.exit_code == 2
    assert "A race is exported as csv, json or report, got keras" in one_line(result)


def test_a_race_is_paused_and_stopped_as_one(place: Settings, store: Store) -> None:
    race_id = store.create_race(both(), name="A race")
    for study in store.race_studies(race_id):
        store.send("start", study.id)
    with someone_else_s_engine(place, "waits"):
        wait_for(lambda: store.study(4).state is StudyState.RUNNING)
        result = call("turn", "r1", "paused")
        assert result.stdout == f"Race r1, 4 studies: {Turn.PAUSED.told}\n"
        assert all(study.is_paused for study in store.race_studies(race_id))
        assert call("stop", "r1").stdout == "Race r1 is STOPPED.\n"
    assert {study.state for study in store.race_studies(race_id)} == {StudyState.STOPPED}


@pytest.mark.parametrize("command", ["stop", "resume", "turn"])
def test_what_a_race_that_is_over_cannot(command: str, store: Store) -> None:
    raced(store, [0.8, 0.9, 0.7, 0.6])
    result = call(command, "r1", *(["first"] if command == "turn" else []))
    assert result.exit_code == 2
    assert "race r1 is COMPLETED" in one_line(result)


@pytest.mark.parametrize("command", ["show", "stop", "resume"])
def test_a_race_that_there_is_not(command: str, store: Store) -> None:
    store.create_study(spec())
    result = call(command, "r1")
    assert result.exit_code == 2
    assert one_line(result) == "There is no race r1."
