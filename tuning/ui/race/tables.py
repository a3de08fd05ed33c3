"""A race as tables: where its strategies stand, and its studies one by one."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from html import escape

import streamlit as st

from tuning import metrics
from tuning.analysis.comparison import Contender
from tuning.analysis.standings import Standing, Standings, words
from tuning.analysis.standings.words import chance
from tuning.store.view import StudyView
from tuning.text.names import LONG, html
from tuning.text.words import duration, number
from tuning.ui import context, study_turn, tables, terms, widgets
from tuning.ui.tables import Column


def standings(views: Sequence[StudyView], found: Sequence[Contender], shown: Standings) -> None:
    """One line a strategy, the best first."""
    metric = metrics.within(metrics.title(found[0].trajectories[0].study.spec.objective.metric))
    is_corrected = shown.judged_by == "corrected"
    how = ", corrected" if is_corrected else ", chosen" if shown.uncorrected else ""
    tested = metrics.MEASURES[shown.test_measure].title_on("test") if shown.test_measure else ""
    columns = [
        Column("Place"),
        Column("Strategy", is_text=True),
        Column(f"Best {metric}{how}\nmedian (lowest to highest seed)"),
        *([Column(f"{tested}\nmedian (lowest to highest seed)")] if tested else []),
        Column("Best of all\nprobability"),
        Column("Better than", is_text=True),
        Column("Area"),
        Column("Epochs to\nthe target"),
        Column("Training"),
        Column("Thinking"),
        Column("Seeds"),
    ]
    titles = {row.strategy: row.title for row in shown.rows}
    by_id = {view.study.id: view for view in views}
    own = {
        contender.title: [by_id[run.study.id] for run in contender.trajectories]
        for contender in found
    }
    rows = [
        tables.Row(
            _cells(place, row, titles, own[row.title], is_corrected=is_corrected),
            leads=row.strategy == shown.winner,
        )
        for place, row in enumerate(shown.rows, 1)
    ]
    tables.render(columns, rows, stacks=True)
    how = " ".join(f"**{title}**: {text}" for title, text in words.how(shown).items())
    st.caption(terms.markdown(how))


def _cells(
    place: int,
    row: Standing,
    titles: dict[str, str],
    own: Sequence[StudyView],
    *,
    is_corrected: bool,
) -> list[tables.Cell | str]:
    test = row.test
    beats = "<br>".join(f"{escape(chance(own))} {titles[name]}" for name, own in row.beats.items())
    return [
        str(place) if row.median is not None else "–",
        widgets.strategy(own[0].study.strategy),
        _banded(row.median, row.low, row.high, row.seeds) + (_chosen(row) if is_corrected else ""),
        *([_banded(test.median, test.low, test.high, row.seeds, "<br>")] if test else []),
        escape(chance(row.best)),
        tables.Cell(f"<small>{beats or '–'}</small>"),
        "–" if row.area is None else f"{row.area:.2f}",
        "–" if row.epochs_to_target is None else f"{row.epochs_to_target:,.0f}",
        _seconds(statistics.median(view.totals.training for view in own)),
        _seconds(statistics.median(view.totals.thinking for view in own)),
        str(row.seeds),
    ]


def _banded(
    median: float | None, low: float | None, high: float | None, seeds: int, between: str = " "
) -> str:
    """The median, and from where to where the seeds went."""
    if low is None or seeds < 2:
        return widgets.score(median)
    ends = f"({widgets.score(low)} to {widgets.score(high)})"
    return f"{widgets.score(median)}{between}<small>{ends}</small>"


def _chosen(row: Standing) -> str:
    """The median where it was chosen."""
    return f"<br><small>where chosen {widgets.score(row.chosen.median)}</small>"


def _seconds(value: float) -> str:
    return f"{number(value, 2)} s" if value < 10 else duration(value)


def studies(views: Sequence[StudyView], *, tells_data: bool = False) -> None:
    """Each study leads to Live."""
    columns = [
        Column("Study", is_text=True),
        *([Column("Data set", is_text=True)] if tells_data else []),
        Column("Strategy", is_text=True),
        Column("Seed"),
        Column("State", is_text=True),
        Column("Best"),
        Column("Test"),
        Column("Trials"),
        Column("Epochs"),
        Column("Thinking"),
    ]
    rows = [_study(view, tells_data=tells_data) for view in views]
    tables.render(columns, rows, stacks=True)


def _study(view: StudyView, *, tells_data: bool) -> tables.Row:
    study = view.study
    test = study.test_score if study.spec.evaluation.method != "test" else None
    name = html(study.name, LONG)
    return tables.Row(
        [
            f'<a href="live?study={study.id}" target="_self">{study.id} · {name}</a>',
            *([escape(context.data_title(study.spec.data))] if tells_data else []),
            widgets.strategy(study.strategy),
            str(study.spec.seed),
            study_turn.label(study, study.state),
            widgets.score(study.best_score),
            widgets.score(test),
            f"{view.totals.completed + view.totals.failed:,}",
            f"{view.totals.epochs:,}",
            _seconds(view.totals.thinking),
        ]
    )
