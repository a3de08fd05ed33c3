"""What makes a table fit for a network, by hand-computed numbers."""

from __future__ import annotations

from datetime import date

import numpy as np

from tuning.datasets import Column, Dataset, preprocessing
from tuning.datasets.date_parts import DateParts

DAYS = [float((date(2024, month, 29) - date(1970, 1, 1)).days) for month in (2, 4, 12)]


def test_a_date_becomes_its_parts() -> None:
    found = DateParts().fit(np.array([[DAYS[0]], [DAYS[1]]])).transform(np.array([DAYS[1:]]).T)
    assert found.tolist() == [
        [2024, 4, 0, 60],  # 29 April 2024 was a Monday
        [2024, 12, 6, 304],  # 29 December a Sunday
    ]


def test_parts_stand_in_the_order_of_their_names_and_learn_from_the_training_rows() -> None:
    columns = (
        Column("when", kind="date"),
        Column("size"),
        Column("kind", ("a", "b", "other"), "category"),
    )
    x = np.array(
        [
            [DAYS[0], 1.0, 0],
            [np.nan, 3.0, 2],
            [DAYS[1], np.nan, 0],
            [DAYS[2], 5.0, 1],
            [DAYS[2], 100.0, np.nan],
        ]
    )
    made = Dataset("t", x, np.zeros(5), x[:0], np.zeros(0), ("x", "y"), columns=columns)
    fitted = preprocessing.fitted(made, np.arange(4))
    assert [*fitted.named_transformers_][:3] == ["numbers", "categories", "dates"]
    found = fitted.transform(x)
    assert found.shape == (5, made.features) == (5, 8)
    sizes = np.array([1, 3, 3, 5])  # the gap took the median
    np.testing.assert_allclose(found[:4, 0], (sizes - 3) / sizes.std())
    assert found[:, 1:4].tolist() == [[1, 0, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0], [1, 0, 0]]
    months = np.array([2, 4, 4, 12])
    np.testing.assert_allclose(found[:4, 5], (months - months.mean()) / months.std())
