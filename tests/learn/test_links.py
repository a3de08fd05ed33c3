"""Every hyperparameter, every strategy and every column of Live has a page that explains it."""

from __future__ import annotations

import pytest

from tuning import catalog
from tuning.learn import links
from tuning.strategies import STRATEGIES
from tuning.ui.new_study.form import TERMS


@pytest.mark.parametrize("family", catalog.FAMILIES)
def test_every_hyperparameter_is_explained(family: str) -> None:
    assert [name for name in catalog.family(family).names if links.address(name) is None] == []


def test_every_strategy_and_every_field_beside_them_is_explained() -> None:
    names = [*STRATEGIES, *TERMS.values(), "seed"]
    assert [name for name in names if links.address(name) is None] == []
