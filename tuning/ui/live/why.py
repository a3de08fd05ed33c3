"""Why a trial was proposed: the sentence beside its details, the figures in a section of its own.

An explanation is reckoned from what was known when the trial was proposed, so that it is kept for
good: neither later reports nor another moment of a replay change it.
"""

from __future__ import annotations

import streamlit as st

from tuning import charts, strategies
from tuning.analysis import why as explained
from tuning.charts import why as figures
from tuning.store.view import StudyView
from tuning.ui import widgets
from tuning.ui.components.figure import live_figure

PER_ROW = 4
"""Small figures side by side."""


def sentence(view: StudyView, number: int) -> None:
    """What the strategy said, and what stood behind it."""
    text = _why(view, number).sentence
    st.caption(f"**Why this trial?** {widgets.plain(text)}")


def render(view: StudyView, number: int | None) -> None:
    """The section: of the chosen trial, of the best so far, or of the first one there is."""
    if number is None:
        number = view.study.best_number
    if number not in view.trials:
        if not view.numbers:
            return
        number = view.numbers[0]
    told = _why(view, number)
    with st.container(border=True, key="why"):
        drawn = _drawn(view, told)
        widgets.head(f"Why trial {number}", drawn.title if drawn else "")
        st.markdown(widgets.plain(told.sentence))
        if drawn is None:
            return
        if missing := getattr(told.evidence, "missing", ""):
            st.caption(missing)
        if drawn.panels:
            st.caption(widgets.plain(drawn.guide))
            _panels(view, drawn)


def _panels(view: StudyView, drawn: figures.Drawn) -> None:
    across = 1 if drawn.is_wide else PER_ROW
    for first in range(0, len(drawn.panels), across):
        columns = st.columns(across)
        for place, panel in enumerate(drawn.panels[first : first + across]):
            with columns[place]:
                if panel.title:
                    widgets.head(panel.title, panel.remark, level=3)
                key = f"why-{view.study.id}-{first + place}"
                live_figure(panel.figure, key=key, height=panel.height, name=panel.name)


def _drawn(view: StudyView, told: explained.Why) -> figures.Drawn | None:
    best = view.study.best_number
    own = charts.trial_colors([told.number], best)[told.number]
    strategy = strategies.STRATEGIES.get(view.study.strategy)
    if strategy is None:
        return None
    metric = view.study.spec.objective.metric
    return figures.drawn(told, color=strategy.color, own=own, metric=metric)


def _why(view: StudyView, number: int) -> explained.Why:
    began = view.trials[number].started
    return _kept(view, (view.store_path, view.study.id, number, began))


@st.cache_resource(show_spinner=False, max_entries=256)
def _kept(_view: StudyView, key: tuple[str, int, int, float | None]) -> explained.Why:
    return explained.why(_view, key[2])
