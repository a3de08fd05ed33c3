"""The lines of a new study below its space and strategy, and the presets it can start from."""

from __future__ import annotations

from html import escape

import streamlit as st

from tuning import metrics
from tuning.planning.presets import PRESETS, Preset
from tuning.study import DataSpec
from tuning.text import words
from tuning.trackers import INSTALL, TRACKERS
from tuning.ui import terms, widgets
from tuning.ui.new_study import following, lines, session, told
from tuning.ui.new_study.form import Form

METHOD_HELP = {
    "split": "A share of the training rows is never trained on and scores every trial. Quick.",
    "folds": "Each row validates once and trains otherwise: a steadier score for as many more "
    "fits.",
    "test": "Reproduces the article's tables, but the winner's score is optimistic: the test set "
    "chose it, and no untouched data is left.",
}
TRACKING_HELP = (
    "Each trial becomes a run there, with its values, every epoch and its score. It is written to "
    "files in this home, without an account; a command of the tracker's own sends them on."
)
PATIENCE_HELP = (
    "Early stopping: a fit ends after so many epochs without a better objective and keeps its best "
    "epoch. Empty: every epoch is trained; off reproduces the article."
)
EVALUATION = (
    "evaluation.method",
    "evaluation.fraction",
    "evaluation.folds",
    "evaluation.executions",
    "seed",
    "patience",
    "training_seconds",
)
OBJECTIVE = ("objective.metric", "objective.reduce", "objective.last")


def start_from() -> None:
    """Starting points: each sets every field but the data."""
    with (
        st.container(horizontal=True, horizontal_alignment="right"),
        widgets.popover("Start from a preset", "presets", ":material/bolt:", width="content"),
    ):
        st.caption(
            "Sets every field; the data set stays as you chose it, unless a preset is about one."
        )
        for preset in PRESETS.values():
            st.button(
                f"**{preset.title}** — {preset.help}",
                key=f"preset-{preset.name}",
                type="tertiary",
                on_click=_load,
                args=(preset,),
            )


def _load(preset: Preset) -> None:
    session.load(preset.spec, kept="data." if preset.data == DataSpec().name else None)
    lines.fold_all()
    widgets.close("presets")


def scoring(form: Form) -> None:
    """A line each; what else is settled once for a study has its line here, too."""
    with st.container(key="lines-scoring", gap=None):
        _evaluation(form)
        _objective(form)
        _tracking(form)


def _line(form: Form, name: str, title: str, text: str, fields: tuple[str, ...]) -> lines.Opened:
    wrong = [form.draft.errors[field] for field in fields if field in form.draft.errors]
    text = escape(text)
    html = f'<span class="ts-whole" title="{text}">{text}</span>'
    return lines.line(name, title, html, wrong)


def _evaluation(form: Form) -> None:
    with _line(
        form, "evaluation", "4 · Evaluation", told.evaluation(form.fields), EVALUATION
    ) as it:
        if it.is_open:
            _evaluation_fields(form)


def _evaluation_fields(form: Form) -> None:
    titles, helps = list(told.METHODS.values()), list(METHOD_HELP.values())
    form.radio(
        "evaluation.method",
        "Evaluation",
        list(told.METHODS),
        titles,
        helps,
        on_change=following.another_method,
    )
    fields = (_rows_kept, _executions, _seed, _patience, _training_seconds)
    for place, field in zip(st.columns(len(fields)), fields, strict=True):
        with place:
            field(form)
    terms.more(
        "validation share", "test accuracy", "fold", "execution", "seed", "early stopping", "budget"
    )


def _rows_kept(form: Form) -> None:
    """How many rows validate, where that is to be said."""
    if form["evaluation.method"] == "split":
        form.text("evaluation.fraction", "Share kept", "0.2 or 1/5 keeps every fifth row.")
        form.error("evaluation.fraction")
    elif form["evaluation.method"] == "folds":
        form.integer("evaluation.folds", "Folds", "Five or ten are usual.")
        form.error("evaluation.folds")


def _executions(form: Form) -> None:
    form.integer(
        "evaluation.executions",
        "Executions per trial",
        "Each configuration is trained this often, from other seeds: shows how much is luck.",
    )
    form.error("evaluation.executions")


def _seed(form: Form) -> None:
    form.integer("seed", "Seed", "The same seed proposes the same trials again.")
    form.error("seed")


def _patience(form: Form) -> None:
    form.integer("patience", "Patience", PATIENCE_HELP, placeholder="off")
    form.error("patience")


def _training_seconds(form: Form) -> None:
    form.number(
        "training_seconds",
        "Seconds of training",
        "The search ends once its fits have trained so long, all together; empty: by itself.",
        step=10.0,
        placeholder="no limit",
    )
    form.error("training_seconds")


def _objective(form: Form) -> None:
    with _line(form, "objective", "5 · Objective", told.objective(form.fields), OBJECTIVE) as it:
        if it.is_open:
            _objective_fields(form)


def _objective_fields(form: Form) -> None:
    first, second, third = st.columns([4, 4, 2])
    with first:
        aims = following.aims(form.fields) or metrics.objectives()
        form.select(
            "objective.metric",
            "Metric",
            aims,
            "What makes one trial better than another; those that suit what is learned.",
            format_func=told.directed,
        )
    with second:
        form.select(
            "objective.reduce",
            "Taken from a curve",
            list(told.REDUCTIONS),
            "The best epoch flatters a little; the last one is what training really leaves.",
            format_func=told.REDUCTIONS.__getitem__,
        )
    with third:
        if form["objective.reduce"] == "mean_last":
            form.integer("objective.last", "Last epochs")
    form.error(*OBJECTIVE)
    terms.more("objective", "metric", "loss", "accuracy", "epoch")


def _tracking(form: Form) -> None:
    with _line(form, "track", "6 · Tracking", told.tracking(form.fields), ("track",)) as it:
        if it.is_open:
            form.pills("track", "Trackers", list(TRACKERS), format_func=_tracker)
            form.error("track")
            st.caption(TRACKING_HELP)
            missing = [one.title for one in TRACKERS.values() if not one.is_installed]
            if missing:
                st.caption(f"Not installed here: {words.listed(missing)} (`{INSTALL}`).")


def _tracker(name: str) -> str:
    one = TRACKERS[name]
    return one.title if one.is_installed else f"{one.title} (not installed)"
