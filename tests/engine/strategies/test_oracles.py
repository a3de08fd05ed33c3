"""KerasTuner's oracles as our adapters ask them: nothing is left out, nothing ends early.

Without training: a trial's score is made up.
"""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import Any

import keras_tuner
import pytest
from keras_tuner.engine.trial import Trial, TrialStatus

from tests.engine.conftest import QUICK
from tuning import catalog, strategies
from tuning.engine.strategies import strategy_class
from tuning.engine.strategies._kerastuner.search import KerasTunerStrategy
from tuning.engine.strategies._kerastuner.spaces import hyperparameters, searched_values
from tuning.engine.strategies._kerastuner.state import PROJECT
from tuning.planning import files
from tuning.space import Space, Values

STEPPED = {"type": "float", "low": 0.0, "high": 0.5, "step": 0.1}
EIGHTEEN = {
    "units": [8, 16, 24],
    "batch_size": [8, 16, 32],
    "learning_rate": [0.01, 0.001],
    "epochs": 1,
}
FOUR = {"units": [8, 32], "activation": ["relu", "tanh"]}


def opened(
    folder: Path, name: str, space: dict[str, Any], seed: int = 3, **options: Any
) -> KerasTunerStrategy:
    strategy = {"name": name, **options}
    spec = files.parse(QUICK | {"strategy": strategy, "space": space, "seed": seed})
    adapter = strategy_class(name)(spec, folder)
    assert isinstance(adapter, KerasTunerStrategy)
    adapter.oracle = adapter.open_oracle()
    return adapter


def ask(
    adapter: KerasTunerStrategy, at_once: int = 2, failing: Any = lambda trial: False
) -> list[Trial]:
    """Asks to the end, some trials under way at a time; the wider network scores better."""
    oracle, asked, running = adapter.oracle, list[Trial](), list[Trial]()
    while True:
        answer = oracle.create_trial(f"tuner{len(asked)}")
        if answer.status == TrialStatus.RUNNING:
            asked.append(answer)
            running.append(answer)
        if len(running) == at_once or (running and answer.status != TrialStatus.RUNNING):
            trial = running.pop(0)
            if failing(trial):
                trial.status = TrialStatus.FAILED
            else:
                score = {"val_accuracy": trial.hyperparameters.values.get("units", 1) / 100}
                oracle.update_trial(trial.trial_id, score)
                trial.status = TrialStatus.COMPLETED
            oracle.end_trial(trial)
        elif answer.status == TrialStatus.STOPPED:
            return asked


def values_of(adapter: KerasTunerStrategy, trials: list[Trial]) -> list[Values]:
    space = adapter.spec.space
    return [searched_values(space, trial.hyperparameters.values) for trial in trials]


def test_a_list_of_truth_values_stays_one() -> None:
    """KerasTuner makes numbers of them."""
    space = Space.model_validate(
        {"parameters": {"batch_norm": {"type": "choice", "values": [True, False]}}}
    )
    [declared] = hyperparameters(space).space
    assert [searched_values(space, {"batch_norm": v})["batch_norm"] for v in declared.values] == [
        True,
        False,
    ]
    assert searched_values(space, {"batch_norm": 1})["batch_norm"] is True


def test_our_own_suggestions_are_tried_to_their_last_value() -> None:
    for family in catalog.FAMILIES.values():
        searches = {h.name: h.search for h in family.hyperparameters}
        declared = hyperparameters(Space(parameters=searches)).space
        assert declared
        for hp in declared:
            points = searches[hp.name].points()
            if searches[hp.name].is_finite:
                assert sorted(hp.values) == sorted(points), hp.name  # type: ignore[type-var]
                ends = [hp.prob_to_value(hp.value_to_prob(point)) for point in points]
                assert ends == points, hp.name


def test_keras_tuner_reads_from_the_project_s_files_what_the_oracle_knows(tmp_path: Path) -> None:
    adapter = opened(tmp_path, "random_search", FOUR, max_trials=4)
    adapter.files.follow()
    ask(adapter)
    adapter.files.write()
    read = keras_tuner.oracles.RandomSearchOracle(
        objective=adapter.oracle.objective, hyperparameters=hyperparameters(Space())
    )
    read._set_project_dir(str(tmp_path), PROJECT)
    read.reload()
    assert _state(read) == _state(adapter.oracle)
    known = {name: trial.get_state() for name, trial in adapter.oracle.trials.items()}
    assert {name: trial.get_state() for name, trial in read.trials.items()} == known
    assert {each["status"] for each in known.values()} == {"COMPLETED"}


def _state(oracle: keras_tuner.Oracle) -> dict[str, Any]:
    """What its file has, in an order."""
    state: dict[str, Any] = oracle.get_state()
    return state | {"tried_so_far": sorted(state["tried_so_far"])}


@pytest.mark.parametrize("name", ["random_search", "bayesian", "grid_search"])
def test_the_top_of_a_stepped_range_is_reached(tmp_path: Path, name: str) -> None:
    options = {
        "random_search": {"max_trials": 6},
        "bayesian": {"max_trials": 6, "num_initial_points": 6},
        "grid_search": {"points": 6},
    }[name]
    adapter = opened(tmp_path, name, {"dropout_visible": STEPPED, "units": 8}, **options)
    every = adapter.spec.space["dropout_visible"].points(None)
    tried = [values["dropout_visible"] for values in values_of(adapter, ask(adapter))]
    assert sorted(tried) == every == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]


@pytest.mark.parametrize("seed", range(1, 6))
def test_every_configuration_of_a_small_space_is_tried(tmp_path: Path, seed: int) -> None:
    adapter = opened(tmp_path, "random_search", EIGHTEEN, seed, max_trials=30)
    tried = {tuple(values.items()) for values in values_of(adapter, ask(adapter))}
    assert len(tried) == strategies.count(adapter.spec).trials == 18


def test_a_condition_that_is_seldom_met_does_not_end_a_search(tmp_path: Path) -> None:
    optimizers = ["adam", "sgd", "adagrad", "adadelta", "nadam", "adamax"]
    momentum = {"type": "float", "low": 0.0, "high": 0.9}
    space = {"optimizer": optimizers, "momentum": momentum, "units": 8}
    adapter = opened(tmp_path, "random_search", space, max_trials=60)
    assert len(ask(adapter)) == 60


@pytest.mark.parametrize("name", ["random_search", "bayesian", "hyperband", "grid_search"])
def test_whole_and_broken_numbers_in_one_list(tmp_path: Path, name: str) -> None:
    options = {"random_search": {"max_trials": 6}, "bayesian": {"max_trials": 6}}
    space = {"max_norm": [0, 2.5, 4], "learning_rate": [1, 0.1], "units": 8}
    adapter = opened(tmp_path, name, space, **options.get(name, {}))
    tried = values_of(adapter, ask(adapter))
    assert {values["max_norm"] for values in tried} == {0.0, 2.5, 4.0}


def test_bayesian_optimization_looks_again_where_a_space_is_used_up(tmp_path: Path) -> None:
    adapter = opened(tmp_path, "bayesian", FOUR | {"epochs": 1}, max_trials=5)
    tried = Counter(str(values) for values in values_of(adapter, ask(adapter)))
    assert len(tried) == 4
    assert tried.total() == strategies.count(adapter.spec).trials == 5


def rungs(trials: list[Trial]) -> Counter[tuple[int, int]]:
    places = [trial.hyperparameters.values for trial in trials]
    return Counter((v["tuner/bracket"], v["tuner/epochs"]) for v in places)


@pytest.mark.parametrize("at_once", [1, 2, 5])
def test_hyperband_by_the_book(tmp_path: Path, at_once: int) -> None:
    space = {"units": {"type": "int", "low": 8, "high": 128, "step": 1}, "dropout": STEPPED}
    adapter = opened(tmp_path, "hyperband", space, max_epochs=10, factor=3)
    trials = ask(adapter, at_once)
    planned = strategies.count(adapter.spec)
    assert (planned.trials, planned.epochs, planned.exact) == (30, 120, True)
    assert rungs(trials) == {(2, 2): 12, (2, 4): 4, (2, 10): 2, (1, 4): 6, (1, 10): 2, (0, 10): 4}


@pytest.mark.parametrize("iterations", [1, 2])
def test_hyperband_in_a_small_space_trains_its_survivors_on(
    tmp_path: Path, iterations: int
) -> None:
    adapter = opened(
        tmp_path, "hyperband", FOUR, max_epochs=9, factor=3, hyperband_iterations=iterations
    )
    trials = ask(adapter)
    assert rungs(trials) == {(2, 1): 4, (2, 3): 2, (2, 9): 1}
    assert trials[-1].hyperparameters.values["units"] == 32
    planned = strategies.count(adapter.spec)
    assert (planned.trials, planned.epochs) == (7, 4 * 1 + 2 * 2 + 6)
    assert "only 4 configurations" in planned.notes[0]
    assert "to epoch 9" in planned.notes[0]


def test_brackets_share_a_space_that_is_too_small_for_all(tmp_path: Path) -> None:
    space = {"units": [8, 16, 24, 32], "dropout": [0.0, 0.1, 0.2]}
    adapter = opened(tmp_path, "hyperband", space, max_epochs=9, factor=3)
    trials = ask(adapter)
    assert rungs(trials) == {(2, 1): 9, (2, 3): 3, (2, 9): 1, (1, 3): 3, (1, 9): 1}
    assert len(trials) == strategies.count(adapter.spec).trials
    assert adapter.oracle._brackets == []


def test_hyperband_promotes_the_best_of_those_that_did_not_fail(tmp_path: Path) -> None:
    space = {"units": list(range(8, 24)), "learning_rate": [0.01, 100.0]}
    adapter = opened(tmp_path, "hyperband", space, max_epochs=9, factor=3)
    trials = ask(adapter, failing=lambda t: t.hyperparameters.values["learning_rate"] == 100)
    first = [t for t in trials if t.hyperparameters.values["tuner/epochs"] == 1]
    good = [t for t in first if t.status == TrialStatus.COMPLETED]
    assert len(good) < len(first)
    last = [t for t in trials if t.hyperparameters.values["tuner/initial_epoch"] == 3]
    best = max(good, key=lambda t: t.score)
    assert last[0].hyperparameters.values["units"] == best.hyperparameters.values["units"]


def test_bayesian_search_goes_on_from_recalled_trials_as_if_it_had_thought_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = {"units": {"type": "int", "low": 8, "high": 512}, "dropout": {"low": 0, "high": 0.5}}
    wide["dropout"]["type"] = "float"
    options = {"max_trials": 9, "num_initial_points": 3}
    first, again = (opened(tmp_path / n, "bayesian", wide, **options) for n in ("a", "b"))
    expected = values_of(first, ask(first, at_once=3))
    recalled = {f"{k}": values for k, values in enumerate(expected[:-1])}
    monkeypatch.setattr(again.oracle, "_recall", recalled.get)
    fits = []
    fit = again.oracle.gpr.fit
    monkeypatch.setattr(again.oracle.gpr, "fit", lambda x, y: (fits.append(len(x)), fit(x, y)))
    assert values_of(again, ask(again, at_once=3)) == expected
    assert len(fits) == 2, "only the last trial is thought of: what to expect, then where"


def told(adapter: KerasTunerStrategy, count: int) -> Trial:
    """So many trials, one after the other, whose learning rate scores; the next is proposed."""
    adapter.numbers = {}
    for number in range(count):
        trial = adapter.oracle.create_trial(f"tuner{number}")
        off = abs(math.log10(trial.hyperparameters.values["learning_rate"]) + 2.5)
        adapter.oracle.update_trial(trial.trial_id, {"val_accuracy": 0.9 - 0.1 * off})
        trial.status = TrialStatus.COMPLETED
        adapter.oracle.end_trial(trial)
    return adapter.oracle.create_trial("next")


RATE = {"type": "float", "low": 1e-4, "high": 1e-1, "scale": "log"}


def test_the_process_chooses_where_a_slice_s_upper_bound_is_highest(tmp_path: Path) -> None:
    space = {"learning_rate": RATE, "dropout": {"type": "float", "low": 0.0, "high": 0.5}}
    adapter = opened(tmp_path, "bayesian", space, max_trials=9, num_initial_points=4)
    proposal = told(adapter, 6)
    reason, beta = adapter.reason(proposal), adapter.options["beta"]
    promised = reason.facts["expected"] + beta * reason.facts["uncertainty"]
    assert reason.knowledge["slices"].keys() == {"learning_rate", "dropout"}
    for name, line in reason.knowledge["slices"].items():
        values = line["values"]
        assert values == sorted(values)
        assert (values[0], values[-1]) == (space[name]["low"], space[name]["high"])
        upper = [m + beta * s for m, s in zip(line["mean"], line["uncertainty"], strict=True)]
        assert upper[values.index(proposal.hyperparameters.values[name])] == max(upper)
        assert max(upper) == pytest.approx(promised, abs=1e-5)


def test_a_slice_has_each_value_of_a_list_and_none_of_what_is_not_used(tmp_path: Path) -> None:
    space = {
        "optimizer": ["adam", "sgd"],
        "momentum": {"type": "float", "low": 0.0, "high": 0.9},
        "units": {"type": "int", "low": 8, "high": 10},
        "learning_rate": RATE,
    }
    adapter = opened(tmp_path, "bayesian", space, max_trials=9, num_initial_points=4)
    proposal = told(adapter, 4)
    found = adapter.reason(proposal).knowledge["slices"]
    assert found["optimizer"]["values"] == ["adam", "sgd"]
    assert found["units"]["values"] == [8, 9, 10]
    chosen = proposal.hyperparameters.values["optimizer"]
    assert ("momentum" in found) == (chosen == "sgd")
