"""Study files: every example is one, and what is none is told in one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.records.samples import DOCUMENT, spec
from tuning import strategies
from tuning.errors import InvalidInput
from tuning.planning import files
from tuning.planning.checks import completed
from tuning.settings import PROJECT
from tuning.study import StudySpec

RACE = PROJECT / "examples" / "race.toml"
EXAMPLES = sorted({*(PROJECT / "examples").glob("*.toml")} - {RACE})


def ranged(**changes: Any) -> dict[str, Any]:
    """A space whose `units` (or what `name` says) is a range with changes."""
    name = changes.pop("name", "units")
    return {"space": {name: {"type": "int", "low": 16, "high": 64} | changes}}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_a_study(path: Path) -> None:
    assert files.load(path).name


def test_the_article_s_random_search() -> None:
    example = files.load(EXAMPLES[0].parent / "random_search.toml")
    assert (example.data.name, example.evaluation.fits, strategies.most_epochs(example)) == (
        "mnist",
        3,
        5,
    )
    assert example.strategy.options["max_trials"] == 5
    assert round(60_000 * example.evaluation.fraction) == 10_000


def test_short_forms_of_a_study_file() -> None:
    short = spec(strategy={"name": "random_search", "max_trials": 7}, dataset="mnist")
    assert short.strategy.options == {"max_trials": 7}
    assert short.data.name == "mnist"
    assert spec(strategy="random_search").strategy.options == {"max_trials": 5}
    assert spec(dataset={"name": "digits", "rows": 100}).data.rows == 100


def test_a_study_without_a_name_gets_one() -> None:
    assert spec(name="").name == "Random search on digits"


def test_a_checked_spec_survives_json_and_another_check() -> None:
    before = spec()
    after = StudySpec.model_validate_json(before.model_dump_json())
    assert after == before
    assert completed(after) == before


def test_a_split_may_be_a_ratio() -> None:
    assert spec(evaluation={"fraction": "1/6"}).evaluation.fraction == pytest.approx(1 / 6)


BAD: dict[str, tuple[dict[str, Any], list[str]]] = {
    "unknown data set": ({"dataset": "nist"}, ["data set must be one of digits, mnist", "'nist'"]),
    "unknown strategy": ({"strategy": "magic"}, ["strategy must be one of", "'magic'"]),
    "unknown model": ({"model": "gpt"}, ["model must be one of dense", "'gpt'"]),
    "unknown setting": ({"sed": 1}, ["sed", "there is no such setting"]),
    "unknown option": (
        {"strategy": {"name": "random_search", "tries": 1}},
        ["no option 'tries'", "max_trials"],
    ),
    "unknown hyperparameter": (
        {"space": {"unitz": [1, 2]}},
        ["no hyperparameter 'unitz'", "units"],
    ),
    "min above max": (ranged(low=65), ["space.units", "low must not be above high", "65", "64"]),
    "step does not fit": (ranged(step=7), ["space.units", "step 7 does not fit", "16 to 64"]),
    "step of zero": (ranged(step=0), ["space.units", "step must be above 0", "got 0"]),
    "log with zero": (
        ranged(name="learning_rate", type="float", low=0, high=1, scale="log"),
        ["space.learning_rate", "log scale needs low above 0", "got 0"],
    ),
    "empty choice": ({"space": {"units": []}}, ["space.units", "at least one value"]),
    "mixed choice": ({"space": {"units": [1, "a"]}}, ["space.units", "of one kind", "'a'"]),
    "unknown type": (
        ranged(type="integer"),
        ["space.units", "type must be int, float", "'integer'"],
    ),
    "zero trials": (
        {"strategy": {"name": "random_search", "max_trials": 0}},
        ["max_trials must be at least 1", "got 0"],
    ),
    "endless trials": (
        {"strategy": {"name": "random_search", "max_trials": float("inf")}},
        ["max_trials must be a whole number", "inf"],
    ),
    "epochs that are no number": (
        {"space": {"units": [1, 2], "epochs": float("nan")}},
        ["epochs must be a number", "nan"],
    ),
    "half a trial": (
        {"strategy": {"name": "random_search", "max_trials": 1.5}},
        ["max_trials must be a whole number", "1.5"],
    ),
    "negative epochs": (
        {"space": {"units": [1, 2], "epochs": -1}},
        ["epochs must be at least 1", "got -1"],
    ),
    "zero epochs": (
        {"space": {"units": [1, 2], "epochs": 0}},
        ["epochs must be at least 1", "got 0"],
    ),
    "text for epochs": (
        {"space": {"units": [1, 2], "epochs": "five"}},
        ["epochs must be a number", "'five'"],
    ),
    "nothing to search": ({"space": {"units": 32}}, ["nothing to search", "two values"]),
    "an empty space": ({"space": {}}, ["nothing to search"]),
    "negative learning rate": (
        {"space": {"learning_rate": [0.1, -0.1]}},
        ["learning_rate must be above 0", "-0.1"],
    ),
    "a learning rate of nothing": (
        {"space": {"learning_rate": [0, 0.1]}},
        ["learning_rate must be above 0", "got 0"],
    ),
    "a rate twice, spelled otherwise": (
        {"space": {"learning_rate": [1, 0.1, 1.0]}},
        ["learning_rate", "must not repeat a value", "got 1 twice"],
    ),
    "a log scale with a step": (
        ranged(low=10, high=100, step=50, scale="log"),
        ["units", "a log scale takes no step", "got step 50"],
    ),
    "a step beyond all reckoning": (
        ranged(name="dropout", type="float", low=0.0, high=0.5, step=1e-320),
        ["space.dropout", "step 1e-320 is too small", "from 0 to 0.5", "10,000"],
    ),
    "half a unit in a grid": (
        ranged(grid=[16, 24.5]) | {"strategy": "grid_search"},
        ["units", "grid points must be whole numbers", "24.5"],
    ),
    "ten million steps": (
        ranged(name="dropout", type="float", low=0.0, high=0.5, step=5e-8),
        ["dropout", "step 5e-08 is too small"],
    ),
    "units beyond all numbers": (
        {"space": {"units": [8, 10**400]}},
        ["units must be a number", "got 1000", "…"],
    ),
    "a range beyond all numbers": (
        ranged(low=1, high=10**400),
        ["space.units", "must be finite numbers", "…"],
    ),
    "a value as long as a page": (
        {"space": {"activation": ["relu", "x" * 10_000]}},
        ["activation must be one of relu", "'" + "x" * 78 + "…."],
    ),
    "half a unit": ({"space": {"units": [1.5, 2.5]}}, ["units must be a whole number", "1.5"]),
    "unknown activation": (
        {"space": {"activation": ["relu", "rulu"]}},
        ["activation must be one of relu", "'rulu'"],
    ),
    "dropout of everything": (
        ranged(name="dropout", type="float", low=0, high=1),
        ["dropout must be at most 0.9", "got 1"],
    ),
    "momentum without sgd": (
        {"space": {"momentum": [0.0, 0.9], "optimizer": "adam"}},
        ["momentum would never be used", "optimizer", "sgd"],
    ),
    "a layer too many": (
        {"space": {"layers": [1, 2], "units_3": [8, 16]}},
        ["units_3 would never be used", "layers"],
    ),
    "fixed layer too many": (
        {"space": {"layers": [1, 2], "units": [8, 16], "units_3": 8}},
        ["units_3 would never be used"],
    ),
    "a fraction of all": ({"evaluation": {"fraction": 1}}, ["evaluation.fraction", "got 1"]),
    "no fraction": ({"evaluation": {"fraction": "a/b"}}, ["evaluation.fraction", "'a/b'"]),
    "division by zero": ({"evaluation": {"fraction": "1/0"}}, ["evaluation.fraction", "'1/0'"]),
    "one fold": ({"evaluation": {"method": "folds", "folds": 1}}, ["evaluation.folds", "got 1"]),
    "zero executions": ({"evaluation": {"executions": 0}}, ["evaluation.executions", "got 0"]),
    "unknown method": ({"evaluation": {"method": "guess"}}, ["evaluation.method", "'guess'"]),
    "unknown metric": ({"objective": {"metric": "luck"}}, ["objective.metric", "'luck'"]),
    "negative seed": ({"seed": -1}, ["seed", "got -1"]),
    "text for a seed": ({"seed": "one"}, ["seed", "'one'"]),
    "few rows": ({"dataset": {"name": "digits", "rows": 1}}, ["data.rows", "got 1"]),
    "a space that is a list": ({"space": [1, 2]}, ["space"]),
    "a strategy that is a number": ({"strategy": 5}, ["strategy"]),
    "options that are a number": (
        {"strategy": {"name": "random_search", "options": 5}},
        ["strategy.options"],
    ),
    "a strategy named by a number": ({"strategy": {"name": 5}}, ["strategy.name", "5"]),
    "two data sets": ({"dataset": "digits", "data": {"name": "mnist"}}, ["either dataset or data"]),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_sentence_with_the_rule_and_the_value(case: str) -> None:
    document, words = BAD[case]
    with pytest.raises(InvalidInput) as caught:
        files.parse(DOCUMENT | document)
    sentence = str(caught.value)
    assert [word for word in words if word not in sentence] == [], sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")


def test_a_study_file_that_cannot_be_read(tmp_path: Path) -> None:
    missing, folder = tmp_path / "missing.toml", tmp_path
    broken, binary = tmp_path / "broken.toml", tmp_path / "binary.toml"
    empty = tmp_path / "empty.toml"
    empty.write_text("# nothing\n")
    broken.write_text("name = ")
    binary.write_bytes(b"\xff\xfe\x00")
    for path, words in [
        (missing, "No such file"),
        (folder, "Is a directory"),
        (broken, "is not valid TOML"),
        (binary, "is not valid TOML"),
        (empty, "is empty"),
    ]:
        with pytest.raises(InvalidInput, match=words) as caught:
            files.load(path)
        assert str(path) in str(caught.value)


def test_the_numbers_of_a_study_have_their_hyperparameter_s_type() -> None:
    space = spec(space={"max_norm": [0, 2.5, 4], "units": [8.0, 16], "learning_rate": 1}).space
    assert [type(value) for value in space["max_norm"].points()] == [float] * 3
    assert [type(value) for value in space["units"].points()] == [int] * 2
    assert type(space["learning_rate"].points()[0]) is float


def test_what_is_drawn_is_drawn_from_the_whole_range() -> None:
    space = {"dropout": {"type": "float", "low": 0.0, "high": 0.4, "step": 0.2, "grid": [0.0]}}
    assert spec(strategy="grid_search", space=space | {"units": [1, 2]}).space.grid_size() == 2
    assert spec(space=space).space.grid_size() == 3
