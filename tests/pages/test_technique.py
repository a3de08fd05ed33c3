"""What the technique says, on the Live page."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests import records
from tests.pages.test_pages import ROUTER, home, path, run, show, words
from tests.records import techniques
from tuning import strategies
from tuning.settings import Settings
from tuning.store import Store
from tuning.study import StrategySpec
from tuning.ui.live import technique
from tuning.ui.pages import LIVE

__all__ = ["home"]
Home = tuple[Settings, Store]

SAID = {
    "hyperband": "17 configurations drawn",
    "bayesian": "guesses came true within their uncertainty",
    "grid_search_cv": "cv_results_",
    "halving_grid_search": "Rounds",
    "one_at_a_time": "a full grid has **36**",
}


def tables(test: AppTest) -> list[list[str]]:
    return [list(frame.value.columns) for frame in test.dataframe]


@pytest.mark.parametrize("name", SAID)
def test_a_technique_says_what_is_its_own(name: str, home: Home) -> None:
    test = show(LIVE, techniques.ALL[name](home[1]))
    assert "What the technique says" in words(test)
    assert SAID[name] in words(test)
    assert not test.json


WHY = {
    "bayesian": (9, "What the Gaussian process believed", "the best by then"),
    "halving_grid_search": (20, "The round that it came from", "missed the line by"),
    "one_at_a_time": (4, "one value after the other", "the incumbent"),
}


@pytest.mark.parametrize("name", WHY)
def test_the_chosen_trial_is_explained_by_what_was_known_then(name: str, home: Home) -> None:
    number, *said = WHY[name]
    test = AppTest.from_file(str(ROUTER), default_timeout=30).run()
    test.query_params["study"] = str(techniques.ALL[name](home[1]))
    test.query_params["trials"] = str(number)
    run(test.switch_page(path(LIVE)))
    for text in ("Why this trial?", *said):
        assert text in words(test)


def test_scikit_learn_s_table_comes_at_the_end(home: Home) -> None:
    test = show(LIVE, techniques.halving(home[1], ends_in_round=2))
    assert "ranks all candidates at once" in words(test)
    ended = show(LIVE, techniques.grid_search_cv(home[1]))
    assert any("Split 3" in columns for columns in tables(ended))
    assert "trained once more, on all training rows in 1.8 s" in words(ended)


def test_the_hparams_technique_leads_to_tensorboard(home: Home) -> None:
    spec = records.spec(strategy=StrategySpec(name="hparams_grid"))
    test = show(LIVE, records.fill(home[1], spec, finished=3))
    assert test.button(key="to-hparams").label == "Open the HParams tab"


def test_a_technique_with_nothing_of_its_own_says_nothing(home: Home) -> None:
    spec = records.spec(strategy=StrategySpec(name="by_hand"))
    test = show(LIVE, records.fill(home[1], spec, finished=3))
    assert "What the technique says" not in words(test)


def test_whatever_a_strategy_reports_can_be_shown() -> None:
    reports = {strategy.report for strategy in strategies.STRATEGIES.values()}
    assert reports - {""} == set(technique.REPORTS)
