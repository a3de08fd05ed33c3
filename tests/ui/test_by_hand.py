"""A trial by hand: what it begins from, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import records
from tuning.space import Values
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.ui import by_hand


@pytest.fixture
def view(tmp_path: Path) -> StudyView:
    store = Store(tmp_path / "studies.sqlite")
    return StudyView(store, records.fill(store, records.spec(8)))


def test_it_begins_from_a_trial_with_values_for_what_is_inactive_there(view: StudyView) -> None:
    adam = next(t for t in view.trials.values() if t.values["optimizer"] == "adam")
    values = by_hand.start_values(view, adam.number)
    assert list(values) == list(view.study.spec.space)
    assert values | adam.values == values
    assert values["momentum"] == 0.0
    assert by_hand.same_as(view, values) == adam.number


def test_without_a_trial_it_begins_from_what_is_usual(view: StudyView) -> None:
    values = by_hand.start_values(view, None)
    assert values == {
        "optimizer": "adam",
        "momentum": 0.0,
        "units": 32,
        "learning_rate": 0.001,
        "dropout": 0.0,
        "epochs": 5,
    }
    assert by_hand.problem(values, view.study.spec) is None
    assert by_hand.same_as(view, values) is None


@pytest.mark.parametrize(
    ("changes", "name", "words"),
    [
        ({"dropout": 1.5}, "dropout", "dropout must be at most 0.9, got 1.5"),
        ({"units": None}, "units", "Give a value."),
        ({"optimizer": "sgd", "momentum": 5.0}, "momentum", "must be at most 0.999"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(
    view: StudyView, changes: Values, name: str, words: str
) -> None:
    found = by_hand.problem(by_hand.start_values(view, None) | changes, view.study.spec)
    assert found is not None
    assert found[0] == name
    assert words in found[1]


def test_an_inactive_value_cannot_be_wrong(view: StudyView) -> None:
    values = by_hand.start_values(view, None) | {"momentum": 5.0}
    assert by_hand.problem(values, view.study.spec) is None
