"""What a study says and its strategy does not use."""

from __future__ import annotations

from typing import Any

import pytest

from tests.records.samples import DOCUMENT
from tuning.planning import files
from tuning.planning.presets import PRESETS
from tuning.planning.remarks import remarks
from tuning.ui.new_study.draft import read
from tuning.ui.new_study.fields import fields_of

RANGE = {"type": "float", "low": 0.0, "high": 0.4, "step": 0.2, "grid": [0.0, 0.4]}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, {}),
        (
            {"strategy": "hyperband"},
            {
                "space.epochs": "Epochs (2) is not used: Hyperband decides how long each trial "
                "trains."
            },
        ),
        (
            {"strategy": "halving_grid_search"},
            {
                "space.epochs": "Epochs (2) is the most: the rounds of Halving grid search raise "
                "them up to it."
            },
        ),
        ({"strategy": {"name": "halving_grid_search", "resource": "samples"}}, {}),
        (
            {"space": {"dropout": RANGE, "units": 8}},
            {
                "space.dropout": "The grid values of dropout are not used: Random search draws "
                "from the whole range."
            },
        ),
        ({"strategy": "grid_search", "space": {"dropout": RANGE, "units": 8}}, {}),
        ({"strategy": "grid_search_cv", "objective": {"metric": "val_loss"}}, {}),
        (
            {"strategy": "grid_search_cv", "objective": {"reduce": "best"}},
            {
                "objective.reduce": "reduce = best is not used: scikit-learn scores a fit by what "
                "its last epoch left."
            },
        ),
        ({"patience": 1, "strategy": "grid_search_cv", "objective": {"reduce": "best"}}, {}),
        (
            {"patience": 2, "objective": {"reduce": "last"}},
            {
                "objective.reduce": "reduce = last is not used: early stopping leaves the best "
                "epoch's weights.",
                "patience": "patience = 2 stops nothing: no fit has more than 2 epochs.",
            },
        ),
    ],
)
def test_what_is_not_used_is_said(changes: dict[str, Any], told: dict[str, str]) -> None:
    assert remarks(files.understand(DOCUMENT | changes)) == told


def test_a_form_says_it_beside_its_field() -> None:
    fields = fields_of(PRESETS["article"].spec) | {"strategy.name": "hyperband"}
    assert "is not used" in read(fields).remarks["space.epochs"]
