"""A race in the list of studies: one line for all of its studies, which it opens."""

from __future__ import annotations

import time
from html import escape

import streamlit as st

from tuning import strategies
from tuning.analysis.raced import Race, together
from tuning.text.words import duration
from tuning.ui import choose, commands, corrections, judged, study_actions, widgets
from tuning.ui.corrections import Corrected
from tuning.ui.pages import COMPARE
from tuning.ui.studies import columns, ticks


def is_open(race: Race) -> bool:
    """Whether its studies stand under it."""
    return bool(st.session_state.get(_opened(race), False))


def _opened(race: Race) -> str:
    return f"race-opened-{race.id}"


def _toggle(race: Race) -> None:
    st.session_state[_opened(race)] = not is_open(race)


def render(race: Race, corrected: Corrected, is_open: bool) -> None:
    """One line for all studies of a race, whose name leads to its page."""
    ids = [study.id for study in race.studies]
    with columns.row(f"race-{race.id}"):
        ticks.box(f"tick-race-{race.id}", f"Tick race {race.id}", ids)
        name = widgets.plain(columns.middle(race.name))
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
        widgets.html(f'<div class="ts-row">{_cells(race, corrected)}</div>')
        with columns.actions(f"race-actions-{race.id}"):
            key = f"compare-race-{race.id}"
            if st.button(f"Compare {name}", icon=COMPARE.icon, key=key, help="Compare"):
                study_actions.compare(race.studies[::-1])
            _menu(race)


def _menu(race: Race) -> None:
    options = study_actions.of_a_race(race)
    name = f"More for {widgets.plain(race.name)}"
    key = f"race-menu-{race.id}"
    done = st.menu_button(name, list(options), icon=":material/more_horiz:", key=key)
    if done in options:
        study_actions.act(options[done], race.studies[::-1])


def _cells(race: Race, corrected: Corrected) -> str:
    state = together([commands.shown_state(study) for study in race.studies])
    best = strategies.STRATEGIES.get(race.best.strategy) if race.best else None
    holder = f"{widgets.dot(best.color)}" if best else ""
    return columns.cells(
        [
            _progress(race),
            escape(_data(race)),
            widgets.state(state),
            columns.trials(race),
            holder + (judged.cell(race.best_score, race.best.spec.objective) if race.best else "–"),
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


def _data(race: Race) -> str:
    if len(race.datasets) > 1:
        return f"{len(race.datasets)} data sets"
    return columns.data(race.studies[0])
