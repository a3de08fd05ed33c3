"""One hyperparameter of a new study as widgets: what is done with it, and its values."""

from __future__ import annotations

import streamlit as st

from tuning import strategies
from tuning.catalog import Hyperparameter
from tuning.space import Choice
from tuning.space.spelling import spell
from tuning.ui import pictures, terms, widgets
from tuning.ui.new_study import told
from tuning.ui.new_study.fields import Kind, Mode, kind_of
from tuning.ui.new_study.form import Form

MODE_HELP = {
    Mode.RANGE: "The search draws from lowest to highest.",
    Mode.LIST: "The search chooses among the values you name.",
    Mode.FIXED: "Always this value.",
    Mode.OUT: "Left out of the study: the model's own value.",
}


def editor(form: Form, hyperparameter: Hyperparameter) -> None:
    """What stands in its open line."""
    with st.container(key=f"hp-{hyperparameter.name}"):
        left, right = st.columns([4, 6], gap="medium", vertical_alignment="center")
        with left:
            widgets.html(f'<div class="ts-muted">{hyperparameter.help}</div>')
            _modes(form, hyperparameter)
            mode = Mode(form[f"space.{hyperparameter.name}.mode"])
            widgets.html(f'<div class="ts-muted">{MODE_HELP[mode]}</div>')
            terms.more(hyperparameter.name)
        with right:
            _values(form, hyperparameter)


def row(form: Form, hyperparameter: Hyperparameter) -> None:
    """The same among others, with its name."""
    with st.container(key=f"hp-{hyperparameter.name}"):
        name, modes, values = st.columns([4, 5, 5], gap="small", vertical_alignment="center")
        with name:
            widgets.html(
                f'<div class="ts-head"><h3>{hyperparameter.title}</h3></div>'
                f'<div class="ts-muted">{hyperparameter.help}</div>'
            )
            terms.more(hyperparameter.name)
        with modes:
            _modes(form, hyperparameter)
        with values:
            _values(form, hyperparameter)


def _modes(form: Form, hyperparameter: Hyperparameter) -> None:
    form.segments(
        f"space.{hyperparameter.name}.mode",
        f"How {hyperparameter.title} is treated",
        kind_of(hyperparameter).modes(),
        format_func=lambda mode: told.MODES[mode],
        label_visibility="collapsed",
    )


def _values(form: Form, hyperparameter: Hyperparameter) -> None:
    mode = Mode(form[f"space.{hyperparameter.name}.mode"])
    _inputs(form, hyperparameter, kind_of(hyperparameter), mode)
    form.error(f"space.{hyperparameter.name}")


def _inputs(form: Form, hyperparameter: Hyperparameter, kind: Kind, mode: Mode) -> None:
    place = f"space.{hyperparameter.name}"
    if mode is Mode.OUT:
        widgets.html(f'<span class="ts-muted">{told.default(hyperparameter)}</span>')
    elif mode is Mode.FIXED:
        _value(form, f"{place}.value", hyperparameter, kind)
    elif mode is Mode.RANGE:
        _range(form, place, kind, hyperparameter.title)
        _grid(form, place, hyperparameter)
    elif kind is Kind.TEXT:
        values = hyperparameter.search.points()
        form.pills(f"{place}.values", f"Values of {hyperparameter.title}", values)
    elif kind is Kind.BOOL:
        widgets.html('<span class="ts-muted">Both, off and on, are tried.</span>')
    else:
        help = "Numbers with commas between them: the search takes one of these each time."
        form.text(f"{place}.values", f"Values of {hyperparameter.title}", help)
        read = form.draft.parameters.get(hyperparameter.name)
        if isinstance(read, Choice):
            widgets.chips(map(spell, read.values))


def _grid(form: Form, place: str, hyperparameter: Hyperparameter) -> None:
    """The values that a grid takes from a range, and a picture of the range."""
    points = form.draft.points
    if points is not None:
        help = (
            "The values that a grid takes from this range, with commas between them; empty: "
            f"{points}, spread from end to end."
        )
        title = f"Grid values of {hyperparameter.title}"
        form.text(f"{place}.grid", title, help, placeholder=f"{points} values")
    parameter = form.draft.parameters.get(hyperparameter.name)
    if parameter is not None:
        pictures.strip(parameter, points)


def _value(form: Form, place: str, hyperparameter: Hyperparameter, kind: Kind) -> None:
    title = f"Value of {hyperparameter.title}"
    if kind is Kind.TEXT:
        form.select(place, title, hyperparameter.search.points(), label_visibility="collapsed")
    elif kind is Kind.BOOL:
        form.toggle(place, f"{hyperparameter.title} on")
    elif kind is Kind.INT:
        strategy = strategies.strategy(form["strategy.name"])
        unused = strategy.sets_epochs and hyperparameter.name == "epochs"
        form.integer(place, title, label_visibility="collapsed", disabled=unused)
    else:
        form.number(place, title, label_visibility="collapsed")


def _range(form: Form, place: str, kind: Kind, title: str) -> None:
    """Ends, step and scale. Only the first word of a label is visible; screen readers read all."""
    is_log = form[f"{place}.scale"] == "log"
    low, high, step, scale = st.columns([5, 5, 5, 8], vertical_alignment="top")
    ask = form.integer if kind is Kind.INT else form.number
    with low:
        ask(f"{place}.low", f"Low of {title}")
    with high:
        ask(f"{place}.high", f"High of {title}")
    with step:
        if is_log:
            st.number_input(
                f"Step of {title}", value=None, disabled=True, placeholder="none", key=f"{place}.no"
            )
        else:
            any_step = "any" if kind is Kind.FLOAT else None
            ask(f"{place}.step", f"Step of {title}", placeholder=any_step)
    with scale:
        form.segments(
            f"{place}.scale",
            f"Scale of {title}",
            ["linear", "log"],
            "Log: each power of ten is as likely as the next, which suits learning rates. "
            "Linear: each value is as likely as the next.",
            format_func=lambda s: {"linear": "Linear", "log": "Log"}[s],
        )
