"""A race on several data sets: what all of them say together, and which one is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from tuning.analysis.standings import Overall, Standings, overall
from tuning.analysis.standings.overall_words import HOW
from tuning.analysis.standings.records import Ranked
from tuning.charts import critical
from tuning.store.view import StudyView
from tuning.text.words import number
from tuning.ui import context, tables, terms, widgets
from tuning.ui.components.figure import live_figure
from tuning.ui.tables import Column

DATA = "data"
"""Which data set is shown, in the address."""


def name_of(views: Sequence[StudyView]) -> str:
    """What people call the data set of these studies."""
    return context.data_title(views[0].study.spec.data)


def ranked(parts: Sequence[tuple[Sequence[StudyView], Standings]]) -> Overall:
    """What the standings on each data set say together."""
    return overall([(name_of(views), shown) for views, shown in parts])


def diagram(found: Overall, key: str) -> None:
    """The mean ranks and what can be told apart, and the ranks behind them."""
    if not found.rows:
        return
    widgets.head("Over all data sets", "bars join those that cannot be told apart")
    live_figure(
        critical.critical(found),
        key=f"race-ranks-{key}",
        height=critical.height(found),
        name=critical.told(found),
        file=f"race-{key}-ranks",
    )


def table(found: Overall, parts: Sequence[tuple[Sequence[StudyView], Standings]]) -> None:
    """A line a strategy: its mean rank, and its median and rank on each data set."""
    if not found.rows:
        return
    columns = [
        Column("Strategy", is_text=True),
        Column("Mean rank"),
        *(Column(f"{name_of(views)}\nmedian (rank)") for views, _ in parts),
    ]
    rows = [
        tables.Row(
            [
                widgets.strategy(row.strategy),
                f"{row.mean:.2f}",
                *(_cell(found, row, name_of(views), shown) for views, shown in parts),
            ],
            leads=row.strategy == found.winner,
        )
        for row in found.rows
    ]
    tables.render(columns, rows)
    st.caption(terms.markdown(HOW))


def _cell(found: Overall, row: Ranked, name: str, shown: Standings) -> str:
    median = next((one.median for one in shown.rows if one.strategy == row.strategy), None)
    if name not in found.datasets:
        return f"{widgets.score(median)} <small>(–)</small>"
    rank = row.ranks[found.datasets.index(name)]
    return f"{widgets.score(median)} <small>({escape(number(rank, 3))})</small>"


def chosen(groups: Sequence[Sequence[StudyView]], key: str) -> int:
    """Which data set is looked at, by its place; part of the link."""
    names = [name_of(views) for views in groups]
    asked = st.query_params.get(DATA, "")
    widgets.head("On one data set")
    picked = st.segmented_control(
        "Data set",
        list(range(len(names))),
        default=names.index(asked) if asked in names else 0,
        format_func=lambda place: names[place],
        required=True,
        key=f"race-of-{key}",
        label_visibility="collapsed",
    )
    place = int(picked or 0)
    st.query_params[DATA] = names[place]
    return place


def link() -> dict[str, str]:
    """The part of an address that says which data set is looked at, if one of several is."""
    return {DATA: st.query_params[DATA]} if DATA in st.query_params else {}
