"""The head of a race's page: its state, how far it is, and what can be done with all of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from tuning import strategies
from tuning.analysis.raced import Race, together
from tuning.store.view import StudyView
from tuning.study import StudyState
from tuning.text.words import duration
from tuning.ui import choose, commands, context, projector, rights, study_actions, widgets
from tuning.ui.pages import RACE, STUDIES
from tuning.ui.race import chart, choice, several
from tuning.ui.replay import bar

ON = {
    "Resume all": (":material/play_arrow:", "Goes on where each study was."),
    "Go on": (":material/play_arrow:", "Lets all studies train again."),
}
OFF = {
    "Pause all": (":material/pause:", "Fits wait until you let them go on."),
    "Stop all": (":material/stop:", "Ends within one epoch. What was recorded stays."),
}
"""These are buttons, all else is in the menu. What ends something keeps its place once pressed, so
that no other button comes under the pointer, where a second click would press it."""


def state(race: Race) -> StudyState:
    """Of all its studies together, with what a person has just asked for."""
    return together([commands.shown_state(study) for study in race.studies])


def shown(race: Race) -> tuple[object, ...]:
    """Everything in the head that can change; the page reruns when it does."""
    return race.name, state(race), _label(race), tuple(study_actions.of_a_race(race))


def render(race: Race, views: Sequence[StudyView]) -> None:
    """State and actions, and what went wrong."""
    left, right = st.columns([4, 5], vertical_alignment="center")
    with left:
        widgets.html(
            f'<div class="ts-head">{_label(race)}'
            f'<span style="opacity:1">{escape(terms(race))}</span>'
            f"<span>started {widgets.ago(time.time() - race.created)}</span></div>"
        )
    with right, st.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
        bar.button(views, race.record.by if race.record else "epochs")
        _actions(race)
    for study in race.studies:
        if study.error:
            sentence = f"Study {study.id}: {study.error}"
            st.error(widgets.plain(sentence), icon=":material/error:")


def terms(race: Race) -> str:
    """`Digits · 3 strategies × 5 seeds · 200 epochs each`."""
    told = [context.race_data(race.studies), race.field]
    record = race.record
    if record is not None and record.budget is not None:
        unit = "epochs" if record.by == "epochs" else "s of training"
        told.append(f"{record.budget:,.6g} {unit} each")
    return " · ".join(told)


def _label(race: Race) -> str:
    paused = [study for study in race.studies if study.is_paused]
    is_paused = paused and len(paused) == sum(s.state.is_active() for s in race.studies)
    return widgets.state("PAUSED" if is_paused else state(race))


def _actions(race: Race) -> None:
    possible = study_actions.of_a_race(race, STUDIES)
    studies = race.studies[::-1]
    has_ends = any(name in possible for name in (*ON, *OFF))
    for name, (icon, help_) in (ON | OFF).items():
        action = possible.pop(name, None)
        if action is None and not (has_ends and name in OFF):
            continue
        key = f"all-{name.lower().replace(' ', '-')}"
        pressed = st.button(name, icon=icon, help=help_, key=key, disabled=action is None)
        if action is not None and pressed:
            study_actions.act(action, studies)
    _share(race)
    projector.button()
    done = st.menu_button("More", list(possible), icon=":material/more_horiz:", key="race-more")
    if done in possible:
        study_actions.act(possible[done], studies)
    choice.new_button()


def _share(race: Race) -> None:
    # Opened, it runs the page: what a person looks at may have changed since the page was drawn.
    with st.popover("Share", icon=":material/link:", key="race-share", on_change="rerun"):
        st.caption("Whoever can open this app sees the race at this address, as you look at it.")
        address = str(st.context.url or "").split("?")[0] or RACE.url_path
        look = several.link() | chart.link()
        query = urlencode(choose.a_race(race.id) | look | rights.in_links())
        st.code(f"{address}?{query}", language=None)


def numbers(race: Race) -> None:
    """The progress bar and the counts."""
    done, planned = race.epochs
    is_active = race.state.is_active()
    ended = sum(not study.state.is_active() for study in race.studies)
    trials = race.trials_planned
    st.progress(race.share)
    widgets.stats(
        [
            ("Studies", f"{ended} / {len(race.studies)}", "ended"),
            ("Trials", f"{race.trials_finished:,}" + (f" / {trials:,}" if trials else ""), ""),
            ("Epochs", f"{done:,} / {planned:,}", ""),
            ("Elapsed", duration(race.elapsed()) if race.elapsed() else "–", ""),
            ("Time left", _left(race) if is_active else "–", ""),
            ("Best so far" if is_active else "Best score", *_best(race)),
        ]
    )


def _left(race: Race) -> str:
    left = race.left()
    return "…" if left is None else f"about {duration(left)}"


def _best(race: Race) -> tuple[str, str]:
    if race.best is None:
        return "–", "on each data set its own" if len(race.datasets) > 1 else ""
    known = strategies.STRATEGIES.get(race.best.strategy)
    title = known.title if known else race.best.strategy
    return widgets.score(race.best_score), f"{title}, study {race.best.id}"
