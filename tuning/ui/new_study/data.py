"""The data of a new study: chosen, brought or removed, and looked at before the start."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable

import pandas as pd
import streamlit as st

from tuning import charts, datasets
from tuning.catalog import DATASETS, DatasetInfo
from tuning.datasets import own, rules, tables
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.planning import titles
from tuning.store import StudyRecord
from tuning.study import DataSpec
from tuning.ui import context, widgets
from tuning.ui.components.figure import live_figure
from tuning.ui.new_study import form, previews
from tuning.ui.new_study.form import Form

PREVIEW_HEIGHT = 190
MISSING = {
    "median": "Median of the column",
    "mean": "Mean of the column",
    "most_frequent": "Most frequent value",
}
UPLOADS, UPLOAD_ERROR = "uploads", "upload-error"

Later = Callable[[], None]
"""What is filled in after the rest of the page stands, because it may take a moment."""


def section(fields: Form) -> Later:
    """Which data and how many rows of them; the preview comes later."""
    widgets.head("1 · Data", "what the networks learn from")
    data = chosen(fields)
    info = _info(data)
    name, rows, bring = st.columns([5, 3, 3], vertical_alignment="bottom")
    with name:
        names = [*DATASETS, *own.names(context.settings())]
        if data.name not in names:
            names.append(data.name)
        fields.select(
            "data.name",
            "Data set",
            names,
            "Small sets train in seconds; larger ones take longer and tell more. Your own CSV or "
            ".npz stands at the end of the list once you have added it.",
            format_func=_title,
            on_change=_other_data,
        )
    with rows:
        fields.integer(
            "data.rows",
            "Training rows",
            "Use only so many rows, drawn evenly from all classes, for a quicker study.",
            placeholder=f"all {info.rows:,}" if info else "all",
        )
    with bring:
        _bring()
    fields.error("data.name", "data.rows", "data")
    if info:
        st.caption(widgets.plain(info.help) if data.is_own else info.help)
    if data.is_own:
        _own(fields, data)
    room = 60 if data.kind == ".csv" else 40  # tabs
    place = st.container(height=PREVIEW_HEIGHT + room, border=False, key="preview")
    return lambda: _preview(place, data)


def chosen(fields: Form) -> DataSpec:
    """The data that the fields name."""
    name = fields.fields["data.name"]
    data = DataSpec(name=name, missing=fields.fields["data.missing"])
    target = fields.fields["data.target"] if data.kind == ".csv" else None
    return data.model_copy(update={"target": target})


def _title(name: str) -> str:
    """Its title; of several own files with one name, by what they can be told apart."""
    data = DataSpec(name=name)
    title = context.data_title(data)
    if not data.is_own:
        return title
    same = [n for n in own.names(context.settings()) if DataSpec(name=n).title == data.title]
    return f"Your own: {title}{_told_apart(data) if len(same) > 1 else ''}"


def _told_apart(data: DataSpec) -> str:
    """By what a person knows one file from another of its name."""
    table = _table(data) if data.kind == ".csv" else None
    info = None if table else _info(data)
    count = len(table.frame) if table else info.rows + info.test_rows if info else 0
    rows = f", {count:,} rows" if count else ""
    day = time.localtime(own.added(data.name, context.settings()))
    return f"{rows}, added {day.tm_mday} {time.strftime('%b, %H:%M', day)}"


def _info(data: DataSpec) -> DatasetInfo | None:
    try:
        return datasets.describe(data, context.settings())
    except (InvalidInput, DatasetUnavailable):
        return None  # the sentence stands at its field


def _other_data() -> None:
    """Another data set was chosen."""
    name = st.session_state.get(form.key("data.name"))
    if name is not None:  # a starting point that was pressed has already set every field
        _suited(name)


def _choose(name: str) -> None:
    _suited(name)
    form.put("data.name", name)


def _suited(name: str) -> None:
    """Fields that follow other data: the likeliest target, and a name that tells of the data."""
    data, target = DataSpec(name=name), None
    with contextlib.suppress(InvalidInput, DatasetUnavailable):  # told at the field
        target = datasets.likely_target(data, context.settings())
    form.put("data.target", target)
    before, called = form.before("data.name"), form.now("name")
    if before and (other := titles.with_data(called, DataSpec(name=before), data)) != called:
        form.put("name", other)


# -- a person's own ------------------------------------------------------------------------


def _bring() -> None:
    number = st.session_state.setdefault(UPLOADS, 0)
    with widgets.popover("Add your own", "bring", ":material/upload:", width="stretch"):
        st.file_uploader(
            "A CSV with a header, or an .npz in Keras' layout",
            type=["csv", "npz"],
            key=f"upload-{number}",
            on_change=_take,
            args=(f"upload-{number}",),
            max_upload_size=rules.MOST_BYTES // 10**6,
            help="A CSV needs one column of classes to predict; an .npz holds x_train and y_train, "
            "and x_test and y_test where there is a test set. Otherwise a fifth of the rows tests.",
        )
        widgets.error(st.session_state.get(UPLOAD_ERROR))


def _take(key: str) -> None:
    """Keeps the file that was brought and chooses it, or says why not and keeps nothing."""
    file = st.session_state.get(key)
    st.session_state.pop(UPLOAD_ERROR, None)
    if file is None:
        return
    try:
        rules.check_size(file.size, file.name)
        _choose(own.keep(file.getvalue(), file.name, context.settings()))
        widgets.close("bring")
    except InvalidInput as error:
        st.session_state[UPLOAD_ERROR] = str(error)
    st.session_state[UPLOADS] += 1  # an empty uploader, ready for the next


def _own(fields: Form, data: DataSpec) -> None:
    target, missing, remove = st.columns([4, 4, 3], vertical_alignment="bottom")
    table = _table(data) if data.kind == ".csv" else None
    with target:
        if table is not None:
            fields.select(
                "data.target",
                "Target",
                _targets(data, table),
                "The column to predict: it holds the classes. Columns that cannot be predicted, "
                "because they differ in nearly every row, stand last.",
            )
    with missing:
        if _has_missing_numbers(table, data):
            fields.select(
                "data.missing",
                "Instead of a missing number",
                list(MISSING),
                "Computed from the training rows of each split alone. A missing text becomes the "
                "most frequent one.",
                format_func=MISSING.__getitem__,
            )
    with remove:
        _remove(data)
    fields.error("data.target", "data.missing")
    _guess(data)


def _targets(data: DataSpec, table: tables.Table) -> list[str]:
    """The columns as they stand; those that cannot be predicted, as a row's number, come last."""
    possible = set(_possible(data))
    return sorted(map(str, table.frame), key=lambda column: column not in possible)


def _possible(data: DataSpec) -> list[str]:
    """What can be predicted, the likeliest first."""
    with contextlib.suppress(InvalidInput, DatasetUnavailable):  # told at the field
        return datasets.possible_targets(data, context.settings())
    return []


def _guess(data: DataSpec) -> None:
    """Says that the target was not chosen by a person, while it is the one that was suggested."""
    possible = _possible(data) if data.kind == ".csv" else []
    if len(possible) > 1 and data.target == possible[0]:
        st.caption(
            f"“{widgets.plain(possible[0])}” is a guess at what is to be predicted: choose another "
            "target if it is not meant."
        )


def _has_missing_numbers(table: tables.Table | None, data: DataSpec) -> bool:
    if table is None:  # images have none
        info = _info(data)
        return info is not None and not info.image
    found = tables.treatments(table, data.target)
    return any(one.what == "number" and one.missing for one in found)


def _table(data: DataSpec) -> tables.Table | None:
    try:
        return datasets.table(data, context.settings())
    except (InvalidInput, DatasetUnavailable):
        return None


def _remove(data: DataSpec) -> None:
    with widgets.popover("Remove", "remove", ":material/delete:", width="stretch"):
        users = [study for study in context.store().studies() if study.dataset == data.name]
        st.write(_consequences(users))
        st.button(
            f"Remove {widgets.plain(data.title)}",
            key="remove-data",
            type="primary",
            disabled=any(study.state.is_active() for study in users),
            on_click=_removed,
            args=(data.name,),
        )


def _consequences(users: Iterable[StudyRecord]) -> str:
    users = list(users)
    active = [study for study in users if study.state.is_active()]
    if active:
        return f"Study {active[0].id} is working with these data: stop it first."
    if not users:
        return "No study was made with these data. The file is deleted here."
    made = widgets.plural(len(users), "study").replace("studys", "studies")
    return (
        f"{made} made with these data keep their results, but cannot be resumed nor show their "
        "test rows any more. The file is deleted here."
    )


def _removed(name: str) -> None:
    own.remove(name, context.settings())
    widgets.close("remove")
    _choose("digits")


# -- the preview ---------------------------------------------------------------------------


def _preview(place: st.delta_generator.DeltaGenerator, data: DataSpec) -> None:
    with place:
        try:
            shown = previews.preview(data)
        except InvalidInput:
            table = _table(data) if data.kind == ".csv" else None
            if table is not None:
                st.dataframe(table.frame.head(5), hide_index=True, height=PREVIEW_HEIGHT)
            return
        except DatasetUnavailable as error:
            _not_here(data, str(error))
            return
        samples, counts = st.columns([3, 2], gap="medium")
        with samples:
            if shown.table is None:
                widgets.html(shown.samples)
            elif data.kind == ".csv":
                _tabs(data, shown.table)
            else:
                st.dataframe(shown.table, hide_index=True, height=PREVIEW_HEIGHT)
        with counts:
            live_figure(charts.class_counts(shown.counts), key="classes", height=PREVIEW_HEIGHT)


def _tabs(data: DataSpec, rows: pd.DataFrame) -> None:
    columns, first = st.tabs(["What is done to each column", "First rows"])
    with columns:
        table = datasets.table(data, context.settings())
        found = treated(table, data)
        st.dataframe(found, hide_index=True, height=PREVIEW_HEIGHT, width="stretch")
    with first:
        st.dataframe(rows, hide_index=True, height=PREVIEW_HEIGHT)


def treated(table: tables.Table, data: DataSpec) -> pd.DataFrame:
    """Each column of a CSV, and what is done to it."""
    rows = [
        {"column": one.column, "becomes": _becomes(one, data), "missing": one.missing}
        for one in tables.treatments(table, data.target)
    ]
    return pd.DataFrame(
        [{"column": data.target, "becomes": "the class to predict", "missing": 0}, *rows]
    )


def _becomes(one: tables.Treatment, data: DataSpec) -> str:
    if one.what == "dropped":
        return f"dropped: {one.why}"
    if one.what == "text":
        filled = ", gaps: most frequent" if one.missing else ""
        return f"one-hot, {len(one.values)} inputs{filled}"
    return "standardised" + (f", gaps: {data.missing.replace('_', ' ')}" if one.missing else "")


def _not_here(data: DataSpec, error: str) -> None:
    if data.is_own:
        st.info(widgets.plain(error), icon=":material/search_off:")
        return
    looked = "  \n".join(f"`{path}`" for path in datasets.places(data.name, context.settings()))
    st.info(
        f"{DATASETS[data.name].title} is not on this machine yet. The engine downloads it once "
        f"when a study starts, if there is a network. Without one, put `{data.name}.npz` at one "
        f"of:  \n{looked}",
        icon=":material/cloud_download:",
    )
