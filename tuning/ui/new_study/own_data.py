"""A person's own data: brought, or removed."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from tuning.datasets import own, rules
from tuning.errors import InvalidInput
from tuning.store import StudyRecord
from tuning.study import ARRAYS, TABLES, DataSpec
from tuning.ui import context, rights, widgets
from tuning.ui.new_study import columns, lines
from tuning.ui.new_study.dataset import choose

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
            "A table (text, Excel, Parquet), or an .npz in Keras' layout",
            type=[kind.removeprefix(".") for kind in (*TABLES, ARRAYS)],
            key=f"upload-{number}",
            on_change=_take,
            args=(f"upload-{number}",),
            max_upload_size=rules.MOST_BYTES // 10**6,
            help="A table needs a column to predict, of classes or of numbers; of a workbook the "
            "first sheet is read. An .npz holds x_train and y_train, and x_test and y_test where "
            "there is a test set. Otherwise a fifth of the rows tests.",
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
        lines.unfold(columns.LINE)
        widgets.close(BRING)
    except InvalidInput as error:
        st.session_state[UPLOAD_ERROR] = str(error)
    st.session_state[UPLOADS] += 1  # an empty uploader, ready for the next


def remove(data: DataSpec) -> None:
    """The button that removes own data, and what would become of the studies that use them."""
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
    made = widgets.counted(len(users), "study").replace("studys", "studies")
    return (
        f"{made} made with these data keep their results, but cannot be resumed nor show their "
        "test rows any more. The file is deleted here."
    )


def _removed(name: str) -> None:
    rights.demand()
    own.remove(name, context.settings())
    widgets.close("remove")
    choose("digits")
