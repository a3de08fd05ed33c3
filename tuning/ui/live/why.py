"""Why a trial was proposed: the sentence beside its details, the figures in a section of its own.

An explanation is reckoned from what was known when the trial was proposed, so that it is kept for
good: neither later reports nor another moment of a replay change it.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

import streamlit as st

from tuning import charts, strategies
from tuning.analysis import why as explained
from tuning.charts import why as figures
from tuning.store.view import StudyView
from tuning.text import names
from tuning.ui import selection, terms, widgets
from tuning.ui.components.figure import live_figure

PER_ROW = 4
"""Small figures side by side."""
HEAD, ROW = 208, 285
"""Pixels of the section without its figures, a note included, and of a row of them."""


def sentence(view: StudyView, number: int) -> None:
    """What the strategy said, and what stood behind it."""
    text = _why(view, number).sentence
    st.caption(f"**Why this trial?** {widgets.plain(text)}")


def render(view: StudyView, number: int | None) -> None:
    """The section: of the chosen trial, else of the latest while the study runs, then the best."""
    if not view.trials:
        return
    which = "the chosen one"
    if number is None:
        which, number = _of_itself(view)
    told = _why(view, number)
    _reserve(view)
    with st.container(border=True, key="why"):
        drawn = _drawn(view, told)
        about = f"{which} · {drawn.title}" if drawn else which
        widgets.head(f"Why trial {number}", about)
        # Of two lines at least, so that the figures stay where they are as the trial changes.
        widgets.html(f'<div class="ts-why">{terms.html(told.sentence)}</div>')
        if drawn is None:
            return
        if drawn.panels:
            _legend(drawn, selection.inside(view) is not None)
            _panels(view, number, drawn)
        if told.note:
            st.caption(told.note)


def _reserve(view: StudyView) -> None:
    """Room for any of its kinds of evidence, so that what is below stays where it is."""
    strategy = strategies.STRATEGIES.get(view.study.strategy)
    if strategy is None or len(strategy.evidence) < 2:
        return
    rows = -(-len(view.study.spec.space.searched) // PER_ROW)
    height = HEAD + rows * ROW
    st.html(
        f"<style>@media (min-width: 640px) {{ .st-key-why {{ min-height: {height}px; }} }}</style>"
    )


def _legend(drawn: figures.Drawn, has_selected: bool) -> None:
    marks = [
        f'<span><b aria-hidden="true" style="color:{mark.color}">{mark.sign}</b> '
        f"{names.html(mark.text)}</span>"
        for mark in drawn.legend
    ]
    if has_selected and drawn.has_trials:
        marks.append('<span><b aria-hidden="true">○</b> selected</span>')
    widgets.html(f'<div class="ts-legend ts-marks">{"".join(marks)}</div>')


def _of_itself(view: StudyView) -> tuple[str, int]:
    """Whose explanation is shown where no trial is chosen, also at a moment of a replay."""
    best, latest = view.study.best_number, view.numbers[-1]
    if view.study.state.is_active() or best not in view.trials:
        return "the latest", latest
    return "the best", best


def _panels(view: StudyView, number: int, drawn: figures.Drawn) -> None:
    """A click on a trial picks it, so that it is explained next; the selected have a ring."""
    picks = replace(selection.picks(view), fades=False)
    across = 1 if drawn.is_wide else PER_ROW
    for first in range(0, len(drawn.panels), across):
        columns = st.columns(across)
        for place, panel in enumerate(drawn.panels[first : first + across]):
            with columns[place]:
                if panel.title:
                    widgets.head(panel.title, level=3)
                live_figure(
                    panel.figure,
                    key=f"why-{view.study.id}-{first + place}",
                    height=panel.height,
                    name=panel.name,
                    file=f"study-{view.study.id}-why-trial-{number}-{first + place + 1}",
                    picks=picks,
                )


def _drawn(view: StudyView, told: explained.Why) -> figures.Drawn | None:
    best = view.study.best_number
    own = charts.trial_colors([told.number], best)[told.number]
    strategy = strategies.STRATEGIES.get(view.study.strategy)
    if strategy is None:
        return None
    metric = view.study.spec.objective.metric
    return figures.drawn(told, color=strategy.color, own=own, metric=metric)


def _why(view: StudyView, number: int) -> explained.Why:
    # scikit-learn's trials may begin in another order than that of their numbers.
    before = bisect_left(view.numbers, number)
    began = view.trials[number].started
    return _kept(view, (view.store_path, view.study.id, number, before, began))


@st.cache_resource(show_spinner=False, max_entries=256)
def _kept(_view: StudyView, key: tuple[str, int, int, int, float | None]) -> explained.Why:
    told, by = explained.why(_view, key[2]), _view.trials[key[2]].reason.get("by")
    # Here alone: a first name is not for what is taken away and shared.
    return replace(told, sentence=f"Proposed by {names.isolated(str(by))}.") if by else told
