"""The article's three workloads: what each side is asked to train, as data.

`Workload.spec` is the study that our engine runs; `Workload.job` tells the plain library the same
in the words of its documentation. No library that trains is imported here.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any, Literal

from tuning import catalog, strategies
from tuning.planning import files
from tuning.space import Choice, Fixed, Float, Values
from tuning.study import StudySpec

SEED = 1
Name = Literal["grid", "hparams", "random_search"]


@dataclass(frozen=True)
class Workload:
    """One of the article's searches, whole or as a slice."""

    name: Name
    title: str
    library: str
    """What the other side calls."""
    strategy: dict[str, Any]
    space: dict[str, Any]
    evaluation: dict[str, Any]
    reduce: Literal["last", "best"]
    goal: float
    """The ratio to reach."""
    limit_goal: float
    """How many times the seconds of the bare matrix products it may take."""
    trials: int | None = None
    axes: dict[str, list[Any]] = field(default_factory=dict)
    """What the other side walks, by our names; empty where values are drawn."""

    def spec(self) -> StudySpec:
        """The study that our engine runs."""
        return files.parse(
            {
                "name": f"Benchmark: {self.title}",
                "dataset": "mnist",
                "strategy": self.strategy,
                "evaluation": self.evaluation,
                "objective": {"metric": "val_accuracy", "reduce": self.reduce},
                "seed": SEED,
                "space": self.space,
            }
        )

    def job(self) -> dict[str, Any]:
        """The same for the other side, as plain data."""
        spec = self.spec()
        return {
            "workload": self.name,
            "axes": self.axes,
            "folds": spec.evaluation.folds,
            "executions": spec.evaluation.executions,
            "epochs": strategies.most_epochs(spec),
            "trials": self.trials,
            "seed": SEED + 1,  # the seed that our engine hands to the library
        }

    def configurations(self) -> list[Values]:
        """What the other side trains; empty where values are drawn."""
        if not self.axes:
            return []
        names = list(self.axes)
        return [dict(zip(names, p, strict=True)) for p in itertools.product(*self.axes.values())]


def workload(name: Name, quick: bool = False) -> Workload:
    """A workload of the article, or the slice of it that `--quick` takes."""
    return {"grid": _grid, "hparams": _hparams, "random_search": _random_search}[name](quick)


def _grid(quick: bool) -> Workload:
    axes: dict[str, list[Any]] = {
        "batch_size": [32, 512] if quick else [32, 64, 512],
        "epochs": [4] if quick else [10, 20],
        "units": [16, 32] if quick else [8, 16, 32],
    }
    return Workload(
        "grid",
        "grid search with cross-validation",
        "GridSearchCV(KerasClassifier(...), n_jobs=-1, refit=True).fit",
        {"name": "grid_search_cv"},
        {name: values if len(values) > 1 else values[0] for name, values in axes.items()},
        {"method": "folds", "folds": 3 if quick else 5},
        "last",
        goal=10.0,
        limit_goal=4.0,
        axes=axes,
    )


def _hparams(quick: bool) -> Workload:
    axes: dict[str, list[Any]] = {
        "units": [32] if quick else [16, 32],
        "learning_rate": [0.001, 0.01],
        "optimizer": ["adam", "sgd"],
        "batch_size": [128],
        "epochs": [5],
        "layers": [1, 2],
        "dropout": [0.1] if quick else [0.1, 0.2],
    }
    space = {name: values if len(values) > 1 else values[0] for name, values in axes.items()}
    space["learning_rate"] = {"type": "float", "low": 0.001, "high": 0.01}
    if not quick:
        space["dropout"] = {"type": "float", "low": 0.1, "high": 0.2}
    return Workload(
        "hparams",
        "HParams: a grid of values and range ends",
        "a loop over model.fit, writing HParams summaries",
        {"name": "hparams_grid"},
        space | {"dropout_after": "first"},
        {"method": "test"},
        "last",
        goal=12.0,
        limit_goal=4.0,
        axes=axes,
    )


def _random_search(quick: bool) -> Workload:
    trials = 2 if quick else 5
    return Workload(
        "random_search",
        "random search over wide networks",
        "keras_tuner.RandomSearch(...).search",
        {"name": "random_search", "max_trials": trials},
        catalog.article_space().model_dump()["parameters"]
        | {"epochs": {"type": "fixed", "value": 3 if quick else 5}},
        {"method": "test", "executions": 2 if quick else 3},
        "best",
        goal=4.5,
        limit_goal=2.0,
        trials=trials,
    )


def key(values: Values, names: list[str]) -> tuple[Any, ...]:
    """A configuration as something to compare: the searched values, floats to nine digits."""
    return tuple(
        float(f"{value:.9g}") if isinstance(value, int | float) and value is not True else value
        for value in (values.get(name) for name in names)
    )


def searched(spec: StudySpec) -> list[str]:
    """The names by which configurations differ, in order."""
    return sorted(spec.space.searched)


def ours(spec: StudySpec) -> list[Values]:
    """What our engine walks in a grid: every value of a choice, the ends of a range."""
    every: dict[str, list[Any]] = {}
    for name, parameter in spec.space.parameters.items():
        if isinstance(parameter, Float):
            every[name] = [parameter.low, parameter.high]
        elif isinstance(parameter, Choice | Fixed):
            every[name] = list(parameter.points())
    return [dict(zip(every, p, strict=True)) for p in itertools.product(*every.values())]
