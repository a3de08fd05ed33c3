"""A strategy that is added by two files is in the contract suite by itself, and keeps it."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.conftest import Bench, Trained
from tests.engine.strategies import test_strategies
from tests.strategies import toy


@pytest.fixture
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The contract suite, as it is when it is collected with the strategy."""
    with toy.added(tmp_path_factory.mktemp("toy"), with_adapter=True):
        yield runpy.run_path(test_strategies.__file__)


def test_it_keeps_the_contract(
    suite: dict[str, Any], bench: Bench, trained: Trained, tmp_path: Path
) -> None:
    assert "toy" in suite["STRATEGIES"]
    suite["test_every_strategy_of_the_catalog_has_its_adapter_and_its_counts"]()
    suite["test_a_study_is_searched_recorded_and_tested_and_its_script_does_the_same"](
        trained, "toy", tmp_path
    )
    suite["test_a_trial_that_diverges_fails_and_the_study_goes_on"](bench, "toy")
