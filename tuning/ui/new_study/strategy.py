"""The strategy of a new study: a card each, with what it would cost, and the options of one."""

from __future__ import annotations

from html import escape

import streamlit as st

from tuning import strategies
from tuning.strategies import GROUPS, STRATEGIES, Option, Strategy
from tuning.ui import terms, widgets
from tuning.ui.new_study import prices, session
from tuning.ui.new_study.form import Form

FIELD = "strategy.name"
ACROSS = 4
"""Cards in a row where there is room; groups that are smaller share a row."""
NAME = 0.35
"""How wide a group's name is before its cards, in cards."""
BY_HAND = (
    "You add the trials on the Live page: fill in the values, press Add, look at what comes, and "
    "add the next. The study stays open until you press Finish."
)


def section(form: Form) -> None:
    """The strategies as cards, and the options of the chosen one."""
    widgets.head("3 · Strategy", "how the next configuration is chosen, and what it costs here")
    with st.container(key="cards", gap=None):
        _cards(form)
    chosen = strategies.strategy(form[FIELD])
    with st.container(key="chosen"):
        _chosen(form, chosen)
    for option in chosen.options:
        if option.kind == "trials":
            _first_trials(form, f"strategy.{option.name}")
    form.error(FIELD, "strategy")


def _cards(form: Form) -> None:
    """A radio group for each kind of strategy; together they hold one choice."""
    costs = prices.of_all(form.fields, form.draft.errors.values())
    for row in _rows():
        widths = [NAME + len(names) for names in row.values()]
        spare = NAME + ACROSS - sum(widths)
        columns = st.columns([*widths, spare] if spare > 0 else widths, gap="xsmall")
        for column, (group, names) in zip(columns, row.items(), strict=False):
            with column, st.container(key=f"cards-{list(GROUPS).index(group)}"):
                _group(form, group, names, costs)


def colours() -> str:
    """The style that gives each card its strategy's colour, which all figures have, too."""
    return "".join(
        f'.st-key-cards-{place} [data-testid="stRadioGroup"]>:nth-child({k}){{--tone:{color}}}'
        for place, group in enumerate(GROUPS)
        for k, color in enumerate(
            (one.color for one in STRATEGIES.values() if one.group == group), start=1
        )
    )


def _rows() -> list[dict[str, list[str]]]:
    """The groups with their strategies, row by row: each in the first row that has room for it."""
    rows: list[dict[str, list[str]]] = []
    for group in GROUPS:
        names = [s.name for s in STRATEGIES.values() if s.group == group]
        for row in rows:
            if sum(map(len, row.values())) + len(names) <= ACROSS:
                row[group] = names
                break
        else:
            rows.append({group: names})
    return rows


def _group(form: Form, group: str, names: list[str], costs: dict[str, str]) -> None:
    key = session.key(group)
    chosen = form[FIELD] if form[FIELD] in names else None
    if st.session_state.get(key, chosen) != chosen:
        key = session.renew(group)
    st.radio(
        group,
        names,
        index=names.index(chosen) if chosen else None,
        key=key,
        format_func=lambda name: STRATEGIES[name].title,
        captions=[f"*{STRATEGIES[n].brief}*  \n{widgets.plain(costs[n])}" for n in names],
        help=GROUPS[group],
        width="stretch",
        on_change=_choose,
        args=(form, group, key),
    )


def _choose(form: Form, group: str, key: str) -> None:
    """Ignores a stale click: a browser may still show a radio whose key no longer exists."""
    if key == session.key(group) and st.session_state[key] is not None:
        form.fields[FIELD] = st.session_state[key]


def _chosen(form: Form, chosen: Strategy) -> None:
    """What the chosen strategy is, and its options."""
    options = [option for option in chosen.options if option.kind != "trials"]
    about, *fields = st.columns([5 if len(options) < 3 else 3] + [2] * max(len(options), 1))
    with about:
        widgets.html(
            f'<div class="ts-about">{widgets.dot(chosen.color)}<b>{escape(chosen.title)}</b> '
            f'<span class="ts-muted">by {escape(chosen.library)}</span>'
            f"<div>{escape(chosen.help)} {terms.about(chosen.name, 'Try it')}</div></div>"
        )
    for column, option in zip(fields, options, strict=False):
        with column:
            _option(form, option)
            form.error(f"strategy.{option.name}")


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
        st.caption(f"It begins with {widgets.counted(len(first), 'trial')} from its file:")
        st.dataframe(first, hide_index=True, key="first-trials")
    st.info(BY_HAND, icon=":material/front_hand:")
    form.error(place)
