"""The strategy of a new study: every strategy in its group, one line about the chosen one."""

from __future__ import annotations

from html import escape

import streamlit as st

from tuning import catalog, strategies
from tuning.space import Float, Int, show
from tuning.strategies import GROUPS, STRATEGIES, Option, Strategy
from tuning.ui import widgets
from tuning.ui.new_study import session
from tuning.ui.new_study.form import Form

FIELD = "strategy.name"
BY_HAND = (
    "You add the trials on the Live page: fill in the values, press Add, look at what comes, and "
    "add the next. The study stays open until you press Finish."
)


def section(form: Form) -> None:
    widgets.head("3 · Strategy", "how the next configuration is chosen")
    _picker(form)
    chosen = strategies.strategy(form[FIELD])
    widgets.html(
        f"<div>{widgets.dot(chosen.color)}<b>{escape(chosen.title)}</b> "
        f'<span class="ts-muted">by {escape(chosen.library)}</span><br>{escape(chosen.help)}</div>'
    )
    options = [option for option in chosen.options if option.kind != "trials"]
    for column, option in zip(st.columns(max(len(options), 3)), options, strict=False):
        with column:
            _option(form, option)
            form.error(f"strategy.{option.name}")
    for option in chosen.options:
        if option.kind == "trials":
            _first_trials(form, f"strategy.{option.name}")
    _cuts(form, chosen)
    form.error(FIELD, "strategy")


def _picker(form: Form) -> None:
    """A radio group for each kind of strategy; together they hold one choice."""
    for column, group in zip(st.columns([5, 4, 5, 3]), GROUPS, strict=True):
        names = [s.name for s in STRATEGIES.values() if s.group == group]
        key = session.key(group)
        chosen = form[FIELD] if form[FIELD] in names else None
        if st.session_state.get(key, chosen) != chosen:
            key = session.renew(group)
        with column:
            st.radio(
                group,
                names,
                index=names.index(chosen) if chosen else None,
                key=key,
                format_func=lambda name: STRATEGIES[name].title,
                help=GROUPS[group],
                on_change=_choose,
                args=(form, group, key),
            )


def _choose(form: Form, group: str, key: str) -> None:
    """Ignores a stale click: a browser may still show a radio whose key no longer exists."""
    if key == session.key(group) and st.session_state[key] is not None:
        form.fields[FIELD] = st.session_state[key]


def _option(form: Form, option: Option) -> None:
    place = f"strategy.{option.name}"
    if option.kind == "int":
        form.integer(place, option.title, option.help)
    elif option.kind == "float":
        form.number(place, option.title, option.help)
    elif option.kind == "bool":
        form.toggle(place, option.title, option.help)
    elif option.kind == "choice":
        form.select(place, option.title, option.choices, option.help)
    else:
        form.names(place, option.title, list(form.draft.parameters), option.help)


def _first_trials(form: Form, place: str) -> None:
    """The trials that a study by hand begins with, as its file lists them."""
    first = form[place]
    if first:
        st.caption(f"It begins with {widgets.plural(len(first), 'trial')} from its file:")
        st.dataframe(first, hide_index=True, key="first-trials")
    st.info(BY_HAND, icon=":material/front_hand:")
    form.error(place)


def _cuts(form: Form, chosen: Strategy) -> None:
    """How a grid cuts each continuous range."""
    points = form.draft.points
    continuous = [
        (name, parameter)
        for name, parameter in form.draft.parameters.items()
        if isinstance(parameter, Int | Float) and len(parameter.points(points)) > 1
    ]
    if not chosen.needs_points or points is None or not continuous:
        return
    family = catalog.family(form["model"])
    rows = [
        (
            family[name].title,
            ", ".join(show(value) for value in parameter.points(points)),
            not parameter.grid,
        )
        for name, parameter in continuous
    ]
    st.caption(
        "A grid takes single values from each range. You can name them in the search space above."
    )
    widgets.values(rows)
