"""What own data are to predict: the target, classes or a quantity, small classes, gaps."""

from __future__ import annotations

import streamlit as st

from tuning.study import DataSpec
from tuning.ui.new_study import own_data, session
from tuning.ui.new_study.dataset import (
    another_target,
    has_gaps,
    has_small_classes,
    possible_targets,
    read_anew,
    suggested_task,
    table_of,
    tasks_of,
)
from tuning.ui.new_study.form import Form

TASKS = {"classification": "Classes", "regression": "A quantity"}
SMALL = {
    "leave_out": "Leave their rows out",
    "merge": "Make them one, “other”",
    "keep": "Keep them (and refuse)",
}
MISSING = {
    "median": "Median of the column",
    "mean": "Mean of the column",
    "most_frequent": "Most frequent value",
}
FIELDS = ("data.target", "data.task", "data.small_classes", "data.missing")


def section(form: Form, data: DataSpec) -> None:
    """The fields that own data have, and the button that removes their file."""
    asked = [_target] if data.is_table else []
    asked += [_task] if len(tasks_of(data)) > 1 else []
    asked += [_small] if has_small_classes(data) else []
    asked += [_gaps] if has_gaps(data) else []
    places = st.columns([*[4] * len(asked), 3], vertical_alignment="bottom")
    for place, ask in zip(places, asked, strict=False):
        with place:
            ask(form, data)
    with places[-1]:
        own_data.remove(data)
    form.error(*FIELDS)


def _target(form: Form, data: DataSpec) -> None:
    form.select(
        "data.target",
        "Target",
        _targets(data),
        "The column to predict. Columns that cannot be predicted, because they are dates, number "
        "the rows or say nothing, stand last. The first is a guess: choose the one you mean.",
        on_change=another_target,
    )


def _targets(data: DataSpec) -> list[str]:
    """The columns in their order; those that cannot be predicted, such as a row's number, last."""
    table, possible = table_of(data), possible_targets(data)
    columns = [] if table is None else list(map(str, table.frame))
    return sorted(columns, key=lambda column: column not in possible)


def _task(form: Form, data: DataSpec) -> None:
    usual = suggested_task(data)
    st.segmented_control(
        "What it is",
        list(TASKS),
        default=data.task,
        required=True,
        key=session.key("data.task"),
        on_change=read_anew,
        format_func=lambda task: TASKS[task] + (" (suggested)" if task == usual else ""),
        help="Classes are told apart (classification); a quantity is predicted as a number "
        "(regression).",
    )


def _small(form: Form, data: DataSpec) -> None:
    form.select(
        "data.small_classes",
        "Classes of under 5 rows",
        list(SMALL),
        "A class needs 5 rows: some to learn from, some to validate and some to test.",
        format_func=SMALL.__getitem__,
        on_change=read_anew,
    )


def _gaps(form: Form, data: DataSpec) -> None:
    form.select(
        "data.missing",
        "Instead of a missing number",
        list(MISSING),
        "Computed from the training rows of each split alone. A missing text becomes the most "
        "frequent one.",
        format_func=MISSING.__getitem__,
    )


def guess(data: DataSpec) -> list[str]:
    """Says that the target is a guess, as long as it is the suggested one."""
    possible = possible_targets(data) if data.is_table else []
    if len(possible) < 2 or data.target != possible[0]:
        return []
    return [
        f"“{possible[0]}” is a guess at what is to be predicted: choose another target if it is "
        "not meant."
    ]
