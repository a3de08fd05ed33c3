"""The search space as rows of widgets: one hyperparameter each, made from the catalog."""

from __future__ import annotations

import streamlit as st

from tuning import strategies
from tuning.catalog import Family, Hyperparameter
from tuning.space import Choice, Space, show
from tuning.space.spelling import spell
from tuning.text import names
from tuning.ui import widgets
from tuning.ui.new_study.fields import Kind, Mode, kind_of
from tuning.ui.new_study.form import Form

MODES = {
    Mode.RANGE: "Range",
    Mode.LIST: "List",
    Mode.FIXED: "Fixed",
    Mode.OUT: "Default",
}
MODE_HELP = (
    "**Range**: the search draws from lowest to highest. **List**: it chooses among the values you "
    "name. **Fixed**: always this value. **Default**: left out of the study, the model's own value."
)


def render(form: Form, family: Family) -> None:
    """A row for each hyperparameter; those left out are folded away below."""
    used, unused = _parted(form, family)
    for hyperparameter in used:
        with st.container(key=f"hp-{hyperparameter.name}"):
            _row(form, hyperparameter)
    form.error("space")
    if unused:
        wrong = any(f"space.{h.name}" in form.draft.errors for h in unused)
        more = st.expander(f"More hyperparameters ({len(unused)})", expanded=wrong)
        with more:
            for hyperparameter in unused:
                with st.container(key=f"hp-{hyperparameter.name}"):
                    _row(form, hyperparameter)


def _parted(form: Form, family: Family) -> tuple[list[Hyperparameter], list[Hyperparameter]]:
    """Searched ones first, then fixed ones; and those left out."""
    modes = {h.name: form[f"space.{h.name}.mode"] for h in family.hyperparameters}
    used = [h for h in family.hyperparameters if modes[h.name] != Mode.OUT]
    used.sort(key=lambda h: modes[h.name] == Mode.FIXED)
    return used, [h for h in family.hyperparameters if modes[h.name] == Mode.OUT]


def _row(form: Form, hyperparameter: Hyperparameter) -> None:
    name, kind = hyperparameter.name, kind_of(hyperparameter)
    mode = Mode(form[f"space.{name}.mode"])
    left, right = st.columns([4, 6], gap="medium", vertical_alignment="center")
    with left:
        widgets.html(
            f'<div class="ts-head"><h3>{hyperparameter.title}</h3></div>'
            f'<div class="ts-muted" style="font-size:.85rem">{hyperparameter.help}</div>'
        )
        form.segments(
            f"space.{name}.mode",
            f"How {hyperparameter.title} is treated",
            kind.modes(),
            format_func=lambda m: MODES[m],
            label_visibility="collapsed",
        )
    with right:
        _inputs(form, hyperparameter, kind, mode)
        form.error(f"space.{name}")
        if remark := form.draft.remarks.get(f"space.{name}"):
            widgets.html(f'<span class="ts-muted">{names.html(remark)}</span>')


def _inputs(form: Form, hyperparameter: Hyperparameter, kind: Kind, mode: Mode) -> None:
    place = f"space.{hyperparameter.name}"
    if mode is Mode.OUT:
        default = hyperparameter.default
        text = "as wide as the first" if default is None else show(default)
        widgets.html(f'<span class="ts-muted">Left out: {text}</span>')
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
        widgets.strip(parameter, points)


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


def size_text(space: Space) -> str:
    """How many combinations the space has; of continuous ranges only a sample can be counted."""
    searched = space.searched.values()
    if all(parameter.is_finite for parameter in searched):
        return f"{space.grid_size():,} combinations"
    return f"{space.grid_size(5):,} combinations at 5 points a range, endlessly many between"
