"""A data set at a glance: rows a class, samples, and what is done to each column.

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
from tuning.datasets import Dataset, tables
from tuning.datasets.reading import Table
from tuning.datasets.treatments import Treatment
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.study import DataSpec
from tuning.text import names
from tuning.ui import context, widgets
from tuning.ui.components.figure import live_figure
from tuning.ui.new_study.dataset import table_of
from tuning.ui.new_study.lines import line, says

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
    numbers = np.bincount(dataset.y_train, minlength=dataset.classes)
    counts = {label: int(n) for label, n in zip(dataset.class_names, numbers, strict=True)}
    if dataset.image_shape is None:
        rows = _first_rows(dataset, data.target)
        return Preview(counts, names.html(", ".join(map(str, rows)), names.LONG), "", rows)
    return Preview(counts, _samples(dataset, 1), _samples(dataset, ROWS), None)


def _samples(dataset: Dataset, rows: int) -> str:
    """So many images of each class, class by class across."""
    picked = [
        int(row)
        for k in range(rows)
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


def look(data: DataSpec) -> Callable[[], None]:
    """The line that shows the data, and what fills it once the rest of the page is there."""
    body = None
    with line(LOOK, TITLE) as it:
        if it.is_open:
            room = 60 if data.is_table else 40  # tabs
            body = st.container(height=HEIGHT + room, border=False, key="preview")
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
        says(TITLE, f"{_classes(shown.counts)}{glance}")
    if body is not None:
        with body:
            _whole(data, shown)


def _classes(counts: dict[str, int]) -> str:
    least, most = min(counts.values()), max(counts.values())
    rows = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    return f"<span>{len(counts)} classes, {rows} rows each</span>"


def _whole(data: DataSpec, shown: Preview) -> None:
    samples, counts = st.columns([3, 2], gap="medium")
    with samples:
        if shown.table is None:
            widgets.html(shown.samples)
        elif data.is_table:
            _tabs(data, shown.table)
        else:
            st.dataframe(shown.table, hide_index=True, height=HEIGHT)
    with counts:
        live_figure(charts.class_counts(shown.counts), key="classes", height=HEIGHT)


def _tabs(data: DataSpec, rows: pd.DataFrame) -> None:
    columns, first = st.tabs(["What is done to each column", "First rows"])
    with columns:
        table = datasets.table(data, context.settings())
        found = treated(table, data)
        st.dataframe(found, hide_index=True, height=HEIGHT, width="stretch")
    with first:
        st.dataframe(rows, hide_index=True, height=HEIGHT)


def treated(table: Table, data: DataSpec) -> pd.DataFrame:
    """Each column of a CSV, and what is done to it."""
    rows = [
        {"column": one.column, "becomes": _becomes(one, data), "missing": one.missing}
        for one in tables.treated(table, data)
    ]
    return pd.DataFrame(
        [{"column": data.target, "becomes": "the class to predict", "missing": 0}, *rows]
    )


def _becomes(one: Treatment, data: DataSpec) -> str:
    if not one.is_used:
        return f"{one.what}: {one.why}"
    if one.what == "date":
        return "its year, month, day of the week and days since the first"
    if one.what == "category":
        filled = ", gaps: most frequent" if one.missing else ""
        return f"one-hot, {len(one.values)} inputs{filled}"
    return "standardised" + (f", gaps: {data.missing.replace('_', ' ')}" if one.missing else "")


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
