"""What makes a table fit for a network, by scikit-learn's own preprocessing.

Missing values are imputed, numbers standardised, texts one-hot encoded, all by what the training
rows of one split alone say. Images need none of this.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tuning.datasets.base import Dataset


def transformer(dataset: Dataset) -> Any:
    """A ColumnTransformer for the data set's columns, not yet fitted."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    texts = [k for k, column in enumerate(dataset.columns) if column.is_text]
    numbers = [k for k in range(dataset.x_train.shape[1]) if k not in texts]
    return ColumnTransformer(
        [
            (
                "numbers",
                make_pipeline(
                    SimpleImputer(strategy=dataset.missing, keep_empty_features=True),
                    StandardScaler(),
                ),
                numbers,
            ),
            (
                "texts",
                make_pipeline(
                    SimpleImputer(strategy="most_frequent", keep_empty_features=True),
                    OneHotEncoder(handle_unknown="ignore", sparse_output=False),
                ),
                texts,
            ),
        ]
    )


def fitted(dataset: Dataset, rows: np.ndarray) -> Any:
    """The transformer fitted on these training rows alone."""
    return transformer(dataset).fit(dataset.x_train[rows])
