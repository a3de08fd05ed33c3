"""The best model as it works outside: raw rows in, with plain Keras and nothing of ours."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from tuning.datasets import Column, Dataset, preprocessing
from tuning.datasets.base import OTHER
from tuning.engine import exported, models
from tuning.tasks import Scale

COLUMNS = (
    Column("size", missing=("-99.9",)),
    Column("colour", ("blue", "green", "red"), "category", missing=("?", "none")),
    Column("sold", ("FALSE", "TRUE"), "category"),
    Column("cast", ("one", "two", OTHER), "category"),
    Column("year"),
    Column("doors", ("2", "4.5", OTHER), "category", is_numeric=True),
    Column("bought", kind="date", form="%d.%m.%Y", missing=("01.01.1900",)),
    Column("seen", kind="date"),
)
"""Two numbers, two texts, numbers taken for a category, dates; one is called as an operation."""


def table(columns: tuple[Column, ...] = COLUMNS, rows: int = 60) -> Dataset:
    """Every column has missing values; numbers are small beside what they lie around."""
    rng = np.random.default_rng(0)
    x = np.column_stack([drawn(column, rng, rows) for column in columns])
    x[rng.random(x.shape) < 0.2] = np.nan
    y = np.arange(rows) % 3
    return Dataset("table", x[:40], y[:40], x[40:], y[40:], ("a", "b", "c"), None, columns)


def drawn(column: Column, rng: np.random.Generator, rows: int) -> np.ndarray:
    if column.kind == "category":
        return rng.integers(0, len(column.values), rows).astype(float)
    if column.kind == "date":
        return rng.integers(-9000, 30000, rows) + (0 if column.form else 0.75)
    return 5e4 + rng.normal(size=rows)


def cells(dataset: Dataset, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Rows as they stand in a file, column by column."""
    columns = zip(dataset.columns, rows.T, strict=True)
    return {column.name: written(column, values) for column, values in columns}


def written(column: Column, values: np.ndarray) -> np.ndarray:
    """The cells of a column; one of the rare values is something that was never seen.

    The last word that stands for a missing value does so.
    """
    is_number = column.kind == "number" or column.is_numeric
    missing = float((*column.missing, "nan")[0]) if is_number else ("", *column.missing)[-1]
    others = {None: missing, OTHER: 7.0 if is_number else "never seen", "TRUE": "True"}
    cells = [others.get(cell, cell) for cell in map(column.shown, values)]
    return np.array(cells, float if is_number else object)


def opened(model: keras.Model, folder: Path) -> keras.Model:
    """The model as somebody else opens its file; everything in it is Keras' own."""
    path = folder / "model.keras"
    model.save(path)
    with zipfile.ZipFile(path) as file:
        config = json.loads(file.read("config.json"))
    assert {name.split(".")[0] for name in modules(config)} <= {"keras", "builtins"}
    loaded: keras.Model = keras.saving.load_model(path, safe_mode=True)
    return loaded


def modules(config: Any) -> set[str]:
    """Where Keras looks for what a file is made of."""
    if isinstance(config, list):
        return set().union(*map(modules, config))
    if not isinstance(config, dict):
        return set()
    own = {config["module"]} if config.get("module") else set()
    return own | modules(list(config.values()))


def test_rows_as_they_stand_in_the_file_give_what_prepared_ones_give(tmp_path: Path) -> None:
    dataset = table()
    fitted = preprocessing.fitted(dataset, np.arange(30))
    x = fitted.transform(dataset.x_test).astype("float32")
    network = models.build("dense", {"units": 8}, x.shape[1:], 3, seed=1)
    model = opened(exported.raw_model(network, dataset, fitted), tmp_path)
    raw = cells(dataset, dataset.x_test)
    told = np.asarray(model(raw))
    np.testing.assert_allclose(told, np.asarray(network(x)), atol=1e-6)
    superfluous = raw | {"a later column": np.arange(20.0)}
    np.testing.assert_allclose(model.predict(superfluous, verbose=0), told, atol=1e-2)
    with pytest.raises(ValueError, match="year"):
        model.predict({name: raw[name] for name in raw if name != "year"}, verbose=0)


def test_codes_that_single_precision_does_not_tell_apart_are_told_apart() -> None:
    codes = ("100000001", "100000002", "100000003")
    dataset = table((Column("code", codes, "category", is_numeric=True),))
    fitted = preprocessing.fitted(dataset, np.arange(40))
    x = fitted.transform(dataset.x_test).astype("float32")
    network = models.build("dense", {"layers": 0}, x.shape[1:], 3, seed=1)
    told = exported.raw_model(network, dataset, fitted)(cells(dataset, dataset.x_test))
    np.testing.assert_allclose(told, np.asarray(network(x)), atol=1e-6)


def test_a_column_may_be_called_whatever_a_dict_can_hold(tmp_path: Path) -> None:
    names = ["a/b", "", "Size", "size", '$x <b>\n"', "🙂", "network", "numbers", "class_name"]
    dataset = table(tuple(Column(name) for name in names))
    fitted = preprocessing.fitted(dataset, np.arange(40))
    x = fitted.transform(dataset.x_test).astype("float32")
    network = models.build("dense", {"layers": 1}, x.shape[1:], 3, seed=1)
    with pytest.warns(UserWarning, match="Received key 'a/b'"):
        model = opened(exported.raw_model(network, dataset, fitted), tmp_path)
    told = np.asarray(model(cells(dataset, dataset.x_test)))
    np.testing.assert_allclose(told, np.asarray(network(x)), atol=1e-6)


@pytest.mark.parametrize(
    ("family", "pixels", "shape"),
    [
        ("dense", np.arange(20 * 12, dtype=np.uint8).reshape(20, 4, 3), (12,)),
        ("conv", np.linspace(0, 7.5, 20 * 48).reshape(20, 4, 4, 3), (4, 4, 3)),
    ],
)
def test_images_are_divided_inside(
    family: str, pixels: np.ndarray, shape: tuple[int, ...], tmp_path: Path
) -> None:
    y = np.arange(10) % 2
    given = pixels.shape[1:]
    dataset = Dataset("images", pixels[:10], y, pixels[10:], y, ("a", "b"), given)
    network = models.build(family, {}, shape, 2, seed=1)
    largest = float(pixels.max())
    model = opened(exported.raw_model(network, dataset, largest=largest), tmp_path)
    divided = (pixels / largest).reshape(-1, *shape).astype("float32")
    np.testing.assert_allclose(np.asarray(model(pixels)), np.asarray(network(divided)), atol=1e-6)


def test_an_array_without_named_columns_comes_whole_and_a_quantity_in_its_own_unit() -> None:
    columns = tuple(Column(f"column {k}") for k in range(4))
    dataset = replace(table(columns), name="own/numbers-0123abcd.npz")
    fitted = preprocessing.fitted(dataset, np.arange(40))
    x = fitted.transform(dataset.x_test).astype("float32")
    network = models.build("dense", {}, x.shape[1:], 3, seed=1)
    model = exported.raw_model(network, dataset, fitted, target=Scale(250.0, 40.0))
    told = np.asarray(model(dataset.x_test))
    np.testing.assert_allclose(told, np.asarray(network(x)) * 40 + 250, rtol=1e-6)
