"""Try it: what the browser is told of a study's best model, so that a reader can ask it.

A field for each column with what its training rows have, or how images look; some test rows to
begin with; and, of a quantity, how far the model was off on the test rows.
"""

from __future__ import annotations

import base64
import math
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from tuning.datasets import Column, Dataset
from tuning.datasets.base import OTHER
from tuning.errors import TuningError
from tuning.store.view import StudyView
from tuning.study import DataSpec
from tuning.ui import context, widgets
from tuning.ui.best import ink
from tuning.ui.components.try_it import try_it

MOST_ROWS, MOST_VALUES, MOST_PIXELS = 40, 10_000, 60_000
"""Test rows that a reader can begin with, and values in all of them, or bytes of images."""
SURE = 0.9
"""The part of the test rows that lies within the interval of a quantity."""
ROWS_SEED = 0
FORM = "Change a value and see what the model says; an empty field is a missing value."
PAD = "Take a test image, or a picture of your own, and see what the model says."
DRAWN = "Draw, take a test image, or a picture of your own, and see what the model says."


def render(view: StudyView) -> None:
    """The form or the pad; nothing where there is no best model yet."""
    folder = context.settings().models / str(view.study.id)
    if not (folder / "best.keras").exists():
        return
    with st.container(border=True):
        try:
            test = folder / "test.npz"
            modified = test.stat().st_mtime_ns if test.exists() else 0
            found = told(str(test), view.study.spec.data, modified)
        except (TuningError, OSError, ValueError, KeyError) as error:
            widgets.head("Try it")
            why = str(error) if isinstance(error, TuningError) else "Its data cannot be read."
            st.caption(widgets.plain(why))
            return
        widgets.head("Try it", found["remark"])
        try_it({**found, "study": view.study.id}, key=f"try-it-{view.study.id}")


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={DataSpec: repr})
def told(test: str, data: DataSpec, modified: int) -> dict[str, Any]:
    """What the browser is told, as plain JSON. `test`: the file of the test, if there is one,
    as it was last `modified`."""
    dataset = context.dataset(data)
    rows = np.random.default_rng(ROWS_SEED).permutation(len(dataset.y_test))
    most = MOST_PIXELS if dataset.image_shape else MOST_VALUES
    rows = rows[: min(MOST_ROWS, max(most // math.prod(dataset.x_test.shape[1:]), 5))]
    found: dict[str, Any] = {
        "target": data.target or "",
        "classes": list(dataset.class_names) or None,
    }
    if not found["classes"]:
        ends = [float(dataset.y_train.min()), float(dataset.y_train.max())]
        found |= {"range": ends, "interval": interval(Path(test))}
    if dataset.image_shape is None:
        return found | {"remark": FORM, **form(dataset, rows)}
    picture = _picture(dataset, rows)
    return found | {"remark": DRAWN if picture["draws"] else PAD, "picture": picture}


def truth(dataset: Dataset, row: int) -> str | float:
    """What is true of a test row: its class, or its quantity."""
    y = dataset.y_test[row]
    return dataset.class_names[int(y)] if dataset.class_names else float(y)


# -- tables --------------------------------------------------------------------------------------


def form(dataset: Dataset, rows: np.ndarray) -> dict[str, Any]:
    """A field for each column, and these test rows to begin with."""
    columns = dataset.columns
    given = [
        {
            "values": [_value(c, x) for c, x in zip(columns, dataset.x_test[k], strict=True)],
            "truth": truth(dataset, k),
        }
        for k in rows
        if not any(map(_is_lost, columns, dataset.x_test[k]))
    ]
    return {
        "fields": [_field(c, dataset.x_train[:, k]) for k, c in enumerate(columns)],
        "dates": {c.name: c.form or "%Y-%m-%d" for c in columns if c.kind == "date"},
        "rows": given or [{"values": [None] * len(columns), "truth": None}],
    }


def _field(column: Column, values: np.ndarray) -> dict[str, Any]:
    known = values[~np.isnan(values)]
    field: dict[str, Any] = {"name": column.name, "kind": column.kind, "hint": ""}
    if column.kind == "category":
        lost = OTHER if column.is_numeric else None
        field["values"] = [value for value in column.values if value != lost]
        if len(known):
            often = column.values[int(np.bincount(known.astype(int)).argmax())]
            field["hint"] = f"most often {often}"
        return field
    ends = [_value(column, end) for end in (known.min(), known.max())] if len(known) else []
    field["least"], field["most"] = ends or (None, None)
    shown = [f"{end:.6g}" if isinstance(end, float) else str(end) for end in ends]
    return field | {"hint": " to ".join(shown)}


def _is_lost(column: Column, value: float) -> bool:
    """Whether a rare number of a category stands for others: which one it was is not known."""
    return column.is_numeric and not np.isnan(value) and column.values[int(value)] == OTHER


def _value(column: Column, value: float) -> str | float | None:
    """A value as the form and the model take it."""
    if np.isnan(value):
        return None
    if column.kind == "category":
        return column.values[int(value)]
    if column.kind == "date":
        return str(np.datetime64(int(value), "D"))
    return float(f"{value:.8g}")  # as exact as the model's own numbers


# -- images --------------------------------------------------------------------------------------


def _picture(dataset: Dataset, rows: np.ndarray) -> dict[str, Any]:
    """Images go as bytes: a value is its byte times `unit`, and `largest` is white."""
    height, width, *channels = dataset.image_shape or ()
    channels = channels or [1]
    largest = float(max(dataset.x_train.max(), dataset.x_test.max()))
    is_bytes = dataset.x_test.dtype == np.uint8 or (largest <= 255 and _is_whole(dataset.x_test))
    unit = 1.0 if is_bytes else largest / 255
    some = dataset.x_train[: ink.MOST_IMAGES].reshape(-1, height, width, *channels) / largest
    look = ink.look(some[..., 0]) if channels == [1] else None
    samples = [
        {
            "pixels": _packed(np.round(dataset.x_test[k] / unit).astype(np.uint8)),
            "truth": truth(dataset, k),
        }
        for k in rows
    ]
    return {
        "height": height,
        "width": width,
        "channels": channels[0],
        "largest": largest,
        "unit": unit,
        "isLight": ink.is_light(some[..., 0]),
        "draws": look is not None,
        "look": look and {**look._asdict(), "byWeight": look.by_weight},
        "samples": samples,
    }


def _is_whole(images: np.ndarray) -> bool:
    return bool((images == np.round(images)).all() and images.min() >= 0)


def _packed(values: np.ndarray) -> str:
    return base64.b64encode(values.tobytes()).decode()


# -- quantities ----------------------------------------------------------------------------------


def interval(test: Path) -> dict[str, Any] | None:
    """How far predictions of a quantity were off on the test rows; None where nobody knows.

    `half`: of n test rows the ceil(0.9 (n + 1))-th smallest absolute error, which a new row's
    exceeds in one of ten cases if it is of their kind (split conformal prediction, Lei et al.
    2018, https://doi.org/10.1080/01621459.2017.1307116).
    """
    try:
        with np.load(test, allow_pickle=False) as file:
            errors = np.sort(np.abs(file["predicted"] - file["y"]))
    except (OSError, KeyError):
        return None
    rank = math.ceil(SURE * (len(errors) + 1))
    half = float(errors[min(rank, len(errors)) - 1])
    share = f"about {SURE:.0%}" if rank <= len(errors) else "all"
    return {
        "half": half,
        "told": f"The interval is ± {half:.4g}: {share} of the {len(errors):,} test rows were "
        "predicted no further off than that.",
    }
