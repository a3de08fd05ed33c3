"""The engine's state and the running study, always in sight at the top of every page."""

from __future__ import annotations

import math

import streamlit as st

from tuning import analysis
from tuning.errors import NotFound
from tuning.store import EngineRecord, StudyRecord
from tuning.study import StudyState
from tuning.text.names import cut
from tuning.ui import choose, context, widgets
from tuning.ui.pages import LIVE, RACE
from tuning.ui.server import services

TICK_SECONDS = 2.0

WARMING = ("engine warms up", "#e0a100", True)
STARTING = ("engine is starting", "#e0a100", True)
OFF = ("engine not running", "#d9534f", False)
WAITING = ("waiting for a cluster", "#e0a100", True)
UNFIT = ("cluster does not fit", "#d9534f", False)


OFFLINE = "Tuning Studio does not answer."
"""Replaces Streamlit's advice to check the internet: the server runs on this machine."""
SAY_SO = f"""<script>
window.tuningOffline ??= new MutationObserver(() => {{
  const dialog = document.querySelector("[role=dialog]");
  if (!dialog?.textContent.includes("connected to the internet")) return;
  const texts = document.createTreeWalker(dialog, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {{
    if (texts.currentNode.data.includes("connected to the internet")) {{
      texts.currentNode.data = "{OFFLINE} This page goes on by itself once it runs again; "
        + "what was recorded is kept.";
    }}
  }}
}});
window.tuningOffline.observe(document.body, {{ childList: true, subtree: true }});
</script>"""


def render() -> None:
    """In the header's free room at the right; asks the store every two seconds."""
    widgets.style()
    with st.container(key="engine-status"):
        with st.container(key="notice-offline"):
            st.html(SAY_SO, unsafe_allow_javascript=True)
        _status()


@st.fragment(run_every=TICK_SECONDS)
def _status() -> None:
    active = context.store().studies(active=True)
    running = [study for study in active if study.state is not StudyState.QUEUED]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for study in (running or active[-1:])[:1]:
            _link(study, running=len(running))
        record = context.engine()
        text, tone, pulse = describe(record)
        if record is not None and record.trouble and context.engine_is_alive(record):
            with st.popover(text, icon=":material/warning:", width="content"):
                st.markdown(widgets.plain(record.trouble))
        else:
            widgets.label_beside(text, tone, pulse=pulse)


def describe(record: EngineRecord | None) -> tuple[str, str, bool]:
    """The state in few words, its tone, and whether it is about to change."""
    if record is None or not context.engine_is_alive(record):
        watched = services.supervisor()
        return STARTING if watched is not None and watched.state.serves() else OFF
    if record.state == "starting":
        return STARTING
    known = {"warming": WARMING, "waiting": WAITING, "unfit": UNFIT}
    if record.state in known:
        return known[record.state]
    return f"engine ready, {widgets.counted(record.workers, 'worker')}", "#17937f", False


def _link(study: StudyRecord, running: int) -> None:
    """The study that runs, or how many do: short, because there is little room beside the menu."""
    told = f"Study {study.id}{_far(study)}"
    page, query = LIVE, choose.one(study.id)
    if study.race is not None:
        page, query = RACE, choose.a_race(study.race)
    st.page_link(
        page.script,
        label=told if running < 2 else f"{running} running",
        icon=":material/play_circle:",
        query_params=query,
        help=f"{widgets.plain(cut(study.name))}: watch it live",
    )


def _far(study: StudyRecord) -> str:
    """How far a study is: percent of its epochs, or its trials where their number is open."""
    try:
        progress = analysis.progress(context.view(study.id))
    except NotFound:
        return ""
    if progress.trials_planned is None:
        return f" · {widgets.counted(progress.trials, 'trial')}"
    return f" · {math.floor(100 * progress.share)}%"
