"""What a data set looks like: how many rows a class has, and a few of them.

Kept for the whole process, because reading MNIST takes a moment and a preview is small.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from tuning.datasets import Dataset
from tuning.study import DataSpec
from tuning.text import names
from tuning.ui import context, widgets

COLUMNS = 10
ROWS = 3


@dataclass(frozen=True)
class Preview:
    """A data set at a glance."""

    counts: dict[str, int]
    samples: str
    """HTML of sample images; empty for a table."""
    table: pd.DataFrame | None
    """First rows of a table; None for images."""


def preview(data: DataSpec) -> Preview:
    """Raises InvalidInput or DatasetUnavailable."""
    return _preview(data, str(context.settings().home))


@st.cache_data(show_spinner=False, max_entries=16, hash_funcs={DataSpec: repr})
def _preview(data: DataSpec, home: str) -> Preview:
    dataset = context.dataset(data)
    numbers = np.bincount(dataset.y_train, minlength=dataset.classes)
    counts = {label: int(n) for label, n in zip(dataset.class_names, numbers, strict=True)}
    if dataset.image_shape is None:
        return Preview(counts, "", _first_rows(dataset, data.target))
    return Preview(counts, _samples(dataset), None)


def _samples(dataset: Dataset) -> str:
    """A few images of each class, class by class across."""
    picked = [
        int(row)
        for k in range(ROWS)
        for label in range(min(dataset.classes, COLUMNS))
        for row in np.flatnonzero(dataset.y_train == label)[k : k + 1]
    ]
    images = dataset.x_train[picked].reshape(len(picked), *(dataset.image_shape or ()))
    captions = [dataset.class_names[label] for label in dataset.y_train[picked]]
    return widgets.tiles(images, captions, highest=float(dataset.x_train.max()), across=COLUMNS)


def _first_rows(dataset: Dataset, target: str | None) -> pd.DataFrame:
    table = pd.DataFrame([dataset.shown(row) for row in dataset.x_train[:5]])
    labels = [dataset.class_names[k] for k in dataset.y_train[:5]]
    # A column may be called "class" and not be the target; Arrow takes a name once.
    *columns, target = names.unique([*table.columns, target or "class"])
    table.columns = pd.Index(columns)
    return table.assign(**{target: labels})
