"""On which data sets a race is run: the one of what is searched, or several."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tuning.analysis.ranks import least
from tuning.catalog import DATASETS
from tuning.store import StudyRecord
from tuning.study import DataSpec, StudySpec
from tuning.ui import context

HELP = (
    "On several, every strategy runs with every seed on each of them, for the same budget a study. "
    f"The race then also compares mean ranks: of three strategies from {least(3)} data sets on, of "
    f"two from {least(2)}. Your own tables stand here once a study has learned from them."
)


def ask(key: str, base: StudySpec, studies: Sequence[StudyRecord]) -> list[DataSpec]:
    """The data sets that are chosen; the base's own where none is."""
    known = _known(base.data, studies)
    chosen = st.multiselect(
        "Data sets",
        list(known),
        default=[base.data.name],
        format_func=lambda name: context.data_title(known[name]),
        key=f"race-data-{key}",
        help=HELP,
        placeholder=context.data_title(base.data),
    )
    return [known[name] for name in chosen] or [base.data]


def _known(own: DataSpec, studies: Sequence[StudyRecord]) -> dict[str, DataSpec]:
    """By name: those that come with the app, and own ones as the latest study has read them."""
    known = {name: DataSpec(name=name, rows=own.rows, missing=own.missing) for name in DATASETS}
    for name in dict.fromkeys(study.dataset for study in studies):
        if name not in known:
            known[name] = next(s for s in studies if s.dataset == name).spec.data
    return known | {own.name: own}
