"""Data sets as arrays: built in, and how rows are drawn of them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.data_files import images
from tuning import catalog, datasets
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.settings import Settings

SKLEARN = [name for name, info in catalog.DATASETS.items() if not info.is_file]


@pytest.mark.parametrize("name", SKLEARN)
def test_the_catalog_tells_the_true_numbers(name: str, place: Settings) -> None:
    info, found = datasets.describe(name), datasets.load(name, place)
    true = (len(found.y_train), len(found.y_test), found.features, found.classes)
    assert (info.rows, info.test_rows, info.features, info.classes) == true
    assert info.image == (found.image_shape is not None)
    assert (info.task, info.classes) == (found.task, len(found.class_names))
    if found.classes:
        assert np.bincount(found.y_train).min() > np.bincount(found.y_test).max()


def test_fashion_mnist_is_looked_for_as_mnist_is(place: Settings) -> None:
    with pytest.raises(DatasetUnavailable, match=r"put fashion_mnist\.npz at one of"):
        datasets.load("fashion_mnist", place)
    arrays = images(y_train=np.arange(40) % 10, y_test=np.arange(10) % 10)
    (place.datasets / "fashion_mnist.npz").write_bytes(arrays)
    found = datasets.load("fashion_mnist", place)
    assert found.class_names[9] == "Ankle boot"
    assert found.image_shape == (4, 4)


def test_a_broken_file_of_a_built_in_set_is_told_with_its_path(place: Settings) -> None:
    path = place.datasets / "mnist.npz"
    for content, words in [
        (b"", "not an .npz"),
        (images(x_test=None, y_test=None), "x_test and y_test are missing"),
        (images(y_train=np.full(40, 77), y_test=np.full(10, 77)), "labels are not 0 to 9"),
    ]:
        path.write_bytes(content)
        with pytest.raises(DatasetUnavailable, match=words) as caught:
            datasets.load("mnist", place)
        assert str(path) in str(caught.value)


@pytest.mark.parametrize("name", SKLEARN)
def test_a_subset_is_the_same_again(name: str, place: Settings) -> None:
    whole = datasets.load(name, place)
    half, again = whole.subset(60, 1), whole.subset(60, 1)
    assert len(half.y_train) == len(half.x_train) == 60
    assert np.array_equal(half.x_train, again.x_train)
    assert whole.subset(len(whole.y_train), 1) is whole
    assert not np.array_equal(half.x_train, whole.subset(60, 2).x_train)


@pytest.mark.parametrize("name", [name for name in SKLEARN if catalog.DATASETS[name].classes])
def test_a_subset_of_classes_is_stratified(name: str, place: Settings) -> None:
    whole = datasets.load(name, place)
    half = whole.subset(60, 1)
    shares = np.bincount(whole.y_train) / len(whole.y_train) * 60
    assert np.abs(np.bincount(half.y_train) - shares).max() <= 1


def test_a_subset_of_nearly_all_is_refused_in_a_sentence(place: Settings) -> None:
    with pytest.raises(InvalidInput, match=r"at most 117, or left out for all 120, got 119"):
        datasets.load("iris", place).subset(119, 1)
