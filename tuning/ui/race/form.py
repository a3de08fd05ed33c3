"""A race: the form, the plan of every strategy in it, and the start.

The reckoning is `tuning.planning.race`; nothing is kept before every study has been checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import NamedTuple

import streamlit as st

from tuning import strategies
from tuning.errors import TuningError
from tuning.planning import race
from tuning.planning.checks import check
from tuning.planning.estimate import Estimate, estimate, together
from tuning.planning.plan import SLOWER, Plan, plan
from tuning.planning.race_plan import Racer, Terms, studies
from tuning.store import StudyRecord
from tuning.text import names
from tuning.text.words import duration
from tuning.ui import choose, context, tables, widgets
from tuning.ui.pages import RACE
from tuning.ui.race import guesses
from tuning.ui.race.guesses import Guess
from tuning.ui.race.terms import ask
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


def form(known: Sequence[StudyRecord]) -> None:
    """The whole form; starts the race when it is complete and Start was pressed."""
    widgets.head("A fair race", "same data, same space, same seeds, same budget")
    widgets.the_article()
    asked = ask(known)
    terms = asked.terms
    chosen = st.pills(
        "Strategies",
        race.racers(),
        selection_mode="multi",
        default=race.usual()[:2] if choose.asks_for_two() else race.usual(),
        format_func=lambda racer: strategies.STRATEGIES[racer].title,
        key="race-strategies",
        wrap=True,
    )
    try:
        racers = terms.enter(chosen, asked.seeds)
        plans = _plans(racers, terms.bases[0].model)
    except TuningError as error:
        widgets.error(str(error))
        racers, plans = [], {}
    if racers:
        tables.render(COLUMNS, [_row(racer, plans, terms) for racer in racers])
    _begin(racers, plans, terms)


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


def _plans(racers: Sequence[Racer], model: str) -> dict[str, list[Priced]]:
    """By strategy, what one of its studies costs on each data set.

    Raises TuningError for data that are gone.
    """
    speed, home = context.speed(), context.settings()
    known = list(context.past_of(model, speed))
    return {
        racer.strategy: [
            Priced(planned, estimate(planned, known))
            for planned in (plan(entry.specs[0], speed, home) for entry in racer.entries)
        ]
        for racer in racers
        if racer.takes_part
    }


def _row(racer: Racer, plans: dict[str, list[Priced]], terms: Terms) -> Row:
    """One of its studies; on several data sets the first, and between which times it takes."""
    name, entry = widgets.strategy(racer.strategy), racer.entries[0]
    if not racer.takes_part:
        reason = f"<small>Cannot take part. {escape(racer.reason)}</small>"
        return Row([name, Cell(reason, wraps=True, across=len(COLUMNS) - 1)])
    each = plans[racer.strategy]
    planned, times = each[0].plan, [one.time for one in each]
    low, high = min(one.low for one in times), max(one.high for one in times)
    time = replace(times[0], low=low, high=high)
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


def _begin(racers: Sequence[Racer], plans: dict[str, list[Priced]], terms: Terms) -> None:
    """A name, a guess, the sum of it all, Start."""
    racing = [racer for racer in racers if racer.takes_part]
    count = sum(len(racer.specs) for racer in racing)
    is_race = count > len(terms.bases)
    if racers and not is_race:
        widgets.error(FEW)
    named, guessed = st.columns([1, 2])
    with named:
        name = st.text_input(
            "Name", key="race-name", placeholder=race.title(*terms.bases), max_chars=200
        )
    guess = None
    if len(racing) > 1:
        with guessed:
            guess = guesses.ask([racer.strategy for racer in racing])
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            f"Start {count} studies" if is_race else "Start",
            type="primary",
            icon=":material/sports_score:",
            disabled=not is_race,
            key="race-start",
        )
        if count:
            times = [
                priced.of(len(entry.specs))
                for racer in racing
                for entry, priced in zip(racer.entries, plans[racer.strategy], strict=True)
            ]
            st.caption(f"{_sum(racing, terms)} in all, {together(times).text}. {FAIR}")
    if pressed:
        start(racing, guess, terms, name)


def _sum(racing: Sequence[Racer], terms: Terms) -> str:
    if terms.by == "epochs":
        entries = [entry for racer in racing for entry in racer.entries]
        return f"{sum(entry.epochs * len(entry.specs) for entry in entries):,} epochs"
    count = sum(len(racer.specs) for racer in racing)
    return f"{duration(count * terms.budget)} of training"


def start(racers: Sequence[Racer], guess: Guess | None, terms: Terms, name: str) -> None:
    """Keep the studies, send them to the engine, and show the race; or say what is wrong."""
    try:
        specs = [check(spec, context.settings()) for spec in studies(racers)]
        given = names.of_a_study(name) or race.title(*terms.bases)
        store = context.store()
        race_id = store.create_race(specs, name=given, by=terms.by, budget=terms.budget)
    except TuningError as error:
        widgets.error(str(error))
        return
    for study in store.race_studies(race_id):
        store.send("start", study.id)
    guesses.keep(race_id, guess)
    st.switch_page(RACE.script, query_params=choose.a_race(race_id))
