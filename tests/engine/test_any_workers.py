"""The same seed gives the same study, whoever trains its fits and in which company."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.conftest import Bench
from tests.engine.outcome import found
from tests.waiting import wait_for
from tuning.engine.honest.keeper import Keeper
from tuning.study import StudyState

RANGES: dict[str, Any] = {
    "units": [4, 8],
    "learning_rate": {"type": "float", "low": 1e-3, "high": 1e-1, "scale": "log"},
    "dropout": {"type": "float", "low": 0.1, "high": 0.5},
}
GRID: dict[str, Any] = {"units": [4, 8], "optimizer": ["adam", "sgd"], "learning_rate": [0.01, 0.1]}
SEARCHES: dict[str, dict[str, Any]] = {
    "random_search": {
        "strategy": {"name": "random_search", "max_trials": 12},
        "space": RANGES | {"epochs": 4},
    },
    "one architecture": {
        "dataset": "digits",  # of which two workers would have half as many fits each
        "strategy": {"name": "random_search", "max_trials": 40},
        "space": RANGES | {"units": 8, "epochs": 10},
    },
    "hparams_grid": {
        "strategy": {"name": "hparams_grid"},
        "space": RANGES | {"optimizer": ["adam", "sgd"], "epochs": 4},
    },
    "hyperband": {
        "strategy": {"name": "hyperband", "max_epochs": 4, "factor": 2},
        "space": RANGES,
    },
    "grid_search_cv": {
        "strategy": {"name": "grid_search_cv"},
        "evaluation": {"method": "folds", "folds": 3},
        "space": GRID | {"epochs": 4},
    },
}


def came_of(bench: Bench, name: str, *, stops: bool = False) -> dict[str, Any]:
    """What a study comes to; `stops`: as its first trial has ended it is stopped, and resumed."""
    study = bench.create({"dataset": "iris", "seed": 3, **SEARCHES[name]})
    if stops:
        runner = bench.start(study)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Keeper, "wake", lambda keeper: runner.stop())
            wait_for(lambda: not runner.is_alive(), seconds=60)
        assert bench.store.study(study).state is StudyState.STOPPED
        bench.store.set_state(study, StudyState.QUEUED)
    view = bench.run(study)
    return found(view, bench.settings.models / str(study))


@pytest.mark.parametrize(
    "name",
    [
        "random_search",
        *(pytest.param(name, marks=pytest.mark.long) for name in [*SEARCHES][1:]),
    ],
)
def test_one_worker_and_two_come_to_the_same(bench: Bench, lone: Bench, name: str) -> None:
    """One is handed several fits at once where the other trains each by itself; and a study that is
    stopped goes on as one that is not."""
    # On whose thread a trial's end is heard of, one that trains by itself cannot be stopped.
    stops = "cv" not in name
    two, one = came_of(bench, name), came_of(lone, name, stops=stops)
    assert two["trials"], "nothing was trained"
    for part, expected in two.items():
        assert one[part] == expected, part
