"""The rules on a study's data, and what a study file says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.data_files import files, kept, penguins
from tests.records.samples import spec
from tuning import datasets
from tuning.errors import InvalidInput
from tuning.planning import plan
from tuning.planning.checks import check
from tuning.planning.files import load, parse
from tuning.settings import Settings
from tuning.study import StudySpec

STUDY = """
[data]
file = "birds.csv"
target = "species"
rows = 30
[space]
units = [4, 8]
"""


def test_a_study_file_names_a_file_beside_it(place: Settings, tmp_path: Path) -> None:
    (tmp_path / "birds.csv").write_bytes(penguins())
    (tmp_path / "study.toml").write_text(STUDY)
    before = load(tmp_path / "study.toml")
    check(before, place)
    assert files(place) == []
    data = datasets.adopt(before.data, place)
    assert files(place) == [data.name]
    assert (data.title, data.target, data.rows, data.file) == ("birds.csv", "species", 30, None)
    assert before.name == "Random search on birds.csv"
    after = before.model_copy(update={"data": data})
    check(StudySpec.model_validate_json(after.model_dump_json()), place)
    assert plan.plan(after).seconds > 0


@pytest.mark.parametrize("strategy", ["random_search", "grid_search_cv"])
def test_early_stopping_scores_a_fit_by_its_best_epoch(strategy: str) -> None:
    asked = spec(strategy=strategy, patience=3, objective={"reduce": "last"})
    assert asked.objective.reduce == "best"
    assert spec(strategy="grid_search_cv").objective.reduce == "last"
    with pytest.raises(InvalidInput, match="best while patience is 3, got mean_last") as told:
        spec(strategy=strategy, patience=3, objective={"reduce": "mean_last"})
    assert told.value.field == "objective.reduce"


def test_a_study_says_either_name_or_file() -> None:
    with pytest.raises(InvalidInput, match="either name or file"):
        spec(dataset={"name": "digits", "file": "a.csv"})
    with pytest.raises(InvalidInput, match=r"Own data come as a table .* got 'a.xls'"):
        spec(dataset={"file": "a.xls"})


@pytest.mark.parametrize(
    ("data", "evaluation", "field", "words"),
    [
        ({}, {"method": "folds", "folds": 20}, "evaluation.folds", "at most 16, the rows of"),
        ({"rows": 10}, {"method": "folds", "folds": 4}, "evaluation.folds", "at most 3"),
        ({}, {"fraction": 0.99}, "evaluation.fraction", "cannot keep every class"),
        ({"rows": 47}, {}, "data.rows", "at most 45"),
        ({"target": None}, {}, "data.target", "target must name the column"),
        ({"target": "beak"}, {}, "data.target", "got 'beak'"),
        (
            {"target": "bill", "task": "classification"},
            {},
            "data.target",
            "looks like regression",
        ),
    ],
)
def test_what_cannot_be_split_is_told_before_the_start(
    data: dict[str, Any], evaluation: dict[str, Any], field: str, words: str, place: Settings
) -> None:
    known = kept(penguins(), place, target="species").model_dump()
    with pytest.raises(InvalidInput, match=words) as caught:
        check(spec(dataset=known | data, evaluation=evaluation), place)
    assert caught.value.field == field


def test_a_target_is_for_a_csv() -> None:
    with pytest.raises(InvalidInput, match="must be left out for digits"):
        spec(dataset={"name": "digits", "target": "species"})


def test_a_built_in_set_has_a_task_of_its_own() -> None:
    with pytest.raises(InvalidInput, match="task must be classification for iris, or left out"):
        parse({"data": {"name": "iris", "task": "regression"}})


def test_data_that_keras_downloads_pass_the_check(place: Settings) -> None:
    folds = {"method": "folds", "folds": 100}
    check(spec(dataset="mnist", evaluation=folds), place)


@pytest.mark.parametrize(
    ("data", "metric", "words"),
    [
        (
            {"target": "species"},
            "val_recall",
            "For classification of 3 classes, metric must be val_accuracy, val_balanced_accuracy, "
            "val_f1, val_roc_auc, val_log_loss, val_loss, accuracy or loss, got val_recall.",
        ),
        ({"target": "sex"}, "val_top_2_accuracy", "of 2 classes, metric must be val_accuracy, "),
        ({"target": "species"}, "val_rmse", "For classification, metric must be val_accuracy, "),
        ({"target": "bill"}, "val_f1", "For regression, metric must be val_rmse, val_mae, val_r2"),
    ],
)
def test_an_aim_is_one_that_the_task_and_its_classes_have(
    data: dict[str, Any], metric: str, words: str, place: Settings
) -> None:
    known = kept(penguins(), place, **data)
    asked = StudySpec(data=known, objective={"metric": metric}, space={"units": [4, 8]})
    with pytest.raises(InvalidInput) as caught:
        check(asked, place)
    assert words in str(caught.value)
    assert caught.value.field == "objective.metric"


@pytest.mark.parametrize(("target", "metric"), [("species", "val_accuracy"), ("bill", "val_rmse")])
def test_where_nobody_chose_the_task_says_what_decides(
    target: str, metric: str, place: Settings
) -> None:
    known = kept(penguins(), place, target=target)
    found = check(StudySpec(data=known, space={"units": [4, 8]}), place)
    assert found.objective.metric == metric


def test_classes_are_weighed_where_there_are_classes(place: Settings) -> None:
    weighed = {"units": [4, 8], "class_weight": ["none", "balanced"]}
    known = kept(penguins(), place, target="species")
    check(StudySpec(data=known, space=weighed), place)
    bills = known.model_copy(update={"target": "bill"})
    check(StudySpec(data=bills, space=weighed | {"class_weight": "none"}), place)
    with pytest.raises(InvalidInput) as caught:
        check(StudySpec(data=bills, space=weighed), place)
    assert str(caught.value) == (
        "class_weight is for classification and must be left out for regression, got 'balanced'."
    )
    assert caught.value.field == "space.class_weight"
