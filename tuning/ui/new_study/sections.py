"""The sections of a new study about space, evaluation and objective, made from the catalog."""

from __future__ import annotations

import streamlit as st

from tuning import catalog, metrics
from tuning.planning.presets import PRESETS
from tuning.study import StudySpec
from tuning.ui import widgets
from tuning.ui.new_study import session, space
from tuning.ui.new_study.form import Form

METHODS = {
    "split": (
        "Keep a part for validation",
        "A share of the training rows is never trained on and scores every trial. Quick.",
    ),
    "folds": (
        "Folds (cross-validation)",
        "Each row validates once and trains otherwise: a steadier score for as many more fits.",
    ),
    "test": (
        "The test set, as the article does",
        "Reproduces the article's tables, but the winner's score is optimistic: the test set "
        "chose it, and no untouched data is left.",
    ),
}
REDUCTIONS = {
    "best": "Best epoch",
    "last": "Last epoch",
    "mean_last": "Mean of the last epochs",
}


def start_from() -> None:
    """Starting points: each sets every field but the data."""
    with (
        st.container(horizontal=True, horizontal_alignment="right"),
        widgets.popover("Start from a preset", "presets", ":material/bolt:", width="content"),
    ):
        st.caption("Sets every field; the data set stays as you chose it.")
        for preset in PRESETS.values():
            st.button(
                f"**{preset.title}** — {preset.help}",
                key=f"preset-{preset.name}",
                type="tertiary",
                on_click=_load,
                args=(preset.spec,),
            )


def _load(spec: StudySpec) -> None:
    session.load(spec, kept="data.")
    widgets.close("presets")


def space_section(form: Form) -> None:
    family = catalog.family(form["model"])
    widgets.head("2 · Search space", f"{family.title}: {family.help}")
    if len(catalog.FAMILIES) > 1:
        form.select(
            "model",
            "Model",
            list(catalog.FAMILIES),
            format_func=lambda name: catalog.FAMILIES[name].title,
        )
    widgets.the_article()
    st.caption(space.MODE_HELP)
    space.render(form, family)


def evaluation_section(form: Form) -> None:
    widgets.head("4 · Evaluation", "how a configuration is scored")
    titles, helps = zip(*METHODS.values(), strict=True)
    form.radio("evaluation.method", "Evaluation", list(METHODS), titles, helps)
    first, second, third = st.columns(3)
    method = form["evaluation.method"]
    with first:
        if method == "split":
            form.number(
                "evaluation.fraction",
                "Share kept",
                "0.2 keeps every fifth row.",
                step=0.05,
                format="%.4g",
            )
            form.error("evaluation.fraction")
        elif method == "folds":
            form.integer("evaluation.folds", "Folds", "Five or ten are usual.")
            form.error("evaluation.folds")
    with second:
        form.integer(
            "evaluation.executions",
            "Executions per trial",
            "Each configuration is trained this often, from other seeds: shows how much is luck.",
        )
        form.error("evaluation.executions")
    with third:
        form.integer("seed", "Seed", "The same seed proposes the same trials again.")
        form.error("seed")


def _directed(name: str) -> str:
    """A metric's title, and which way is better."""
    better = {"max": "higher", "min": "lower"}[metrics.METRICS[name].better]
    return f"{metrics.title(name)} ({better} is better)"


def objective_section(form: Form) -> None:
    widgets.head("5 · Objective", "which number decides")
    first, second, third = st.columns([4, 4, 2])
    with first:
        form.select("objective.metric", "Metric", metrics.objectives(), format_func=_directed)
    with second:
        form.select(
            "objective.reduce",
            "Taken from a curve",
            list(REDUCTIONS),
            "The best epoch flatters a little; the last one is what training really leaves.",
            format_func=REDUCTIONS.__getitem__,
        )
    with third:
        if form["objective.reduce"] == "mean_last":
            form.integer("objective.last", "Last epochs")
    form.error("objective.metric", "objective.reduce", "objective.last")
