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
from tuning.text import names
from tuning.ui import choose, context, tables, widgets
from tuning.ui.pages import RACE
from tuning.ui.race import guesses
from tuning.ui.tables import Cell, Column, Row

LEAST_BUDGET = 100
MOST_BASES = 30
SHORT_SECONDS = 120.0
"""Where a race with `USUAL_SEEDS` takes less, it has so many by itself; else `FEWER_SEEDS`."""
USUAL_SEEDS, FEWER_SEEDS = 5, 3
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
    first, second, third = st.columns([5, 2, 3])
    with first:
        key, base = _base(_bases(studies))
    with second:
        budget = _budget(key, base)
    with third:
        seeds = _seeds(key, base, budget)
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
    _begin(entries, plans, budget, base)


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


def _seeds(key: str, base: StudySpec, budget: int) -> int:
    seeds = st.segmented_control(
        "Seeds",
        list(range(1, race.MOST_SEEDS + 1)),
        default=_usual_seeds(base, budget),
        required=True,
        key=f"race-seeds-{key}",
        help="Every strategy runs once a seed. From one nobody can tell who is better; from five, "
        "who is clearly better.",
    )
    return int(seeds or 1)


def _usual_seeds(base: StudySpec, budget: int) -> int:
    """As many as take less than two minutes."""
    try:
        plans = _plans(race.enter(base, race.usual(), budget), base.model)
    except TuningError:
        return FEWER_SEEDS
    # A further seed trains as long again, with programs that are mostly compiled by then.
    seconds = sum(
        priced.plan.seconds + (USUAL_SEEDS - 1) * 2 * priced.plan.quick for priced in plans.values()
    )
    return USUAL_SEEDS if seconds < SHORT_SECONDS else FEWER_SEEDS


def _bases(studies: Sequence[StudyRecord]) -> dict[str, tuple[str, StudySpec]]:
    """What a race can be about, by key: the study that the address names, presets, other studies.

    The first is chosen by itself; without a study in the address it is small and on digits.
    """
    asked = choose.named(st.query_params.get(choose.FROM, ""), {study.id for study in studies})
    presets = {
        f"preset-{p.name}": (f"Preset: {p.title}, on {p.spec.data.title}", p.spec)
        for p in PRESETS.values()
    }
    first = {f"study-{s.id}": _as_in(s) for s in studies if s.id == asked}
    rest = {f"study-{s.id}": _as_in(s) for s in studies[:MOST_BASES]}
    return first | presets | rest


def _as_in(study: StudyRecord) -> tuple[str, StudySpec]:
    return f"As in study {study.id} · {study.name}", study.spec


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


def _begin(
    entries: Sequence[Entry], plans: dict[str, Priced], budget: int, base: StudySpec
) -> None:
    """A name, a guess, the sum of it all, Start."""
    racing = [entry for entry in entries if entry.takes_part]
    count = sum(len(entry.specs) for entry in racing)
    if entries and count < 2:
        widgets.error(FEW)
    named, guessed = st.columns([1, 2])
    with named:
        name = st.text_input("Name", key="race-name", placeholder=race.title(base), max_chars=200)
    guess = None
    if len(racing) > 1:
        with guessed:
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
        if count:
            times = [plans[entry.strategy].time for entry in racing for _ in entry.specs]
            epochs = sum(entry.epochs * len(entry.specs) for entry in racing)
            st.caption(f"{epochs:,} epochs in all, {together(times).text}. {FAIR}")
    if pressed:
        start(racing, guess, budget, name)


def start(entries: Sequence[Entry], guess: str | None, budget: int, name: str) -> None:
    """Keep the studies, send them to the engine, and show the race; or say what is wrong."""
    try:
        specs = [check(spec, context.settings()) for entry in entries for spec in entry.specs]
        given = names.of_a_study(name) or race.title(specs[0])
    except TuningError as error:
        widgets.error(str(error))
        return
    store = context.store()
    race_id = store.create_race(specs, name=given, budget=budget)
    for study in store.race_studies(race_id):
        store.send("start", study.id)
    guesses.keep(race_id, guess)
    st.switch_page(RACE.script, query_params=choose.a_race(race_id))
