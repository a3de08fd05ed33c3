"""A data set at a glance: what is to be predicted, in counts or in its spread, and samples.

Kept for the whole process, because reading MNIST takes a moment and a preview is small.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from tuning import charts, datasets
from tuning.catalog import DATASETS
from tuning.datasets import Dataset
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.study import DataSpec
from tuning.text import names, words
from tuning.ui import context, pictures, widgets
from tuning.ui.components.figure import live_figure
from tuning.ui.new_study.dataset import table_of
from tuning.ui.new_study.lines import line, says
from tuning.ui.new_study.outline import of_numbers

Place = st.delta_generator.DeltaGenerator
LOOK, TITLE = "look", "A look at them"
"""The line that shows the data."""
HEIGHT = 190
COLUMNS = 10
ROWS = 3


@dataclass(frozen=True)
class Preview:
    """A data set at a glance."""

    counts: dict[str, int]
    """Training rows a class; empty where a quantity is to be predicted."""
    figure: charts.Figure
    """The classes, or the quantity."""
    told: str
    """The same in few words."""
    glance: str
    """HTML that fits a line: a picture of each class, or the columns' names."""
    samples: str
    """HTML of sample images; empty for a table."""
    table: pd.DataFrame | None
    """First rows of a table; None for images."""


def read(data: DataSpec) -> Preview:
    """Raises InvalidInput or DatasetUnavailable."""
    return _read(data, str(context.settings().home))


@st.cache_data(show_spinner=False, max_entries=16, hash_funcs={DataSpec: repr})
def _read(data: DataSpec, home: str) -> Preview:
    dataset = context.dataset(data)
    counts = _counts(dataset)
    if dataset.classes:
        figure, told = charts.class_counts(counts), _classes(counts)
    else:
        figure = charts.quantity(dataset.y_train, data.target or "Target")
        told = of_numbers(dataset.y_train)
    if dataset.image_shape is None:
        rows = _first_rows(dataset, data.target)
        glance = names.html(", ".join(map(str, rows)), names.LONG)
        return Preview(counts, figure, told, glance, "", rows)
    return Preview(counts, figure, told, _samples(dataset, 1), _samples(dataset, ROWS), None)


def _counts(dataset: Dataset) -> dict[str, int]:
    if not dataset.classes:
        return {}
    numbers = np.bincount(dataset.y_train, minlength=dataset.classes)
    return {label: int(n) for label, n in zip(dataset.class_names, numbers, strict=True)}


def _samples(dataset: Dataset, rows: int) -> str:
    """So many images of each class, class by class across; of quantities, from low to high."""
    picked = _of_each_class(dataset, rows) if dataset.classes else _from_low_to_high(dataset, rows)
    images = dataset.x_train[picked].reshape(len(picked), *(dataset.image_shape or ()))
    captions = _targets(dataset, dataset.y_train[picked])
    return pictures.tiles(images, captions, highest=float(dataset.x_train.max()), across=COLUMNS)


def _of_each_class(dataset: Dataset, rows: int) -> list[int]:
    return [
        int(row)
        for k in range(rows)
        for label in range(min(dataset.classes, COLUMNS))
        for row in np.flatnonzero(dataset.y_train == label)[k : k + 1]
    ]


def _from_low_to_high(dataset: Dataset, rows: int) -> list[int]:
    order = np.argsort(dataset.y_train, kind="stable")
    places = np.linspace(0, len(order) - 1, min(rows * COLUMNS, len(order)))
    return order[places.astype(int)].tolist()


def _targets(dataset: Dataset, targets: np.ndarray) -> list[str]:
    """Names of classes, or quantities as people write them."""
    if dataset.classes:
        return [dataset.class_names[k] for k in targets]
    return [words.number(float(target)) for target in targets]


def _first_rows(dataset: Dataset, target: str | None) -> pd.DataFrame:
    table = pd.DataFrame([dataset.shown(row) for row in dataset.x_train[:5]])
    labels = _targets(dataset, dataset.y_train[:5])
    # A column may be called "class" and not be the target; Arrow takes a name once.
    target = target or ("class" if dataset.classes else "value")
    *columns, target = names.unique([*table.columns, target])
    table.columns = pd.Index(columns)
    return table.assign(**{target: labels})


def look(data: DataSpec) -> Callable[[], None]:
    """The line that shows the data, and what fills it once the rest of the page is there."""
    body = None
    with line(LOOK, TITLE) as it:
        if it.is_open:
            body = st.container(height=HEIGHT + 40, border=False, key="preview")
    return partial(_fill, data, it.told, body, st.container())


def _fill(data: DataSpec, told: Place, body: Place | None, below: Place) -> None:
    try:
        shown = read(data)
    except InvalidInput:
        table = table_of(data) if data.is_table else None
        if table is not None and body is not None:
            body.dataframe(table.frame.head(5), hide_index=True, height=HEIGHT)
        return
    except DatasetUnavailable as error:
        with below:
            _not_here(data, str(error))
        return
    with told:
        glance = f'<span class="ts-glance">{shown.glance}</span>'
        says(TITLE, f"<span>{shown.told}</span>{glance}")
    if body is not None:
        with body:
            _whole(shown)


def _classes(counts: dict[str, int]) -> str:
    least, most = min(counts.values()), max(counts.values())
    rows = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    return f"{len(counts)} classes, {rows} rows each"


def _whole(shown: Preview) -> None:
    samples, figure = st.columns([3, 2], gap="medium")
    with samples:
        if shown.table is None:
            widgets.html(shown.samples)
        else:
            st.dataframe(shown.table, hide_index=True, height=HEIGHT)
    with figure:
        live_figure(shown.figure, key="classes", height=HEIGHT)


def _not_here(data: DataSpec, error: str) -> None:
    if data.is_own:
        st.info(widgets.plain(error), icon=":material/search_off:")
        return
    looked = "  \n".join(f"`{path}`" for path in datasets.looked_in(data.name, context.settings()))
    st.info(
        f"{DATASETS[data.name].title} is not on this machine yet. The engine downloads it once "
        f"when a study starts, if there is a network. Without one, put `{data.name}.npz` at one "
        f"of:  \n{looked}",
        icon=":material/cloud_download:",
    )
