"""The search space: what is searched as a line each, and what is not folded into one line."""

from __future__ import annotations

from html import escape

import streamlit as st

from tuning import catalog, tasks
from tuning.catalog import Family, Hyperparameter
from tuning.space import Space
from tuning.ui import pictures, widgets
from tuning.ui.new_study import hyperparameter, suggestion, told
from tuning.ui.new_study.dataset import chosen
from tuning.ui.new_study.fields import Mode
from tuning.ui.new_study.form import Form
from tuning.ui.new_study.lines import is_open, line

REST = "rest"
"""The line of what is not searched."""
HELD = "held-in-rest"
"""In the session: what that line had when it was opened. It stays there until the line is closed:
nothing moves away from under the pointer."""
SEARCHED = (Mode.RANGE, Mode.LIST)


def section(form: Form) -> None:
    """What is searched, a line each, and the rest folded into one."""
    family = catalog.family(form["model"])
    found = suggestion.of(form)
    head, model = st.columns([6, 3], vertical_alignment="center")
    with (
        head,
        st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ),
    ):
        widgets.head("2 · Search space", "what is tried; click a line to change it")
        suggestion.beside_head(form, found)
    if len(catalog.FAMILIES) > 1:
        with model:
            form.select(
                "model",
                "Model",
                list(catalog.FAMILIES),
                family.help,
                format_func=lambda name: catalog.FAMILIES[name].title,
                label_visibility="collapsed",
            )
    form.error("model")
    suggestion.line(form, found)
    lines, rest = _parted(form, shown(form, family))
    with st.container(key="lines-space", gap=None):
        for one in lines:
            _line(form, one)
        if rest:
            _rest(form, rest)
    form.error("space")


def shown(form: Form, family: Family) -> list[Hyperparameter]:
    """Those that the task has, and those of another task that still stand in the form."""
    task = tasks.of(chosen(form)).name
    return [
        each
        for each in family.hyperparameters
        if each.tasks is None or task in each.tasks or _mode(form, each) is not Mode.OUT
    ]


def _parted(
    form: Form, known: list[Hyperparameter]
) -> tuple[list[Hyperparameter], list[Hyperparameter]]:
    """Those with a line each, and the rest, in the family's order.

    One that is searched no longer keeps its line until that is closed.
    """
    searched = {h.name for h in known if _mode(form, h) in SEARCHED}
    if is_open(REST):
        rest = [h.name for h in known if h.name not in searched]
        held = st.session_state.setdefault(HELD, rest)
    else:
        held = []
        st.session_state.pop(HELD, None)
    lines = [
        h
        for h in known
        if h.name not in held and (h.name in searched or is_open(f"space.{h.name}"))
    ]
    return lines, [h for h in known if h not in lines]


def _mode(form: Form, one: Hyperparameter) -> Mode:
    return Mode(form[f"space.{one.name}.mode"])


def _line(form: Form, one: Hyperparameter) -> None:
    place = f"space.{one.name}"
    with line(place, one.title, _told(form, one), _wrong(form, place), _remark(form, place)) as it:
        if it.is_open:
            hyperparameter.editor(form, one)


def _told(form: Form, one: Hyperparameter) -> str:
    """How it is treated, its values, and where they fall."""
    parameter, points = form.draft.parameters.get(one.name), form.draft.points
    if parameter is not None:
        values, picture = told.values(parameter, points), pictures.marks(parameter, points)
    else:
        values = told.default(one) if _mode(form, one) is Mode.OUT else "to be put right"
        picture = ""
    return (
        f"<span>{told.how(form.fields, one.name)}</span>"
        f'<span title="{escape(values)}">{escape(values)}</span>'
        f'<span class="ts-marks" aria-hidden="true">{picture}</span>'
    )


def _rest(form: Form, rest: list[Hyperparameter]) -> None:
    """Fixed values and defaults: told in one line, opened as a row each."""
    places = [f"space.{one.name}" for one in rest]
    wrong = [f"{one.title}: {s}" for one in rest for s in _wrong(form, f"space.{one.name}")]
    remarks = [remark for place in places for remark in _remark(form, place)]
    fixed = [one for one in rest if _mode(form, one) is not Mode.OUT]
    said = [f"{one.title} {_value(form, one)}" for one in fixed]
    left = len(rest) - len(fixed)
    if left:
        said.append(f"{left} by default" if fixed else widgets.counted(left, "default"))
    text = escape(" · ".join(said))
    html = f'<span class="ts-whole" title="{text}">{text}</span>'
    with line(REST, "Not searched", html, wrong, remarks) as it:
        if it.is_open:
            for one in rest:
                hyperparameter.row(form, one)


def _value(form: Form, one: Hyperparameter) -> str:
    parameter = form.draft.parameters.get(one.name)
    return told.values(parameter) if parameter is not None else "?"


def _wrong(form: Form, place: str) -> list[str]:
    return [form.draft.errors[place]] if place in form.draft.errors else []


def _remark(form: Form, place: str) -> list[str]:
    return [form.draft.remarks[place]] if place in form.draft.remarks else []


def size_text(space: Space) -> str:
    """How many combinations the space has; of continuous ranges only a sample can be counted."""
    searched = space.searched.values()
    if all(parameter.is_finite for parameter in searched):
        return f"{space.grid_size():,} combinations"
    return f"{space.grid_size(5):,} combinations at 5 points a range, endlessly many between"
