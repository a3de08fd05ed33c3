"""The board itself: who is ahead, everybody by their best, all trials with the best on top."""

from __future__ import annotations

import time

import streamlit as st

from tuning import analysis
from tuning.analysis.sheet import Sheet, untried, who
from tuning.space import show
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.text import names
from tuning.text.words import listed
from tuning.ui import tables, widgets
from tuning.ui.board import scores
from tuning.ui.board.seen import Seen

MOST_ROWS = 20
"""Trials in the table before all are asked for."""
MOST_PEOPLE, FEW_PEOPLE = 10, 7
"""People in their table, and on a projector."""
MOST_HINTS = 4
LETTERS = 18
"""Of a name in a table; the rest is shown on hover."""
WAITING = "The first trial begins the board. Every one that ends stands here a second later."


def headline(seen: Seen, *, large: bool) -> None:
    """The best so far and by whom, and how much there is; `large`: for a projector."""
    sheet = seen.sheet
    if sheet is None:
        return
    best, people = sheet.best, len(sheet.people)
    told = "<span>No trial has a score yet.</span>"
    if best is not None:
        score, name = widgets.score(best.score), names.html(who(best))
        told = f'<span role="status">Best so far: <b>{score}</b> by <b>{name}</b></span>'
    count = f"{widgets.counted(sheet.trials, 'trial')} by {widgets.people(people)}"
    waits = len(sheet.open) + len(sheet.waiting)
    count += f" · {waits} under way" if waits else ""
    size = " ts-large" if large else ""
    widgets.html(f'<div class="ts-board-best{size}">{told}<span>{count}</span></div>')


def board(seen: Seen, own: str | None, *, large: bool) -> None:
    """Table, people and chart; `large`: for a projector."""
    view, sheet = seen.view, seen.sheet
    if view is None or sheet is None:
        return
    if not (sheet.ranked or sheet.failed):
        widgets.waiting(WAITING, 220)
        return
    left, right = st.columns([5, 4], gap="small")
    with left, st.container(border=True, height="stretch"):
        scores.chart(view, sheet, own, large=large)
    with right, st.container(border=True, height="stretch"):
        people(sheet, own, FEW_PEOPLE if large else MOST_PEOPLE)
        if not large:
            hints(view)
    with st.container(border=True):
        trials(view, sheet, own, all_of_them=not large)


def trials(view: StudyView, sheet: Sheet, own: str | None, *, all_of_them: bool) -> None:
    """Every trial with its values and its score, the best on top."""
    rows = [*sheet.ranked, *sheet.failed]
    more = len(rows) > MOST_ROWS
    with st.container(horizontal=True, vertical_alignment="center"):
        widgets.head("Trials", "the best on top")
        if more and all_of_them:
            more = not st.toggle(f"All {len(rows)}", key=f"board-all-{view.study.id}")
    shown = rows[:MOST_ROWS] if more else rows
    searched = list(view.study.spec.space.searched)
    columns = [
        tables.Column("Place"),
        tables.Column("Name", is_text=True),
        tables.Column("Score"),
        *(tables.Column(_in_lines(analysis.title_of(view.study, name))) for name in searched),
        tables.Column("Time"),
    ]
    tables.render(columns, [_row(sheet, trial, searched, own) for trial in shown])
    if told := scores.chance(view, sheet):
        st.caption(told)


def _row(sheet: Sheet, trial: TrialRecord, searched: list[str], own: str | None) -> tables.Row:
    is_best = sheet.best is not None and trial.number == sheet.best.number
    place = str(sheet.places.get(trial.number, "–"))
    mark = '<span class="ts-board-mark" title="The best so far">★</span> ' if is_best else ""
    at = trial.finished or trial.started
    return tables.Row(
        [
            f"{mark}{place}",
            _name(who(trial), own),
            widgets.score(trial.score) if trial.score is not None else "failed",
            *(names.html(show(trial.values.get(name))) for name in searched),
            time.strftime("%H:%M:%S", time.localtime(at)) if at else "–",
        ],
        leads=is_best,
    )


def _in_lines(title: str) -> str:
    """`Units, first layer` in two lines."""
    return title.replace(", ", ",\n")


def _name(name: str, own: str | None) -> str:
    you = ' <span class="ts-board-you">you</span>' if name == own else ""
    return f"{names.html(name, LETTERS)}{you}"


def people(sheet: Sheet, own: str | None, most: int) -> None:
    """Each person's best."""
    widgets.head("People", "each by their best")
    rows = list(sheet.people[:most])
    mine = sheet.person(own) if own else None
    if mine is not None and mine not in rows:
        rows.append(mine)
    columns = [
        tables.Column("Place"),
        tables.Column("Name", is_text=True),
        tables.Column("Best"),
        tables.Column("Trials"),
    ]
    tables.render(
        columns,
        [
            tables.Row(
                [
                    str(person.place or "–"),
                    _name(person.name, own),
                    widgets.score(person.best.score if person.best else None),
                    str(person.trials),
                ],
                leads=person.place == 1,
            )
            for person in rows
        ],
    )
    if len(sheet.people) > most:
        st.caption(f"{widgets.people(len(sheet.people))} in all.")


def hints(view: StudyView) -> None:
    """What nobody has tried yet."""
    found = untried(view)
    if found:
        some = found[:MOST_HINTS]
        more = f" and {len(found) - len(some)} more" if len(found) > len(some) else ""
        told = listed(some) if not more else ", ".join(some) + more
        st.caption(f"**Nobody has tried yet:** {widgets.plain(told)}.")
