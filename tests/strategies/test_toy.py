"""A strategy is two files: one that is added by them alone is found wherever there are strategies.

That the engine runs it is looked at in `tests/engine/strategies/test_toy.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.pages import test_pages as pages
from tests.pages.test_pages import home
from tests.records.samples import spec, store, trial
from tests.strategies import toy
from tuning import strategies
from tuning.analysis.why import why
from tuning.cli.commands import cli
from tuning.planning import race
from tuning.planning.large_grids import too_many
from tuning.planning.plan import plan
from tuning.settings import Settings
from tuning.store import Batch, Store
from tuning.store.view import StudyView

__all__ = ["home"]

RANGES = {
    "units": {"type": "int", "low": 8, "high": 64, "step": 8},
    "learning_rate": {"type": "float", "low": 1e-4, "high": 1e-1, "scale": "log"},
    "epochs": 4,
}


@pytest.fixture(autouse=True)
def _toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = dict(strategies.STRATEGIES)
    with toy.added(tmp_path_factory.mktemp("toy")):
        yield
    assert before == strategies.STRATEGIES


def test_it_is_listed_after_the_libraries_and_before_the_person() -> None:
    assert list(strategies.STRATEGIES)[-2:] == ["toy", strategies.by_person().name]
    told = json.loads(CliRunner().invoke(cli, ["strategies", "--json"]).stdout)["strategies"]
    assert told[-2]["title"] == "Backwards"


def test_without_evidence_it_says_why_in_its_own_sentence(tmp_path: Path) -> None:
    kept = store(tmp_path)
    study = kept.create_study(spec(strategy={"name": "toy", "points": 3}, space=RANGES))
    kept.write(study, Batch(trials=[trial(0, reason={"text": "Cell 0."})]))
    told = why(StudyView(kept, study), 0)
    assert (told.sentence, told.evidence) == ("Cell 0.", None)


def test_it_has_a_plan_and_is_asked_about_when_it_is_large() -> None:
    study = spec(strategy={"name": "toy", "points": 3}, space=RANGES)
    planned = plan(study)
    assert (planned.trials, planned.epochs, planned.exact) == (9, 72, True)
    assert planned.sum == "9 trials × 2 fits × 4 epochs = 72 epochs"
    evaluation = {"executions": 100}
    large = spec(strategy={"name": "toy"}, space=RANGES, evaluation=evaluation)
    assert too_many(large) == (
        "2 hyperparameters with 5 values each, 100 times each are 2,500 fits"
    )


def test_it_races() -> None:
    assert "toy" in race.racers()
    [entry] = race.enter(spec(space=RANGES), ["toy"], budget=80)
    assert (entry.epochs, entry.settings) == (72, "Points of a continuous range 3")
    [entry] = race.enter(spec(space=RANGES), ["toy"], budget=3)
    assert "even its smallest search (2 points of each range) has 4 trials" in entry.reason


def test_it_is_on_the_form_of_a_new_study(home: tuple[Settings, Store]) -> None:
    pages.test_every_strategy_has_its_options_and_a_plan_or_a_reason("toy", home)


def test_its_study_is_shown_live(home: tuple[Settings, Store]) -> None:
    _, store = home
    study = pages.records.fill(store, spec(strategy={"name": "toy"}, space=RANGES), finished=3)
    test = pages.show(pages.LIVE, study)
    assert "Backwards" in pages.words(test)
