"""What a person moves and sends: a control for each hyperparameter, Try, and what came of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import streamlit as st

from tuning import analysis, catalog, metrics
from tuning.analysis.sheet import Sheet, values_told, who
from tuning.errors import TuningError
from tuning.space import AnyParameter, Boolean, Choice, Float, Value, Values, show
from tuning.store.view import StudyView
from tuning.ui import by_hand, choose, context, engine_status, widgets
from tuning.ui.board import me
from tuning.ui.board.seen import Seen
from tuning.ui.pages import LIVE

_PRESSED = "board-pressed"
STOPS = 21
"""Stops of a range that has no steps."""
A_DECADE = 3
"""Stops of such a range by factors, a decade."""


def mine(seen: Seen, name: str | None) -> str:
    """A text that changes with what is said of this person's own trials, their places included."""
    sheet = seen.sheet
    if sheet is None or name is None:
        return f"{seen.board.study} {name}"
    latest = sheet.latest(name)
    ready = engine_status.describe(context.engine())[0]
    place = sheet.places.get(latest.number) if latest else None
    person = sheet.person(name)
    among = f"{place} {len(sheet.ranked)} {person and person.place} {len(sheet.people)}"
    return f"{seen.board.study} {sheet.before(name)} {latest and latest.number} {among} {ready}"


def form(seen: Seen) -> None:
    """The controls of the hyperparameters that the class moves, and Try."""
    assert seen.view is not None
    assert seen.sheet is not None
    widgets.head("Your trial", "move the controls, then press Try")
    name = me.ask(seen.sheet)
    if name is None:
        return
    values = _controls(seen.view, seen.board.id)
    wrong = by_hand.problem(values, seen.view.study.spec)
    widgets.error(wrong[1] if wrong else None)
    # By a callback: a page that others change may run again before it hears of the click.
    st.button(
        "Try",
        type="primary",
        icon=":material/play_arrow:",
        key="board-try",
        disabled=wrong is not None,
        width="stretch",
        on_click=_press,
    )
    pressed = st.session_state.pop(_PRESSED, False) and wrong is None
    if pressed:
        _send(seen, name, seen.view.study.spec.space.active(values))
    _cleared(seen, name)
    _what_came(seen.view, seen.sheet, name)
    same = by_hand.same_as(seen.view, values)
    if same is not None and not pressed:
        trial = seen.view.trials[same]
        told = f": {widgets.score(trial.score)}" if trial.score is not None else ""
        text = f"{who(trial)} has tried just these values{told}. From another start they differ."
        st.caption(widgets.plain(text))


def _press() -> None:
    st.session_state[_PRESSED] = True


def _send(seen: Seen, name: str, values: Values) -> None:
    try:
        sent = context.store().try_on_board(seen.board.id, name, values)
    except TuningError as error:
        widgets.error(str(error))
        return
    st.session_state[f"board-sent-{seen.board.id}"] = sent.study_id
    st.rerun()


def _cleared(seen: Seen, name: str) -> None:
    """Where this person's last trial is, if the board was cleared since it was sent.

    One that the sheet before did not begin is on the present one.
    """
    assert seen.sheet is not None
    sent = st.session_state.get(f"board-sent-{seen.board.id}", seen.board.study)
    is_here = seen.sheet.before(name) is not None or seen.sheet.latest(name) is not None
    if sent != seen.board.study and not is_here:
        st.page_link(
            LIVE.script,
            label=f"The board was cleared: your last trial is on the sheet before, study {sent}",
            icon=":material/history:",
            query_params=choose.one(sent),
        )


def _what_came(view: StudyView, sheet: Sheet, name: str) -> None:
    """Whether this person's trial waits, trains or has ended, and how it did."""
    before, latest = sheet.before(name), sheet.latest(name)
    if before is not None:
        _label(_waits(before), "#2f7ed8", pulse=True)
        _not_ready()
    elif latest is not None and latest.score is None:
        widgets.error(f"Your trial {latest.number} failed: {latest.error or 'without a reason'}")
    elif latest is not None:
        place, of = sheet.places[latest.number], len(sheet.ranked)
        person = sheet.person(name)
        own = f"place {person.place} of {widgets.people(len(sheet.people))}" if person else ""
        best = person.best.score if person and person.best else None
        widgets.stats(
            [
                ("Your last trial", widgets.score(latest.score), f"place {place} of {of} trials"),
                ("Your best", widgets.score(best), own),
            ]
        )
        told = ", ".join(f"{title} {value}" for title, value in values_told(view, latest.values))
        metric = metrics.title(view.study.spec.objective.metric)
        st.caption(widgets.plain(f"{metric} of {told}."))


def _waits(before: int) -> str:
    if not before:
        return "Your trial is next, or trains."
    return f"Your trial waits: {before} before yours."


def _label(text: str, tone: str, *, pulse: bool) -> None:
    widgets.html(f'<div role="status">{widgets.label(text, tone, pulse=pulse)}</div>')


def _not_ready() -> None:
    """What keeps trials from training, if something does."""
    record = context.engine()
    text, _, _ = engine_status.describe(record)
    if record is None or not context.engine_is_alive(record) or record.state != "ready":
        message = f" {record.message}" if record and record.message else ""
        st.caption(widgets.plain(f"The {text}.{message} Your trial is kept, and begins by itself."))


# -- the controls --------------------------------------------------------------------------------


def _controls(view: StudyView, board: int) -> Values:
    """The values that the controls stand at; those that are not moved have their only one."""
    space = view.study.spec.space
    values = by_hand.start_values(view, None)
    for name in space.in_order():
        if name in space.searched and name in space.active(values):
            start = values[name]
            values[name] = _control(view, name, space[name], start, f"board-{board}-{name}")
    return values


def _control(view: StudyView, name: str, parameter: AnyParameter, start: Value, key: str) -> Value:
    title = analysis.title_of(view.study, name)
    help_ = catalog.family(view.study.spec.model)[name].help
    options = stops(parameter)
    near = _nearest(options, start)
    if isinstance(parameter, Choice | Boolean):
        chosen: Any = st.segmented_control(
            title, options, default=near, required=True, format_func=show, key=key, help=help_
        )
    else:
        chosen = st.select_slider(title, options, value=near, format_func=show, key=key, help=help_)
    return near if chosen is None else chosen


def stops(parameter: AnyParameter) -> list[Value]:
    """The values that a control can stand at."""
    if isinstance(parameter, Float) and parameter.scale == "log" and not parameter.grid:
        decades = math.log10(parameter.high / parameter.low)
        low, high = parameter.low, parameter.high  # which a rounded end may lie beyond
        points = parameter.points(round(A_DECADE * decades) + 1)
        return [min(max(float(f"{point:.3g}"), low), high) for point in points]
    return parameter.points(STOPS)


def _nearest(options: Sequence[Value], value: Value) -> Value:
    if value in options:
        return value
    numbers = [option for option in options if isinstance(option, int | float)]
    if isinstance(value, int | float) and numbers:
        return min(numbers, key=lambda option: abs(option - value))
    return options[0]
