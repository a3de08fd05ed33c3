"""What makes a table fit for a network, by scikit-learn's own preprocessing.

Missing values are imputed, numbers standardised, categories one-hot encoded, dates become their
parts, all by what the training rows of one split alone say. Images need none of this.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tuning.datasets.base import Dataset


def transformer(dataset: Dataset) -> Any:
    """A ColumnTransformer for the data set's columns, not yet fitted.

    Its parts, in this order: `numbers` (SimpleImputer, StandardScaler), `categories`
    (SimpleImputer, OneHotEncoder), `dates` (SimpleImputer, DateParts, StandardScaler).
    """
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    from tuning.datasets.date_parts import DateParts

    filled = SimpleImputer(strategy=dataset.missing, keep_empty_features=True)
    most_frequent = SimpleImputer(strategy="most_frequent", keep_empty_features=True)
    median = SimpleImputer(strategy="median", keep_empty_features=True)
    encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return ColumnTransformer(
        [
            ("numbers", make_pipeline(filled, StandardScaler()), _of_kind(dataset, "number")),
            ("categories", make_pipeline(most_frequent, encoder), _of_kind(dataset, "category")),
            (
                "dates",
                make_pipeline(median, DateParts(), StandardScaler()),
                _of_kind(dataset, "date"),
            ),
        ]
    )


def _of_kind(dataset: Dataset, kind: str) -> list[int]:
    """The places of a kind's columns; arrays without columns hold numbers."""
    if not dataset.columns:
        return list(range(dataset.x_train.shape[1])) if kind == "number" else []
    return [place for place, column in enumerate(dataset.columns) if column.kind == kind]


def fitted(dataset: Dataset, rows: np.ndarray) -> Any:
    """The transformer fitted on these training rows alone."""
    return transformer(dataset).fit(dataset.x_train[rows])
