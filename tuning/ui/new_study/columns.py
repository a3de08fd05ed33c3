"""The columns of an own table: what becomes of each and why, changed in place.

A page of rows is drawn at a time, so that 300 columns take no longer than ten.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import streamlit as st

from tuning.study import DataSpec
from tuning.text import names, words
from tuning.ui import terms, widgets
from tuning.ui.new_study import session
from tuning.ui.new_study.dataset import read_anew, table_of
from tuning.ui.new_study.form import Form
from tuning.ui.new_study.lines import line
from tuning.ui.new_study.table import Row, rows_of

FIELD = "data.columns"
LINE, TITLE = "columns", "Columns"
AT_ONCE = 8
"""Columns on a page."""
KINDS = {
    "number": "Number",
    "category": "Category",
    "date": "Date",
    "leave_out": "Leave out",
}
SHOWN = {
    "all": "All",
    "left": "Left out",
    "gaps": "With gaps",
    "mine": "Changed by you",
}
TREATMENT_HELP = (
    "A number is standardised, a category one-hot encoded, a date becomes year, month, day of the "
    "week and days since the first. What is left out is not learned from."
)
WORDS_HELP = (
    "Cells that hold one of these words count as missing; further words can be typed. A word that "
    "is taken away stands for itself."
)


def section(form: Form, data: DataSpec) -> None:
    """The line that tells of all columns, and in it a row each."""
    table = table_of(data)
    if table is None:
        return
    rows = rows_of(table, data)
    wrong = [told for place, told in form.draft.errors.items() if place.startswith(FIELD)]
    text = escape(_told(rows))
    with line(LINE, TITLE, f'<span class="ts-whole" title="{text}">{text}</span>', wrong) as it:
        if it.is_open:
            _editor(form, data, rows)
            form.error(FIELD)


def _told(rows: Sequence[Row]) -> str:
    """`5 numbers, 2 categories, 1 left out, 12 gaps`."""
    kinds = [("number", "number"), ("category", "category"), ("date", "date")]
    used = [row.treatment for row in rows if row.treatment and row.treatment.is_used]
    counts = [(sum(one.what == kind for one in used), noun) for kind, noun in kinds]
    parts = [widgets.counted(n, noun).replace("categorys", "categories") for n, noun in counts if n]
    left, gaps = sum(row.is_left_out for row in rows), sum(one.missing for one in used)
    parts += [f"{left:,} left out"] if left else []
    parts += [f"{widgets.counted(gaps, 'gap')} filled"] if gaps else []
    return ", ".join(parts)


def _editor(form: Form, data: DataSpec, rows: Sequence[Row]) -> None:
    widgets.html(f'<div class="ts-muted ts-columns-help">{terms.html(TREATMENT_HELP)}</div>')
    found = _found(form, rows)
    pages = max(math.ceil(len(found) / AT_ONCE), 1)
    key = f"columns-page-{data.name}-{pages}"  # another number of pages begins at the first
    first = (min(st.session_state.get(key, 1), pages) - 1) * AT_ONCE
    with st.container(key="columns", gap=None):
        for row in found[first : first + AT_ONCE]:
            with st.container(key=f"column-{row.number}"):
                _row(form, row)
    if not found:
        st.caption("No column is like that.")
    if pages > 1:
        st.pagination(pages, key=key)


def _found(form: Form, rows: Sequence[Row]) -> Sequence[Row]:
    """Those that a person looks for; few columns need no looking for."""
    if len(rows) <= AT_ONCE:
        return rows
    word, kind = st.columns([2, 3], vertical_alignment="bottom")
    with word:
        sought = st.text_input(
            "Find a column",
            key="columns-sought",
            type="search",
            placeholder="Part of its name",
            help="Shows the columns with this in their names, whatever its capitals.",
        )
    with kind:
        shown = st.segmented_control(
            "Show",
            list(SHOWN),
            default="all",
            required=True,
            key="columns-shown",
            format_func=SHOWN.__getitem__,
            help="All columns, or those that are left out, miss values, or that you changed.",
        )
    kept: dict[str, Callable[[Row], bool]] = {
        "all": lambda row: True,
        "left": lambda row: row.is_left_out,
        "gaps": lambda row: row.cells.missing > 0,
        "mine": lambda row: row.name in form[FIELD],
    }
    part, is_kept = (sought or "").strip().casefold(), kept[shown or "all"]
    return [row for row in rows if part in row.name.casefold() and is_kept(row)]


def _row(form: Form, row: Row) -> None:
    what, treatment, gaps = st.columns([6, 3, 3], gap="small", vertical_alignment="center")
    with what:
        widgets.html(_html(row))
    with treatment:
        if row.is_target:
            widgets.html('<div class="ts-column ts-muted">Target</div>')
        else:
            _treatment(form, row)
    with gaps:
        _missing(form, row)
    form.error(f"{FIELD}.{row.name}")


def _html(row: Row) -> str:
    """Its name, its figure, and what becomes of it."""
    outline = row.outline
    bars = "".join(f'<i style="height:{max(100 * bar, 4):.0f}%"></i>' for bar in outline.bars)
    told = escape(outline.told)
    kind = "ts-bars ts-others" if outline.others else "ts-bars"
    figure = f'<span class="{kind}" role="img" aria-label="{told}" title="{told}">{bars}</span>'
    quiet = " ts-left-out" if row.is_left_out else ""
    return (
        f'<div class="ts-column{quiet}"><b>{names.html(row.name, 60)}</b>{figure}'
        f"<span>{names.html(row.becomes)}</span>"
        f'<span class="ts-muted" title="{told}">{names.html(outline.told, 60)}</span></div>'
    )


def _treatment(form: Form, row: Row) -> None:
    key = f"{session.key(FIELD)}:{row.number}:treatment"
    st.selectbox(
        f"What becomes of {widgets.plain(row.name)}",
        row.possible,
        index=row.possible.index(row.chosen) if row.chosen in row.possible else 0,
        key=key,
        format_func=lambda kind: KINDS[kind] + (" (suggested)" if kind == row.suggested else ""),
        label_visibility="collapsed",
        on_change=_choose,
        args=(form, row, "treatment", key),
    )


def _missing(form: Form, row: Row) -> None:
    name = f"missing-{row.number}"
    missing = row.cells.missing
    label = f"{missing:,} missing" if missing else "None missing"
    with widgets.popover(label, name, ":material/rule:", width="stretch") as place:
        if place.open:
            _words(form, row)


def _words(form: Form, row: Row) -> None:
    key = f"{session.key(FIELD)}:{row.number}:missing"
    counts = dict(row.cells.words)
    st.multiselect(
        "Words that mean missing",
        row.known_words,
        default=row.missing_words,
        key=key,
        accept_new_options=True,
        format_func=lambda word: f"{word} ({counts[word]:,})" if word in counts else word,
        help=WORDS_HELP,
        placeholder="none",
        on_change=_choose,
        args=(form, row, "missing", key),
    )
    if row.cells.odd:
        kind = "date" if row.cells.kind == "date" else "number"
        quoted = words.listed([f"“{names.cut(cell, 20)}”" for cell in row.cells.odd])
        st.caption(widgets.plain(f"Cells that are no {kind} are read as missing: {quoted}."))


def _choose(form: Form, row: Row, what: str, key: str) -> None:
    """Keeps what a person chose of a column; what is as suggested is not kept."""
    if key not in st.session_state:
        return
    value = st.session_state[key]
    chosen = {**form.fields[FIELD]}
    own = {**chosen.get(row.name, {}), what: None if _is_usual(row, what, value) else value}
    chosen.pop(row.name, None)
    if any(each is not None for each in own.values()):
        chosen[row.name] = {"treatment": None, "missing": None} | own
    form.fields[FIELD] = chosen
    read_anew()


def _is_usual(row: Row, what: str, value: Any) -> bool:
    if what == "treatment":
        return bool(value == row.suggested)
    return sorted(value) == sorted(row.suggested_words)
