"""A race: the form, the plan of every strategy in it, and the start.

The reckoning is `tuning.planning.race`; nothing is kept before every study has been checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import streamlit as st

from tuning import strategies
from tuning.errors import TuningError
from tuning.planning import race
from tuning.planning.checks import check
from tuning.planning.estimate import Estimate, estimate, together
from tuning.planning.plan import SLOWER, Plan, plan
from tuning.planning.race import Entry
from tuning.store import StudyRecord
from tuning.text import names
from tuning.text.words import duration
from tuning.ui import choose, context, tables, widgets
from tuning.ui.pages import RACE
from tuning.ui.race import guesses
from tuning.ui.race.guesses import Guess
from tuning.ui.race.terms import Terms, ask
from tuning.ui.tables import Cell, Column, Row

COLUMNS = (
    Column("Strategy", is_text=True),
    Column("What the budget buys", is_text=True),
    Column("Trials"),
    Column("Fits"),
    Column("Epochs"),
    Column("Alone"),
)
FEW = "A race needs two studies or more: choose a further strategy, or another seed."
FAIR = (
    "All of them get the same data, space, validation, seeds and budget, and take turns at the "
    "workers."
)


def page() -> None:
    """Where a race is set up: the whole form, and what it leads to."""
    with st.container(border=True):
        form(context.store().studies())


def form(studies: Sequence[StudyRecord]) -> None:
    """The whole form; starts the race when it is complete and Start was pressed."""
    widgets.head("A fair race", "same data, same space, same seeds, same budget")
    widgets.the_article()
    terms = ask(studies)
    racers = st.pills(
        "Strategies",
        race.racers(),
        selection_mode="multi",
        default=race.usual()[:2] if choose.asks_for_two() else race.usual(),
        format_func=lambda racer: strategies.STRATEGIES[racer].title,
        key="race-strategies",
        wrap=True,
    )
    try:
        entries = terms.enter(racers)
        plans = _plans(entries, terms.base.model)
    except TuningError as error:
        widgets.error(str(error))
        entries, plans = [], {}
    if entries:
        tables.render(COLUMNS, [_row(entry, plans, terms) for entry in entries])
    _begin(entries, plans, terms)


class Priced(NamedTuple):
    """The plan of one study, and how long it takes by itself."""

    plan: Plan
    time: Estimate

    def of(self, seeds: int) -> Estimate:
        """The time of several seeds: what is a guess counts the compiling of programs once."""
        if self.time.studies:
            return together([self.time] * seeds)
        more = seeds - 1
        low, high = self.time.low + more * self.plan.quick, self.time.high + more * self._trains
        return Estimate(low, high, 0)

    @property
    def _trains(self) -> float:
        """Seconds that a further seed trains at most."""
        return SLOWER * 2 * self.plan.quick


def _plans(entries: Sequence[Entry], model: str) -> dict[str, Priced]:
    """By strategy, what one of its studies costs. Raises TuningError for data that are gone."""
    speed, home = context.speed(), context.settings()
    known = context.past_of(model, speed)
    plans = {e.strategy: plan(e.specs[0], speed, home) for e in entries if e.takes_part}
    return {name: Priced(planned, estimate(planned, known)) for name, planned in plans.items()}


def _row(entry: Entry, plans: dict[str, Priced], terms: Terms) -> Row:
    name = widgets.strategy(entry.strategy)
    if not entry.takes_part:
        reason = f"<small>Cannot take part. {escape(entry.reason)}</small>"
        return Row([name, Cell(reason, wraps=True, across=len(COLUMNS) - 1)])
    planned, time = plans[entry.strategy]
    sure = planned.exact and not planned.at_most
    share, about = "", "about " if terms.by == "seconds" else "" if sure else "at most "
    if terms.by == "epochs":
        color = strategies.STRATEGIES[entry.strategy].color
        width = 100 * entry.epochs / terms.budget
        share = (
            f'<span class="ts-share"><i style="width:{width:.0f}%;background:{color}"></i></span>'
        )
    return Row(
        [
            name,
            Cell(escape(entry.settings), wraps=True),
            f"{planned.trials:,}",
            f"{planned.fits:,}",
            f'{share}{about}<span class="ts-count">{entry.epochs:,}</span>',
            time.text,
        ]
    )


def _begin(entries: Sequence[Entry], plans: dict[str, Priced], terms: Terms) -> None:
    """A name, a guess, the sum of it all, Start."""
    racing = [entry for entry in entries if entry.takes_part]
    count = sum(len(entry.specs) for entry in racing)
    if entries and count < 2:
        widgets.error(FEW)
    named, guessed = st.columns([1, 2])
    with named:
        name = st.text_input(
            "Name", key="race-name", placeholder=race.title(terms.base), max_chars=200
        )
    guess = None
    if len(racing) > 1:
        with guessed:
            guess = guesses.ask([entry.strategy for entry in racing])
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            f"Start {count} studies" if count > 1 else "Start",
            type="primary",
            icon=":material/sports_score:",
            disabled=count < 2,
            key="race-start",
        )
        if count:
            times = [plans[entry.strategy].of(len(entry.specs)) for entry in racing]
            st.caption(f"{_sum(racing, terms)} in all, {together(times).text}. {FAIR}")
    if pressed:
        start(racing, guess, terms, name)


def _sum(racing: Sequence[Entry], terms: Terms) -> str:
    if terms.by == "epochs":
        return f"{sum(entry.epochs * len(entry.specs) for entry in racing):,} epochs"
    count = sum(len(entry.specs) for entry in racing)
    return f"{duration(count * terms.budget)} of training"


def start(entries: Sequence[Entry], guess: Guess | None, terms: Terms, name: str) -> None:
    """Keep the studies, send them to the engine, and show the race; or say what is wrong."""
    try:
        specs = [check(spec, context.settings()) for entry in entries for spec in entry.specs]
        given = names.of_a_study(name) or race.title(specs[0])
        store = context.store()
        race_id = store.create_race(specs, name=given, by=terms.by, budget=terms.budget)
    except TuningError as error:
        widgets.error(str(error))
        return
    for study in store.race_studies(race_id):
        store.send("start", study.id)
    guesses.keep(race_id, guess)
    st.switch_page(RACE.script, query_params=choose.a_race(race_id))
