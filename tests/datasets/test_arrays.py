"""An `.npz`: images or a table, with a test set or without."""

from __future__ import annotations

import numpy as np

from tests.data_files import images, kept, npz
from tuning import datasets
from tuning.settings import Settings


def test_images_and_their_test_set(place: Settings) -> None:
    data = kept(images(), place, "mine.npz")
    found, info = datasets.load(data, place), datasets.describe(data, place)
    assert (info.rows, info.test_rows, info.features, info.classes) == (40, 10, 16, 2)
    assert (info.image, found.image_shape) == (True, (4, 4))
    colours = kept(images(x_train=np.ones((40, 4, 4, 3)), x_test=None, y_test=None), place, "c.npz")
    assert datasets.load(colours, place).image_shape == (4, 4, 3)
    assert datasets.describe(colours, place).features == 48


def test_without_a_test_set_a_fifth_is_held_out_stratified(place: Settings) -> None:
    data = kept(images(x_test=None, y_test=None), place, "mine.npz")
    found = datasets.load(data, place)
    assert (len(found.y_train), np.bincount(found.y_test).tolist()) == (32, [4, 4])


def test_a_table_with_texts_for_labels_in_a_column(place: Settings) -> None:
    labels = np.array(["no", "yes"] * 20).reshape(-1, 1)
    content = npz(x_train=np.arange(80.0).reshape(40, 2), y_train=labels)
    found = datasets.load(kept(content, place, "mine.npz"), place)
    assert found.class_names == ("no", "yes")
    assert found.image_shape is None
    assert found.feature_names == ("column 0", "column 1")


def test_targets_with_fractions_or_of_many_numbers_are_quantities(place: Settings) -> None:
    x = np.arange(400.0).reshape(200, 2)
    for number, y in enumerate((np.arange(200) / 3, np.arange(200))):
        data = kept(npz(x_train=x, y_train=y), place, f"{number}.npz")
        info = datasets.describe(data, place)
        assert (info.task, info.classes, info.rows) == ("regression", 0, 160)
        assert set(datasets.load(data, place).y_train) <= set(y)
