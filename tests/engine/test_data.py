"""Data as a worker trains on them: prepared by the training rows of each split alone."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tuning.datasets import Column, Dataset
from tuning.engine import data, downloads
from tuning.engine.data import Prepared
from tuning.engine.fits import SplitKey
from tuning.settings import Settings
from tuning.study import DataSpec, Evaluation

FOLDS = Evaluation(method="folds", folds=2)
TEXTS = ("blue", "green", "red")


def table(**changes: object) -> Dataset:
    """Forty rows of a number and a text, two classes."""
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.normal(50, 10, 40), np.arange(40) % 2])
    known = Dataset(
        "table",
        x,
        np.arange(40) // 2 % 2,
        np.array([[50.0, 0.0], [np.nan, np.nan]]),
        np.array([0, 1]),
        ("no", "yes"),
        columns=(Column("size"), Column("colour", TEXTS, "category")),
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def prepared(dataset: Dataset, key: str, fold: int = 0, evaluation: Evaluation = FOLDS) -> Prepared:
    data.hold(key, dataset)
    return data.prepare(SplitKey(key, evaluation, 1, fold))


def changed(dataset: Dataset, row: int, column: int, value: float) -> Dataset:
    x = dataset.x_train.copy()
    x[row, column] = value
    return replace(dataset, x_train=x)


def rows_of(dataset: Dataset, fold: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return dataset.splits(FOLDS, 1)[fold]


def test_numbers_are_standardised_by_the_training_rows() -> None:
    dataset = table()
    x = prepared(dataset, "standardised").x.numpy()
    train, _ = rows_of(dataset)
    assert x[train, 0].mean() == pytest.approx(0, abs=1e-6)
    assert x[train, 0].std() == pytest.approx(1, abs=1e-5)


def test_a_value_of_a_validation_row_alone_shifts_nothing() -> None:
    dataset = table()
    _, validation = rows_of(dataset)
    wild = changed(dataset, int(validation[0]), 0, 1e6)
    before, after = prepared(dataset, "tame"), prepared(wild, "wild")
    others = np.setdiff1d(np.arange(40), validation[:1])
    assert np.array_equal(before.x.numpy()[others], after.x.numpy()[others])
    assert np.array_equal(before.test[0].numpy(), after.test[0].numpy())
    assert after.x.numpy()[validation[0], 0] > 1000
    other_fold = prepared(wild, "wild", 1)  # there it trains, and shifts all
    assert not np.allclose(prepared(dataset, "tame", 1).x.numpy(), other_fold.x.numpy())


def test_a_text_of_a_validation_row_alone_is_no_input() -> None:
    dataset = table()
    _, validation = rows_of(dataset)
    rare = changed(dataset, int(validation[0]), 1, 2)
    fit = prepared(rare, "rare")
    assert fit.shape == (3,)
    assert fit.x.numpy()[validation[0], 1:].tolist() == [0, 0]
    assert prepared(rare, "rare", 1).shape == (4,)


@pytest.mark.parametrize(
    ("missing", "compute"), [("median", np.median), ("mean", np.mean), ("most_frequent", np.min)]
)
def test_missing_values_are_imputed_by_the_training_rows(missing: str, compute: object) -> None:
    dataset = table(missing=missing)
    train, _ = rows_of(dataset)
    gap = changed(dataset, int(train[0]), 0, np.nan)
    fit = prepared(gap, f"gap {missing}")
    filled = compute(gap.x_train[train[1:], 0])  # type: ignore[operator]
    column = np.where(np.isnan(gap.x_train[:, 0]), filled, gap.x_train[:, 0])
    wanted = (filled - column[train].mean()) / column[train].std()
    assert fit.x.numpy()[train[0], 0] == pytest.approx(wanted, abs=1e-5)
    assert fit.test[0].numpy()[1, 0] == pytest.approx(wanted, abs=1e-5)
    assert np.isfinite(fit.x.numpy()).all()


def test_a_column_without_a_training_value_keeps_its_place() -> None:
    dataset = table()
    train, _ = rows_of(dataset)
    x = dataset.x_train.copy()
    x[train, 0] = np.nan
    fit = prepared(replace(dataset, x_train=x), "hollow")
    assert fit.shape == (3,)
    assert np.isfinite(fit.x.numpy()).all()


def test_images_are_one_tensor_for_all_folds() -> None:
    rng = np.random.default_rng(0)
    grey = rng.integers(0, 256, (40, 4, 4), np.uint8)
    dataset = table(x_train=grey, x_test=grey[:2], image_shape=(4, 4), columns=())
    first, second = prepared(dataset, "images"), prepared(dataset, "images", 1)
    assert first.x is second.x
    assert first.shape == (16,)
    assert first.x.dtype == "uint8"
    assert first.largest == grey.max()
    floats = replace(dataset, x_train=grey.astype(float), x_test=grey[:2].astype(float))
    divided = prepared(floats, "images of floats")
    assert divided.largest == 1
    np.testing.assert_array_equal(divided.x.numpy(), first.x.numpy() / np.float32(grey.max()))
    not_flat = data.prepare(SplitKey("images", FOLDS, 1, 0, flat=False))
    assert not_flat.shape == (4, 4, 1)
    coloured = np.repeat(grey[..., None], 3, axis=3)
    dataset = replace(dataset, x_train=coloured, x_test=coloured[:2], image_shape=(4, 4, 3))
    data.hold("colours", dataset)
    assert data.prepare(SplitKey("colours", FOLDS, 1, 0, flat=False)).shape == (4, 4, 3)
    assert data.prepare(SplitKey("colours", FOLDS, 1, 0)).shape == (48,)


def test_what_changes_the_data_changes_their_key() -> None:
    specs = [
        DataSpec(name="own/a-12345678.csv", target="x"),
        DataSpec(name="own/a-12345678.csv", target="y"),
        DataSpec(name="own/a-12345678.csv", target="y", missing="mean"),
        DataSpec(name="own/a-12345678.csv", target="y", rows=10),
        DataSpec(name="own/a-12345679.csv", target="y"),
        DataSpec(name="own/a-12345678.csv", target="y", task="regression"),
        DataSpec(name="own/a-12345678.csv", target="y", small_classes="merge"),
        DataSpec(name="own/a-12345678.csv", target="y", rules=1),
        *(
            DataSpec(name="own/a-12345678.csv", target="y", columns={"z": said})
            for said in ("leave_out", "category", {"missing": ["?"]})
        ),
    ]
    assert len({downloads.key(one, 1) for one in specs}) == len(specs)
    assert downloads.key(specs[0], 1) == downloads.key(specs[0], 2)
    assert downloads.key(specs[3], 1) != downloads.key(specs[3], 2)


def test_what_keras_keeps_elsewhere_is_kept_as_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keras downloads Fashion-MNIST as four files, none of them an `.npz`."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    place = Settings(home=tmp_path).prepare()
    pixels = np.arange(160, dtype=np.uint8).reshape(10, 4, 4)
    part = (np.tile(pixels, (5, 1, 1)), np.tile(np.arange(10), 5))
    stand_in = SimpleNamespace(load_data=lambda: (part, part))
    monkeypatch.setattr(downloads.keras.datasets, "fashion_mnist", stand_in)
    found = downloads.get(DataSpec(name="fashion_mnist"), place, 1)
    assert found.class_names[0] == "T-shirt/top"
    assert [path.name for path in place.datasets.glob("*")] == ["fashion_mnist.npz"]
    monkeypatch.delattr(downloads.keras.datasets, "fashion_mnist")
    assert downloads.get(DataSpec(name="fashion_mnist", rows=20), place, 1).x_train.shape[0] == 20


def test_all_folds_of_a_small_table_stay_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    many, folds = FOLDS.model_copy(update={"folds": 12}), range(12)
    first = [prepared(table(), "many folds", fold, many) for fold in folds]
    again = [prepared(table(), "many folds", fold, many) for fold in folds]
    assert all(one is other for one, other in zip(first, again, strict=True))
    monkeypatch.setattr(data, "MOST_KEPT", 10)
    prepared(table(), "one more")
    assert len(data._prepared) == 10
    monkeypatch.setattr(data, "MOST_BYTES", 1)
    prepared(table(), "and one")
    assert len(data._prepared) == data.KEPT
    assert prepared(table(), "many folds", 11, many) is first[11]


def test_images_that_splits_share_count_once_and_those_of_each_data_set_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(data, "_prepared", OrderedDict())
    grey = np.zeros((40, 4, 4), np.uint8)
    dataset = table(x_train=grey, x_test=grey[:2], image_shape=(4, 4), columns=())
    of_split = 4 * (40 + 2 + 20) + 20 * 16  # targets of 4 bytes, and half of the rows validate
    for fold in (0, 1):
        prepared(dataset, "counted", fold)
        assert data._bytes() == 42 * 16 + (fold + 1) * of_split
    prepared(dataset, "counted too")
    assert data._bytes() == 2 * 42 * 16 + 3 * of_split
