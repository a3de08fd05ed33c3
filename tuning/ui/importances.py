"""Which hyperparameters mattered, and how sure that is; or why there is no telling.

Live and Best show it alike.
"""

from __future__ import annotations

import streamlit as st

from tuning import analysis, charts, strategies
from tuning.analysis import Mattered
from tuning.store.view import StudyView
from tuning.text.words import listed, percent
from tuning.ui import figures, terms, widgets
from tuning.ui.components.figure import live_figure
from tuning.ui.replay import session

HEIGHT = 200
COMES = "What mattered in so many trials comes in a moment."


def render(view: StudyView, key: str = "importances") -> None:
    """The bars, and what they are made of; `key` names the figure on its page."""
    found = figures.mattered(view, session.is_playing())
    if found is None:
        widgets.head("What mattered")
        widgets.waiting(COMES, HEIGHT)
        return
    remark = f"from {widgets.counted(found.trials, 'trial')}" if found.trials else ""
    if found.trials < len(view.ranked):
        remark = f"from {found.trials:,} of the {len(view.ranked):,} trials that have a score"
    widgets.head("What mattered", remark)
    if len(analysis.varying(view)) < 2:
        widgets.waiting("It takes two hyperparameters that are searched.", HEIGHT)
    elif found.reason:
        widgets.waiting(found.reason, HEIGHT)
    else:
        _bars(view, found, key)


def _bars(view: StudyView, found: Mattered, key: str) -> None:
    color = strategies.STRATEGIES[view.study.strategy].color
    live_figure(
        charts.mattered(found, color),
        key=f"{key}-mattered-{view.study.id}",
        height=110 + 34 * (len(found.table) + bool(found.others)),
        name="What mattered",
    )
    st.caption(terms.markdown(_told(found)))


def _told(found: Mattered) -> str:
    """What the shares are of."""
    told = (
        f"Shares of what all hyperparameters explain together: {percent(found.explained)} of the "
        "differences in rank between trials that the estimate has not seen (a random forest, each "
        "hyperparameter's values shuffled in turn). Lines: 90% intervals over the trials."
    )
    if found.others:
        others = listed([widgets.plain(title) for title in found.others])
        told += f" Not to be told from chance: {others}."
    return told
