"""Studies to begin with: the presets in the order in which they are best understood."""

from __future__ import annotations

import streamlit as st

from tuning import strategies
from tuning.planning.presets import PRESETS, Preset
from tuning.ui import widgets
from tuning.ui.pages import NEW_STUDY

LOOK_AT = (
    (
        "first_steps",
        "Which matters more here, the width or the learning rate? Look at the parallel "
        "coordinates: on which axis do the good lines meet?",
    ),
    (
        "grid_search_one_parameter",
        "Do the five folds of one batch size lie closer together than "
        "the batch sizes do? If not, nothing is decided.",
    ),
    (
        "grid_search_cv",
        "18 combinations, five fits each. How many more would one further "
        "hyperparameter with three values cost?",
    ),
    ("hparams_grid", "TensorBoard's HParams tab shows the same runs: find the best there too."),
    ("one_at_a_time", "It keeps the best value and goes on. Which combinations does it never see?"),
    ("article", "Ten random draws: how soon is the best so far nearly as good as at the end?"),
    ("hyperband", "Watch the rungs: who was cut early, and would it have won?"),
    ("bayesian", "From the sixth trial on it guesses first. Do its guesses come true?"),
    (
        "diabetes",
        "A quantity in place of classes: is the error much below that of always saying the mean?",
    ),
)
"""Presets and what to watch, in their order."""


def render() -> None:
    """A line each, with what to watch and the link to its form, filled in."""
    with st.container(border=True):
        widgets.head("Searches to start", "in a minute or two each")
        widgets.the_article()
        for number, (name, question) in enumerate(LOOK_AT, 1):
            _study(number, PRESETS[name], question)


def _study(number: int, preset: Preset, question: str) -> None:
    strategy = strategies.strategy_of(preset.spec)
    left, right = st.columns([3, 7], gap="medium")
    with left:
        st.page_link(
            NEW_STUDY.script,
            label=f"{number} · {preset.title}",
            icon=":material/play_circle:",
            query_params={"preset": preset.name},
        )
        widgets.html(widgets.strategy(strategy.name))
    right.markdown(f"{preset.help} **{question}**")
