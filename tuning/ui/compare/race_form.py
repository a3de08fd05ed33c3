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
from tuning.planning.plan import Plan, plan
from tuning.planning.presets import PRESETS
from tuning.planning.race import Entry
from tuning.store import StudyRecord
from tuning.study import StudySpec
from tuning.ui import context, tables, widgets
from tuning.ui.compare import choice, guesses
from tuning.ui.tables import Cell, Column, Row

OPEN = "race-open"
LEAST_BUDGET = 100
MOST_BASES = 30
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
    "All of them get the same data, space, validation, seed and budget. They run at the same time "
    "and share the workers, so seconds are shared too: epochs are the fair axis."
)


def toggle() -> None:
    """Opens the form, or closes it."""
    st.session_state[OPEN] = not st.session_state.get(OPEN, False)


def opened() -> bool:
    return bool(st.session_state.get(OPEN, False))


def form(studies: Sequence[StudyRecord], compared: Sequence[StudyRecord]) -> None:
    """The whole form; starts the race when it is complete and Start was pressed."""
    widgets.head("A fair race", "same data, same space, same budget in epochs")
    widgets.the_article()
    first, second, third = st.columns([5, 2, 2])
    with first:
        name, base = _base(_bases(studies, compared))
    with second:
        budget = _budget(name, base)
    with third:
        seeds = _seeds()
    racers = st.pills(
        "Strategies",
        race.racers(),
        selection_mode="multi",
        default=race.usual(),
        format_func=lambda racer: strategies.STRATEGIES[racer].title,
        key="race-strategies",
        wrap=True,
    )
    try:
        entries = race.enter(base, racers, budget, seeds)
        plans = _plans(entries, base.model)
    except TuningError as error:
        widgets.error(str(error))
        entries, plans = [], {}
    if entries:
        _table(entries, plans, budget)
    _begin(entries, plans, budget)


def _base(bases: dict[str, tuple[str, StudySpec]]) -> tuple[str, StudySpec]:
    """What is searched, and its key."""
    name = st.selectbox(
        "What is searched",
        list(bases),
        format_func=lambda key: bases[key][0],
        key="race-base",
        help="Data, search space, evaluation, objective and seed are taken from here.",
    )
    return name, bases[name][1]


def _budget(name: str, base: StudySpec) -> int:
    budget = st.number_input(
        "Epochs each",
        min_value=1,
        max_value=race.MOST_BUDGET,
        value=max(_own_cost(base), LEAST_BUDGET),
        step=25,
        key=f"race-budget-{name}",
        help="Each study trains as many epochs as it can, and never more than this.",
    )
    return int(budget)


def _seeds() -> int:
    seeds = st.segmented_control(
        "Seeds",
        list(range(1, race.MOST_SEEDS + 1)),
        default=1,
        required=True,
        key="race-seeds",
        help="Every strategy runs once a seed: shows how much of a victory is luck.",
    )
    return int(seeds or 1)


def _bases(
    studies: Sequence[StudyRecord], compared: Sequence[StudyRecord]
) -> dict[str, tuple[str, StudySpec]]:
    """What a race can be about, by key: the compared studies, the presets, the other studies."""
    shown = {study.id for study in compared}
    others = [study for study in studies if study.id not in shown]
    first = {f"study-{s.id}": (f"As in study {s.id} · {s.name}", s.spec) for s in compared}
    presets = {
        f"preset-{p.name}": (f"Preset: {p.title}, on {p.spec.data.title}", p.spec)
        for p in PRESETS.values()
    }
    rest = {
        f"study-{s.id}": (f"As in study {s.id} · {s.name}", s.spec) for s in others[:MOST_BASES]
    }
    return first | presets | rest


def _own_cost(base: StudySpec) -> int:
    """The epochs that the base itself trains, at most."""
    try:
        return min(strategies.budget_needed(base), race.MOST_BUDGET)
    except TuningError:
        return LEAST_BUDGET


class Priced(NamedTuple):
    """The plan of one study, and how long it takes by itself."""

    plan: Plan
    time: Estimate


def _plans(entries: Sequence[Entry], model: str) -> dict[str, Priced]:
    """By strategy, what one of its studies costs. Raises TuningError for data that are gone."""
    speed, home = context.speed(), context.settings()
    known = context.past_of(model, speed)
    plans = {e.strategy: plan(e.specs[0], speed, home) for e in entries if e.takes_part}
    return {name: Priced(planned, estimate(planned, known)) for name, planned in plans.items()}


def _table(entries: Sequence[Entry], plans: dict[str, Priced], budget: int) -> None:
    tables.render(COLUMNS, [_row(entry, plans, budget) for entry in entries])


def _row(entry: Entry, plans: dict[str, Priced], budget: int) -> Row:
    name = widgets.strategy(entry.strategy)
    if not entry.takes_part:
        reason = f"<small>Cannot take part. {escape(entry.reason)}</small>"
        return Row([name, Cell(reason, wraps=True, across=len(COLUMNS) - 1)])
    planned, time = plans[entry.strategy]
    about = "" if planned.exact else "at most "
    color = strategies.STRATEGIES[entry.strategy].color
    share = f'<i style="width:{100 * entry.epochs / budget:.0f}%;background:{color}"></i>'
    return Row(
        [
            name,
            Cell(escape(entry.settings), wraps=True),
            f"{planned.trials:,}",
            f"{planned.fits:,}",
            f'<span class="ts-share">{share}</span>{about}'
            f'<span class="ts-count">{entry.epochs:,}</span>',
            time.text,
        ]
    )


def _begin(entries: Sequence[Entry], plans: dict[str, Priced], budget: int) -> None:
    """A guess, the sum of it all, Start."""
    racing = [entry for entry in entries if entry.takes_part]
    count = sum(len(entry.specs) for entry in racing)
    if entries and count < 2:
        widgets.error(FEW)
    guess = None
    if len(racing) > 1:
        guess = st.pills(
            "Who will win? (a guess, shown again at the end)",
            [entry.strategy for entry in racing],
            format_func=lambda racer: strategies.STRATEGIES[racer].title,
            key="race-guess",
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            f"Start {count} studies" if count > 1 else "Start",
            type="primary",
            icon=":material/sports_score:",
            disabled=count < 2,
            key="race-start",
        )
        st.button("Close", key="race-close", on_click=toggle)
        if count:
            times = [plans[entry.strategy].time for entry in racing for _ in entry.specs]
            epochs = sum(entry.epochs * len(entry.specs) for entry in racing)
            st.caption(f"{epochs:,} epochs in all, {together(times).text}. {FAIR}")
    if pressed:
        start(racing, guess, budget)


def start(entries: Sequence[Entry], guess: str | None, budget: int) -> None:
    """Keep the studies, send them to the engine, and compare them; or say what is wrong."""
    try:
        specs = [check(spec, context.settings()) for entry in entries for spec in entry.specs]
    except TuningError as error:
        widgets.error(str(error))
        return
    store = context.store()
    race_id = store.create_race(specs, name=race.title(specs[0]), budget=budget)
    ids = [study.id for study in store.race_studies(race_id)]
    for study_id in ids:
        store.send("start", study_id)
    choice.show(ids)
    guesses.keep(ids[0], guess)
    st.session_state[OPEN] = False
    st.rerun()
