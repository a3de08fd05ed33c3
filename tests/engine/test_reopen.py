"""What the KerasTuner techniques leave is a project that `keras_tuner` itself reopens."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import keras
import keras_tuner
import pytest
from keras_tuner.engine.trial import Trial, TrialStatus

from tests.engine.conftest import Bench
from tests.engine.test_strategies import document
from tuning import study
from tuning.engine.strategies._kerastuner import PROJECT
from tuning.engine.strategies.random_search import RandomSearch

WIDE = {"units": {"type": "int", "low": 4, "high": 512}, "dropout": [0.0, 0.1, 0.2], "epochs": 1}

TUNERS: dict[str, tuple[type[keras_tuner.Tuner], dict[str, Any]]] = {
    "random_search": (keras_tuner.RandomSearch, {"max_trials": 3}),
    "hyperband": (keras_tuner.Hyperband, {"max_epochs": 3, "factor": 3}),
}


def build(hp: keras_tuner.HyperParameters) -> keras.Model:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    model.compile("adam", "mse")
    return model


@pytest.mark.parametrize("name", TUNERS)
def test_a_notebook_reopens_the_project(bench: Bench, name: str) -> None:
    number = bench.create(document(name))
    view = bench.run(number)
    kind, options = TUNERS[name]
    tuner = kind(
        hypermodel=build,
        objective=keras_tuner.Objective("val_accuracy", "max"),
        directory=str(bench.settings.models / str(number)),
        project_name=PROJECT,
        overwrite=False,
        **options,
    )
    tuner.reload()
    assert len(tuner.oracle.trials) == len(view.trials)
    best = tuner.oracle.get_best_trials(1)[0]
    assert best.score == pytest.approx(view.study.best_score)
    found = tuner.get_best_hyperparameters(1)[0].values
    winner = view.trials[view.study.best_number or 0].values
    assert {key: winner[key] for key in found if key in winner} == pytest.approx(
        {key: value for key, value in found.items() if key in winner}
    )


def test_a_state_saved_before_the_last_trials_is_made_good_from_their_files(tmp_path: Path) -> None:
    """The oracle's state is saved seldom: what a crash takes from it, the trials' files know."""

    def opened(folder: Path) -> RandomSearch:
        spec = study.parse(document("random_search", space=WIDE))
        strategy = RandomSearch(spec, folder)
        strategy.oracle = strategy.open_oracle()
        strategy.oracle.max_trials = 40
        return strategy

    def propose(oracle: keras_tuner.Oracle, numbers: range) -> list[Trial]:
        return [oracle.create_trial(f"tuner{number}") for number in numbers]

    def end(oracle: keras_tuner.Oracle, trial: Trial) -> None:
        oracle.update_trial(trial.trial_id, {"val_accuracy": 0.5})
        trial.status = TrialStatus.COMPLETED
        oracle.end_trial(trial)

    whole, crashed = opened(tmp_path / "whole"), opened(tmp_path / "crashed")
    assert crashed.state_file is not None
    crashed.state_file._due = math.inf  # nothing of what follows reaches the state
    for strategy in (whole, crashed):
        for trial in propose(strategy.oracle, range(30))[:-2]:
            end(strategy.oracle, trial)
    state = json.loads((tmp_path / "crashed" / PROJECT / "oracle.json").read_text())
    assert state["start_order"] == []
    again = opened(tmp_path / "crashed").oracle
    assert again.start_order == whole.oracle.start_order
    assert again.end_order == whole.oracle.end_order
    left = propose(again, range(2))
    assert {trial.trial_id for trial in left} == set(whole.oracle.start_order[-2:])
    expected = [trial.hyperparameters.values for trial in propose(whole.oracle, range(30, 35))]
    assert [t.hyperparameters.values for t in propose(again, range(2, 7))] == expected
