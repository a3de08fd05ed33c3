"""A person's own data: brought, described by a target, or removed."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from tuning.datasets import own, rules, tables
from tuning.datasets.reading import Table
from tuning.errors import InvalidInput
from tuning.store import StudyRecord
from tuning.study import DataSpec
from tuning.ui import context, rights, widgets
from tuning.ui.new_study import lines
from tuning.ui.new_study.dataset import choose, info_of, possible_targets, table_of
from tuning.ui.new_study.form import Form
from tuning.ui.new_study.preview import LOOK

MISSING = {
    "median": "Median of the column",
    "mean": "Mean of the column",
    "most_frequent": "Most frequent value",
}
UPLOADS, UPLOAD_ERROR = "uploads", "upload-error"
BRING = "bring"
"""Names the uploader: in the address, it is open."""


def open_if_asked() -> None:
    """Opens the uploader where the address asks for it, once."""
    if st.query_params.pop(BRING, None):
        widgets.opened(BRING)


def bring() -> None:
    """The uploader, in a popover; not for those who may bring nothing."""
    if not rights.may_change():
        return
    number = st.session_state.setdefault(UPLOADS, 0)
    with widgets.popover("Add your own", BRING, ":material/upload:", width="stretch"):
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
    rights.demand()
    file = st.session_state.get(key)
    st.session_state.pop(UPLOAD_ERROR, None)
    if file is None:
        return
    try:
        rules.check_size(file.size, file.name)
        choose(own.keep(file.getvalue(), file.name, context.settings()))
        lines.unfold(LOOK)  # what is done to each column
        widgets.close(BRING)
    except InvalidInput as error:
        st.session_state[UPLOAD_ERROR] = str(error)
    st.session_state[UPLOADS] += 1  # an empty uploader, ready for the next


def describe(form: Form, data: DataSpec) -> None:
    """The target, what fills gaps, and the button that removes the file."""
    target, missing, remove = st.columns([4, 4, 3], vertical_alignment="bottom")
    table = table_of(data) if data.is_table else None
    with target:
        if table is not None:
            form.select(
                "data.target",
                "Target",
                _targets(data, table),
                "The column to predict: it holds the classes. Columns that cannot be predicted, "
                "because they differ in nearly every row, stand last.",
            )
    with missing:
        if _has_missing_numbers(table, data):
            form.select(
                "data.missing",
                "Instead of a missing number",
                list(MISSING),
                "Computed from the training rows of each split alone. A missing text becomes the "
                "most frequent one.",
                format_func=MISSING.__getitem__,
            )
    with remove:
        _remove(data)
    form.error("data.target", "data.missing")
    _guess(data)


def _targets(data: DataSpec, table: Table) -> list[str]:
    """The columns in their order; those that cannot be predicted, such as a row's number, last."""
    possible = set(possible_targets(data))
    return sorted(map(str, table.frame), key=lambda column: column not in possible)


def _guess(data: DataSpec) -> None:
    """Says that the target is a guess, as long as it is the suggested one."""
    possible = possible_targets(data) if data.is_table else []
    if len(possible) > 1 and data.target == possible[0]:
        st.caption(
            f"“{widgets.plain(possible[0])}” is a guess at what is to be predicted: choose another "
            "target if it is not meant."
        )


def _has_missing_numbers(table: Table | None, data: DataSpec) -> bool:
    if table is None:  # images have none
        info = info_of(data)
        return info is not None and not info.image
    found = tables.treated(table, data)
    return any(one.what == "number" and one.missing for one in found)


def _remove(data: DataSpec) -> None:
    if not rights.may_change():
        return
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
    rights.demand()
    own.remove(name, context.settings())
    widgets.close("remove")
    choose("digits")
