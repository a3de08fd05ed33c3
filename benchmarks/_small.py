"""What a class trains, as data: the studies of small data, and the plain libraries' jobs.

`Small.spec` is the study that our engine runs; `Small.job` tells the plain library the same. The
same seed draws the same configurations on both sides, of which the plain library trains the first
few. No library that trains is imported here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from benchmarks._workloads import SEED
from tuning import datasets
from tuning.datasets import preprocessing
from tuning.planning import files
from tuning.settings import Settings
from tuning.study import StudySpec

Name = Literal["digits", "iris", "table", "grid", "single"]
NAMES: tuple[Name, ...] = ("digits", "iris", "table", "grid", "single")
SPACE: dict[str, Any] = {
    "units": [8, 16, 32],
    "learning_rate": {"type": "float", "low": 1e-4, "high": 1e-1, "scale": "log"},
    "dropout": {"type": "float", "low": 0.0, "high": 0.5},
    "optimizer": ["adam", "sgd"],
}
"""What the random searches draw, in the order in which both sides declare it."""
GRID: dict[str, list[Any]] = {
    "units": [8, 16, 32],
    "learning_rate": [0.0003, 0.001, 0.003, 0.01],
    "optimizer": ["adam", "sgd"],
}
ROWS, COLUMNS = 10_000, 30


@dataclass(frozen=True)
class Small:
    """One workload, whole or as a slice."""

    name: Name
    title: str
    epochs: int
    to_reach: dict[str, float]
    """By a key of the result: `epochs_per_second` and `ratio` at least, `seconds` at most."""
    data: str = "digits"
    """A data set of the catalog, or `table`: a CSV file that is made for it."""
    trials: int = 1
    """Of our engine."""
    plain_trials: int = 1
    """How many configurations the plain library trains, to measure its rate; of one, how often."""
    batch: int = 32
    folds: int = 0
    """Of a grid's cross-validation; 0: a random search by one split."""
    space: dict[str, Any] = field(default_factory=lambda: SPACE)

    @property
    def searched(self) -> list[str]:
        """The names by which configurations differ; none of a single fit."""
        if self.name == "single":
            return []
        return sorted(
            name for name, range_ in self.space.items() if isinstance(range_, list | dict)
        )

    def spec(self, here: Settings) -> StudySpec:
        """The study; its data are kept in the home."""
        strategy: dict[str, Any] = {"name": "grid_search_cv"}
        if not self.folds:
            strategy = {"name": "random_search", "max_trials": self.trials}
        evaluation = {"method": "folds", "folds": self.folds} if self.folds else {"method": "split"}
        spec = files.parse(
            {
                "name": f"Benchmark: {self.title}",
                "dataset": _table(here) if self.data == "table" else self.data,
                "strategy": strategy,
                "evaluation": evaluation,
                "objective": {
                    "metric": "val_accuracy",
                    "reduce": "last" if self.folds else "best",
                },
                "seed": SEED,
                "space": self.space | {"batch_size": self.batch, "epochs": self.epochs},
            }
        )
        return spec.model_copy(update={"data": datasets.adopt(spec.data, here)})

    def job(self, spec: StudySpec, here: Settings, folder: Path) -> dict[str, Any]:
        """The same for the plain library, as plain data; its rows are in a file of `folder`.

        A grid's slice are cells from all over it.
        """
        path = folder / f"{self.name}.npz"
        np.savez(path, **_arrays(spec, here, whole=bool(self.folds)))  # type: ignore[arg-type]
        return {
            "workload": self.name if self.name in ("grid", "single") else "random_search",
            "data": str(path),
            "space": self.space,
            "epochs": self.epochs,
            "batch": self.batch,
            "trials": self.plain_trials,
            "folds": self.folds,
            "seed": SEED + 1,  # the seed that our engine hands to the library
        }


def workload(name: Name, quick: bool = False) -> Small:
    """A workload of small data, or the slice of it that `--quick` takes."""
    return {"digits": _digits, "iris": _iris, "table": _large, "grid": _grid, "single": _single}[
        name
    ](quick)


def _digits(quick: bool) -> Small:
    return Small(
        "digits",
        "random search on digits",
        10,
        {"epochs_per_second": 1000, "ratio": 250},
        trials=100 if quick else 1000,
        plain_trials=1 if quick else 20,
    )


def _iris(quick: bool) -> Small:
    return Small(
        "iris",
        "random search on iris",
        10,
        {"epochs_per_second": 3000},
        data="iris",
        trials=100 if quick else 1000,
        plain_trials=1 if quick else 20,
    )


def _large(quick: bool) -> Small:
    return Small(
        "table",
        f"random search on a table of {ROWS:,} × {COLUMNS}",
        5 if quick else 10,
        {"epochs_per_second": 200},
        data="table",
        trials=12 if quick else 200,
        plain_trials=1 if quick else 10,
        batch=64,
    )


def _grid(quick: bool) -> Small:
    return Small(
        "grid",
        "grid search with cross-validation on digits",
        20,
        {} if quick else {"seconds": 4.0},
        folds=2 if quick else 5,
        trials=8 if quick else 24,
        plain_trials=1 if quick else 4,
        space={**GRID, "units": 16} if quick else GRID,
    )


def _single(quick: bool) -> Small:
    return Small(
        "single",
        "a single fit on digits, once compiled",
        10,
        {"seconds": 0.020},
        plain_trials=2 if quick else 8,
        space={"units": 32, "learning_rate": SPACE["learning_rate"]},
    )


def _table(here: Settings) -> dict[str, Any]:
    """A CSV file as somebody might bring it, of numbers and a target by name."""
    import pandas as pd
    from sklearn.datasets import make_classification

    x, y = make_classification(ROWS, COLUMNS, n_informative=12, n_classes=3, random_state=0)
    frame = pd.DataFrame(x, columns=[f"measure {k + 1}" for k in range(COLUMNS)]).round(4)
    frame["kind"] = np.array(["low", "middle", "high"])[y]
    path = here.home / "measures.csv"
    frame.to_csv(path, index=False)
    return {"file": str(path), "target": "kind"}


def _arrays(spec: StudySpec, here: Settings, whole: bool) -> dict[str, np.ndarray]:
    """The rows that train and validate, as our engine prepares them; `whole`: undivided."""
    data = datasets.load(spec.data, here)
    train, held_out = data.splits(spec.evaluation, spec.seed)[0]
    if data.image_shape is None:
        x = preprocessing.fitted(data, train).transform(data.x_train)
    else:
        x = data.x_train.reshape(len(data.x_train), -1) / data.x_train.max()
    x, y = np.asarray(x, np.float32), data.y_train.astype(np.int64)
    if whole:
        return {"x": x, "y": y}
    return {"x": x[train], "y": y[train], "x_val": x[held_out], "y_val": y[held_out]}
