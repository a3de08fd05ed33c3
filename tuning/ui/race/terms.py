"""For what a race goes: what is searched, the budget of each study, and how many seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from tuning import strategies
from tuning.errors import TuningError
from tuning.planning import race
from tuning.planning.plan import plan
from tuning.planning.presets import PRESETS
from tuning.planning.race_plan import LEAST_SEEDS, Terms, on_each, usual_seeds
from tuning.store import RaceBy, StudyRecord
from tuning.study import StudySpec
from tuning.ui import choose, context
from tuning.ui.race import data_sets

LEAST_BUDGET = 100
LEAST_SECONDS = 5
MOST_BASES = 30
SEEDS = (1, 2, 3, 4, 5, 7, 10)
UNITS: dict[str, RaceBy] = {"Epochs": "epochs", "Seconds": "seconds"}


@dataclass(frozen=True)
class Asked:
    """What the fields say."""

    terms: Terms
    seeds: int


def ask(studies: Sequence[StudyRecord]) -> Asked:
    """The fields. Raises nothing: what is wrong with the terms is told where they are entered."""
    first, second, third, fourth = st.columns([4, 1.6, 1.8, 3.4])
    with first:
        key, base = _base(_bases(studies))
    with second:
        by = _unit()
    with third:
        budget = _budget(key, base, by)
    data = data_sets.ask(key, base, studies)
    bases = tuple(on_each(base, data))
    terms = Terms(bases, budget, by, context.speed(), context.settings())
    with fourth:
        return Asked(terms, _seeds(key, terms))


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


def _unit() -> RaceBy:
    chosen = st.segmented_control(
        "Budget in",
        list(UNITS),
        default="Epochs",
        required=True,
        key="race-unit",
        help="Epochs are the same on every machine. Seconds are those that a study's fits train, "
        "whoever else has workers: small networks get more epochs for them. Compiling a network "
        "and the strategy's own thinking count for nothing.",
    )
    return UNITS[chosen or "Epochs"]


def _budget(key: str, base: StudySpec, by: RaceBy) -> int:
    usual, least = (_own_epochs(base), LEAST_BUDGET)
    if by == "seconds":
        usual, least = _own_seconds(base), LEAST_SECONDS
    budget = st.number_input(
        "Epochs each" if by == "epochs" else "Seconds each",
        min_value=1,
        max_value=race.MOST_BUDGET,
        value=max(usual, least),
        step=25 if by == "epochs" else 5,
        key=f"race-budget-{'' if by == 'epochs' else 'seconds-'}{key}",
        help="Each study trains as much as it can, and never more than this.",
    )
    return int(budget)


def _own_epochs(base: StudySpec) -> int:
    """The epochs that the base itself trains, at most."""
    try:
        return min(strategies.budget_needed(base), race.MOST_BUDGET)
    except TuningError:
        return LEAST_BUDGET


def _own_seconds(base: StudySpec) -> int:
    """The seconds that its fits train, about."""
    speed = context.speed()
    try:
        seconds = plan(base, speed, context.settings()).training
    except TuningError:
        return LEAST_SECONDS
    return min(math.ceil(seconds), race.MOST_BUDGET)


def _seeds(key: str, terms: Terms) -> int:
    seeds = st.segmented_control(
        "Seeds",
        [seeds for seeds in SEEDS if seeds <= race.MOST_SEEDS],
        default=_usual_seeds(terms),
        required=True,
        key=f"race-seeds-{key}",
        help="Every strategy runs once a seed. From one nobody can tell who is better; from five, "
        "who is clearly better.",
    )
    return int(seeds or 1)


def _usual_seeds(terms: Terms) -> int:
    """As many as take less than two minutes, all data sets together."""
    try:
        plans = terms.plans(terms.enter(race.usual()))
        return usual_seeds(plans, context.past_of(terms.bases[0].model, context.speed()))
    except TuningError:
        return LEAST_SEEDS
