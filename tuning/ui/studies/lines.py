"""All studies as a list: one line each, a race's folded under one; what can be done is a menu.

Which of them, and in which order, `tuning.analysis.listing` says; `actions` is what a menu does.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from html import escape

import streamlit as st

from tuning import strategies
from tuning.analysis import listing
from tuning.analysis.listing import Line
from tuning.analysis.raced import Race, together
from tuning.planning.race import short_name
from tuning.store import StudyRecord, housekeeping
from tuning.text import glossary
from tuning.text.words import duration
from tuning.ui import choose, commands, context, corrections, study_actions, study_turn, widgets
from tuning.ui.corrections import Corrected
from tuning.ui.pages import BEST, COMPARE, LIVE
from tuning.ui.studies import ticks

PER_PAGE = 12
COLUMNS = {
    "strategy": "Strategy",
    "data": "Data",
    "state": "State",
    "trials": "Trials",
    "score": "Best score",
    "corrected": "Corrected",
    "test": "Test",
    "started": "Started",
}
SORT = "sort"
"""The order, in the address."""
NAME_LETTERS = 46
"""The middle of a longer name is left out: names of similar studies differ at their ends."""


def held() -> str:
    """How much the home holds."""
    return f"kept here: {_held(str(context.settings().home))}"


@st.cache_data(show_spinner=False, ttl=30, max_entries=4)
def _held(home: str) -> str:
    return housekeeping.told(context.settings())


def sort() -> str:
    return st.query_params.get(SORT, listing.NEWEST_FIRST)


def _turn(column: str) -> None:
    st.query_params[SORT] = listing.turned(sort(), column)


def head(shown: Sequence[StudyRecord]) -> None:
    """The columns' titles; a click sorts by one, or reverses its order."""
    with _row("study-head"):
        ticks.box("tick-all", "Tick all", [study.id for study in shown])
        with st.container(key="head-name"):
            _head("name", "Study")
        with st.container(key="head-cells"):
            for column, title in COLUMNS.items():
                _head(column, title)
        with st.container(key="head-actions"):
            st.empty()


def _head(column: str, title: str) -> None:
    order = sort()
    arrow = {column: " ↑", f"-{column}": " ↓"}.get(order, "")
    st.button(
        title + arrow,
        key=f"sort-{column}",
        type="tertiary",
        help=" ".join(filter(None, [glossary.meaning(title), f"Sort by {title.lower()}."])),
        on_click=_turn,
        args=(column,),
    )


def _row(key: str) -> st.delta_generator.DeltaGenerator:
    return st.container(
        key=key, horizontal=True, vertical_alignment="center", gap="small", wrap=False
    )


def line(shown: Line, corrected: Corrected, *, is_open: bool) -> None:
    """A study, or a race with its studies under it while it is open."""
    if isinstance(shown, StudyRecord):
        row(shown, corrected)
        return
    _race(shown, corrected, is_open)
    if is_open:
        for study in sorted(shown.studies, key=lambda study: study.id):
            row(study, corrected, inside=True)


def row(study: StudyRecord, corrected: Corrected, *, inside: bool = False) -> None:
    """One study: its name leads to Live."""
    link = choose.one(study.id)
    with _row(f"study-{'in-' if inside else ''}{study.id}"):
        ticks.box(f"tick-{study.id}", f"Tick study {study.id}", [study.id])
        name = short_name(study.name) if inside else study.name
        with st.container(key=f"name-{study.id}"):
            label = f"{study.id} · {widgets.plain(middle(name))}"
            whole = widgets.plain(name) if middle(name) != name else None
            st.page_link(LIVE.script, label=label, query_params=link, width="stretch", help=whole)
        widgets.html(f'<div class="ts-row">{_cells(study, corrected)}</div>')
        with st.container(
            key=f"actions-{study.id}",
            horizontal=True,
            gap="xsmall",
            horizontal_alignment="right",
            wrap=False,
        ):
            _actions(study, link)


def middle(name: str, most: int = NAME_LETTERS) -> str:
    """A name without its middle where it is long."""
    if len(name) <= most:
        return name
    end = most // 3
    return f"{name[: most - end - 1].rstrip()}…{name[-end:].lstrip()}"


def _cells(study: StudyRecord, corrected: Corrected) -> str:
    return _as_cells(
        [
            widgets.strategy(study.strategy),
            escape(_data(study)),
            study_turn.label(study, commands.shown_state(study)),
            _trials(study),
            widgets.score(study.best_score, _deviation(study)),
            corrections.cell(study, corrected),
            widgets.score(study.test_score),
            widgets.ago(time.time() - study.created),
        ]
    )


def _as_cells(cells: Sequence[str]) -> str:
    titles = COLUMNS.values()
    return "".join(
        f'<div data-title="{title}">{cell}</div>' for title, cell in zip(titles, cells, strict=True)
    )


def _trials(line: Line) -> str:
    planned = f" / {line.trials_planned:,}" if line.trials_planned else ""
    return f"{line.trials_finished:,}{planned}"


def _deviation(study: StudyRecord) -> float | None:
    """How much the best trial's fits differ."""
    if study.best_number is None or study.spec.evaluation.fits < 2:
        return None
    return _kept_deviation(str(context.store().path), study.id, study.best_number, study.best_score)


@st.cache_data(show_spinner=False, max_entries=2000)
def _kept_deviation(path: str, study_id: int, number: int, score: float | None) -> float | None:
    trials = context.store().trials(study_id)
    return next((trial.deviation for trial in trials if trial.number == number), None)


def _actions(study: StudyRecord, link: dict[str, str]) -> None:
    name = widgets.plain(study.name)
    best = st.button(
        f"Best model of {name}",
        icon=BEST.icon,
        key=f"best-{study.id}",
        help="Best model",
        disabled=study.best_number is None,
    )
    if best:
        st.switch_page(BEST.script, query_params=link)
    _menu(f"menu-{study.id}", f"More for {name}", [study])


def _menu(key: str, name: str, studies: Sequence[StudyRecord]) -> None:
    options = study_actions.possible(studies)
    done = st.menu_button(name, list(options), icon=":material/more_horiz:", key=key)
    if done in options:
        study_actions.act(options[done], studies)


# -- a race --------------------------------------------------------------------------------------


def is_open(race: Race) -> bool:
    return bool(st.session_state.get(_opened(race), False))


def _opened(race: Race) -> str:
    return f"race-opened-{race.id}"


def _toggle(race: Race) -> None:
    st.session_state[_opened(race)] = not is_open(race)


def _race(race: Race, corrected: Corrected, is_open: bool) -> None:
    """One line for all studies of a race, whose name leads to its page."""
    ids = [study.id for study in race.studies]
    with _row(f"race-{race.id}"):
        ticks.box(f"tick-race-{race.id}", f"Tick race {race.id}", ids)
        name = widgets.plain(middle(race.name))
        with st.container(
            key=f"race-name-{race.id}",
            horizontal=True,
            vertical_alignment="center",
            gap=None,
            wrap=False,
        ):
            st.button(
                f"The {len(ids)} studies of {name}",
                icon=":material/expand_more:" if is_open else ":material/chevron_right:",
                key=f"open-race-{race.id}",
                type="tertiary",
                help="Its studies, one by one",
                on_click=_toggle,
                args=(race,),
            )
            page, link = choose.page_of(race)
            st.page_link(page.script, label=name, query_params=link, help=race.field)
        widgets.html(f'<div class="ts-row">{_race_cells(race, corrected)}</div>')
        with st.container(
            key=f"race-actions-{race.id}",
            horizontal=True,
            gap="xsmall",
            horizontal_alignment="right",
            wrap=False,
        ):
            key = f"compare-race-{race.id}"
            if st.button(f"Compare {name}", icon=COMPARE.icon, key=key, help="Compare"):
                study_actions.compare(race.studies[::-1])
            _race_menu(race)


def _race_menu(race: Race) -> None:
    options = study_actions.of_a_race(race)
    name = f"More for {widgets.plain(race.name)}"
    key = f"race-menu-{race.id}"
    done = st.menu_button(name, list(options), icon=":material/more_horiz:", key=key)
    if done in options:
        study_actions.act(options[done], race.studies[::-1])


def _race_cells(race: Race, corrected: Corrected) -> str:
    state = together([commands.shown_state(study) for study in race.studies])
    best = strategies.STRATEGIES.get(race.best.strategy) if race.best else None
    holder = f"{widgets.dot(best.color)}" if best else ""
    return _as_cells(
        [
            _progress(race),
            escape(_race_data(race)),
            widgets.state(state),
            _trials(race),
            f"{holder}{widgets.score(race.best_score)}",
            corrections.cell(race.best, corrected) if race.best else "–",
            "–",
            widgets.ago(time.time() - race.created),
        ]
    )


def _progress(race: Race) -> str:
    left = race.left()
    told = f"{race.share:.0%}"
    still = f"<br><small>about {duration(left)} left</small>" if left else ""
    width = f'<i style="width:{100 * race.share:.0f}%"></i>'
    return f'<span class="ts-done" role="img" aria-label="{told}">{width}</span>{told}{still}'


def _race_data(race: Race) -> str:
    if len(race.datasets) > 1:
        return f"{len(race.datasets)} data sets"
    return _data(race.studies[0])


def _data(study: StudyRecord) -> str:
    """The data's short name; own files of the same name are numbered."""
    data = study.spec.data
    return context.data_title(data) if data.is_own else data.title
