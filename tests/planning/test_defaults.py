"""How a study is evaluated where nobody says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tuning.planning import checks, files
from tuning.settings import load
from tuning.study import DataSpec, Evaluation


def settled(document: dict[str, Any]) -> tuple[str, int, str]:
    document = {"strategy": "random_search", "space": {"units": [8, 16]}} | document
    spec = checks.check(files.understand(document), load())
    return spec.evaluation.method, spec.evaluation.folds, spec.objective.metric


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"dataset": "digits"}, ("folds", 5, "val_accuracy")),
        ({"dataset": "mnist"}, ("split", 5, "val_accuracy")),
        ({"dataset": {"name": "mnist", "rows": 1000}}, ("folds", 5, "val_accuracy")),
        ({"dataset": "diabetes"}, ("folds", 5, "val_rmse")),
        ({"dataset": "iris", "evaluation": {"folds": 3}}, ("folds", 3, "val_accuracy")),
        (
            {"dataset": "iris", "evaluation": {"folds": 3, "executions": 2}},
            ("folds", 3, "val_accuracy"),
        ),
    ],
)
def test_few_rows_have_folds_and_many_one_split(
    document: dict[str, Any], expected: tuple[str, int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if "mnist" in str(document):
        monkeypatch.setattr("tuning.planning.defaults._smallest_class", lambda *_: 90)
        monkeypatch.setattr("tuning.planning.checks._check_split", lambda *_: None)
    assert settled(document) == expected


@pytest.mark.parametrize(
    "said", [{"method": "split"}, {"fraction": 0.3}, {"executions": 2}], ids=str
)
def test_one_split_of_few_rows_is_aimed_at_by_its_log_loss_unless_a_person_says_otherwise(
    said: dict[str, Any],
) -> None:
    assert settled({"dataset": "iris", "evaluation": said})[::2] == ("split", "val_log_loss")
    accuracy = {"dataset": "iris", "evaluation": said, "objective": {"metric": "val_accuracy"}}
    assert settled(accuracy)[2] == "val_accuracy"


def test_a_class_of_few_rows_has_as_many_folds_as_rows(tmp_path: Path) -> None:
    rows = [f"{n},{n % 7},{'rare' if n % 20 == 0 else 'usual'}" for n in range(100)]
    path = tmp_path / "few.csv"
    path.write_text("\n".join(["a,b,kind", *rows]))
    document = {"data": {"file": str(path), "target": "kind"}}
    assert settled(document)[:2] == ("folds", 4)


def test_what_is_settled_stays_settled() -> None:
    first = checks.check(files.understand({"space": {"units": [8, 16]}}), load())
    again = checks.check(first.model_copy(update={"data": DataSpec(name="mnist")}), load())
    assert again.evaluation == Evaluation(method="folds", folds=5)
