"""What mattered: found where it is, silent where there is only noise, shares of one whole."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests import records
from tuning import analysis
from tuning.analysis.permuted import MOST_TRIALS, Permuted
from tuning.space import Choice, Float, Int, Space, Values
from tuning.store import Batch, Store, TrialRecord
from tuning.store.view import StudyView
from tuning.study import StrategySpec, TrialState

SPACE = Space(
    parameters={
        "units": Int(low=1, high=100),
        "dropout": Float(low=0.0, high=0.5),
        "optimizer": Choice(values=["adam", "sgd"]),
    }
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "studies.sqlite")


def study(
    store: Store, trials: int, score: Callable[[Values, np.random.Generator], float], seed: int = 0
) -> StudyView:
    study_id = store.create_study(records.spec(trials, space=SPACE))
    rng = np.random.default_rng(seed)
    batch = Batch()
    for number in range(trials):
        values = records.draw(SPACE, rng)
        scored = score(values, rng)
        batch.trials.append(TrialRecord(number, TrialState.COMPLETED, values, scored))
    store.write(study_id, batch)
    return StudyView(store, study_id)


def best_in_the_middle(values: Values, rng: np.random.Generator) -> float:
    units = float(values["units"] or 0)
    return -((units - 50) ** 2) / 2500 + float(rng.normal(0, 0.02))


def noise(values: Values, rng: np.random.Generator) -> float:
    return float(rng.standard_t(3))


def test_what_mattered_is_the_one_that_matters_and_not_the_noise(store: Store) -> None:
    view = study(store, 80, best_in_the_middle)
    found = analysis.mattered(view)
    assert found.table["name"].tolist() == ["units"]
    assert found.others == [analysis.title_of(view.study, n) for n in ("dropout", "optimizer")]
    (units,) = found.table.to_dict("records")
    assert 0.9 < units["low"] <= units["share"] <= units["high"] <= 1.0
    assert found.explained > 0.8
    assert found.trials == 80
    low, high = map(float, units["best"].split(" to "))
    assert low < 50 < high + 10, "the best of four groups lies about the middle"


def test_two_that_only_matter_together_are_both_seen(store: Store) -> None:
    def together(values: Values, rng: np.random.Generator) -> float:
        is_left, is_wide = values["optimizer"] == "adam", float(values["units"] or 0) > 50
        return float(is_left == is_wide) + float(rng.normal(0, 0.1))

    found = analysis.mattered(study(store, 120, together))
    assert set(found.table["name"]) == {"units", "optimizer"}
    assert found.table["share"].sum() + found.rest == pytest.approx(1.0)
    assert found.table["share"].is_monotonic_decreasing


@pytest.mark.parametrize("seed", range(3))
def test_noise_matters_nowhere(store: Store, seed: int) -> None:
    found = analysis.mattered(study(store, 40, noise, seed))
    assert len(found.table) == 0
    assert len(found.others) == 3
    assert found.reason == (
        "In 40 trials no hyperparameter moves the score by more than chance does."
    )


def test_few_trials_and_equal_scores_say_why_nothing_is_told(store: Store) -> None:
    few = analysis.mattered(study(store, 10, best_in_the_middle))
    assert few.reason == (
        "Not to be told from chance yet: it takes 20 trials with a score, here are 10."
    )
    assert few.others == []
    equal = analysis.mattered(study(store, 30, lambda values, rng: 0.5))
    assert equal.reason == "All trials have the same score."
    infinite = analysis.mattered(study(store, 20, lambda values, rng: math.inf))
    assert infinite.reason == equal.reason


def test_of_many_trials_always_the_same_are_looked_at(store: Store) -> None:
    view = study(store, MOST_TRIALS + 50, best_in_the_middle)
    found = analysis.mattered(view)
    assert found.trials == MOST_TRIALS
    assert found.table.equals(analysis.mattered(view).table)


def test_a_promoted_configuration_counts_once(store: Store) -> None:
    spec = records.spec(40, space=SPACE, strategy=StrategySpec(name="hyperband"))
    view = StudyView(store, store.create_study(spec))
    rng = np.random.default_rng(0)
    drawn = [records.draw(SPACE, rng) for _ in range(25)]
    trials = [
        TrialRecord(25 * rung + number, TrialState.COMPLETED, values | {"epochs": epochs}, score)
        for rung, epochs in enumerate((2, 6))
        for number, values in enumerate(drawn)
        for score in [float(rng.normal())]
    ]
    store.write(view.study.id, Batch(trials=trials))
    view.refresh()
    found = analysis.mattered(view)
    assert found.trials == 25
    assert "Epochs" not in found.others


def test_shares_are_of_one_whole_and_a_loss_below_nothing_is_none() -> None:
    losses = np.array([[0.3, 0.1, -0.2], [0.3, 0.1, 0.0]])
    share, low, high = Permuted(losses, explained=0.5, chance=0.0).shares()
    assert share == pytest.approx([0.75, 0.25, 0.0])
    assert low == pytest.approx([0.75, 0.25, 0.0])
    assert high == pytest.approx([0.75, 0.25, 0.0])


def test_nothing_is_told_where_forests_know_nothing() -> None:
    rng = np.random.default_rng(0)
    losses = rng.normal([0.5, 0.0], 0.1, (50, 2))
    assert Permuted(losses, explained=0.5, chance=0.001).told().tolist() == [True, False]
    assert Permuted(losses, explained=0.0, chance=0.2).told().tolist() == [False, False]
    unused = np.column_stack([losses[:, 0], np.zeros(50)])
    assert Permuted(unused, explained=0.5, chance=0.001).told().tolist() == [True, False]
