"""New study: data, search space, strategy, evaluation, and what that will cost. Start."""

from __future__ import annotations

import streamlit as st

from tuning.errors import ViewOnly
from tuning.planning.checks import check
from tuning.planning.presets import PRESETS
from tuning.study import StudySpec
from tuning.ui import choose, context, handover, widgets
from tuning.ui.new_study import (
    STYLE,
    address,
    data,
    own_data,
    sections,
    space,
    strategy,
    summary,
)
from tuning.ui.pages import LIVE


def start(spec: StudySpec) -> None:
    """Keep the study, send it to the engine, and watch it."""
    store = context.store()
    study_id = store.create_study(check(spec, context.settings()))
    store.send("start", study_id)
    address.used_up(study_id)
    handover.started()
    st.switch_page(LIVE.script, query_params=choose.one(study_id))


if (begun := address.started()) is not None:
    st.switch_page(LIVE.script, query_params=choose.one(begun))
widgets.style(STYLE.read_text(encoding="utf-8") + strategy.colours())
summary.skip_link()
own_data.open_if_asked()
with st.container(key="head"):
    title, presets = st.columns([2, 3], vertical_alignment="center")
title.title("New study")
form = address.opened(PRESETS["article"].spec)
with presets:
    sections.start_from()

with st.container(key="form-and-summary"):
    left, right = st.columns([7, 2], gap="small")
with left, st.container(key="form"):
    with st.container(border=True):
        later = data.section(form)
    with st.container(border=True):
        space.section(form)
    with st.container(border=True):
        strategy.section(form)
    with st.container(border=True):
        sections.scoring(form)
with right, st.container(border=True, key="summary"):
    pressed = summary.render(form)
if pressed and form.draft.spec is not None:
    try:
        start(form.draft.spec)
    except ViewOnly as refused:
        with right:
            widgets.error(str(refused))
later()
if form.draft.spec is not None:
    context.prepare(form.draft.spec.data, form.draft.spec.seed)
