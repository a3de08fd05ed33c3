"""TensorBoard of one study, on the app's own origin."""

from __future__ import annotations

import streamlit as st

from tuning.processes.tensorboard import PREFIX, BoardState, BoardStatus
from tuning.ui import choose, widgets
from tuning.ui.server import services

# The frame takes what the title leaves of the window, whatever its height: no second scrollbar.
FILL = """<style>
[data-testid="stMainBlockContainer"] {padding-bottom: 0}
.st-key-board div:has(iframe) {height: auto; flex: none}
.st-key-board iframe {height: calc(100dvh - 11.5rem); min-height: 30rem; border-radius: 0.5rem}
</style>"""
HEIGHT = 720

# TensorBoard keeps its settings in the browser, and by default never asks for new data again.
# Whoever has not chosen otherwise gets a reload every 15 seconds, the shortest it offers.
AUTO_RELOAD = """<script>
const name = "_tb_global_settings";
const settings = JSON.parse(localStorage.getItem(name) || "{}");
if (!("autoReload" in settings)) {
  const reload = {autoReload: true, autoReloadPeriodInMs: 15000};
  localStorage.setItem(name, JSON.stringify({...settings, ...reload}));
}
</script>"""


def address(study_id: int) -> str:
    """TensorBoard's place, opened at HParams in the theme of the app."""
    dark = "?darkMode=true" if st.context.theme.type == "dark" else "?darkMode=false"
    return f"{PREFIX}/{study_id}/{dark}#hparams"


@st.fragment(run_every=0.4)
def wait_for_change(study_id: int, shown: BoardState) -> None:
    """Say what is awaited, and show the page again when it has come."""
    if services.boards().open(study_id).state is not shown:
        st.rerun()
    if shown is BoardState.ABSENT:
        st.info(
            "Nothing to show yet: the first report of this study's first trial brings TensorBoard.",
            icon=":material/hourglass_empty:",
        )
    else:
        st.caption("TensorBoard is starting and reads this study's reports…")
        st.skeleton(HEIGHT)


def show(study_id: int, status: BoardStatus) -> None:
    """A study's TensorBoard, or why it is not there."""
    if status.state is BoardState.READY:
        st.html(FILL)
        with st.container(key="board", gap=None):
            st.html(AUTO_RELOAD, unsafe_allow_javascript=True)
            st.iframe(address(study_id), height=HEIGHT, alt=f"TensorBoard of study {study_id}")
    elif status.state is BoardState.FAILED:
        st.error(status.reason, icon=":material/error:")
        st.button("Try again", icon=":material/refresh:")
    else:
        wait_for_change(study_id, status.state)


widgets.style()
title, chooser, link = st.columns([3, 3, 2], vertical_alignment="center")
title.title("TensorBoard")
study_id = choose.study_id(chooser)
if study_id is not None:
    link.link_button(
        "Open in its own tab",
        address(study_id),
        icon=":material/open_in_new:",
        help="The same TensorBoard, with the whole window.",
    )
    show(study_id, services.boards().open(study_id))
