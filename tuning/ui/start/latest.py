"""The latest studies: state, score, and a small line of how the best came about."""

from __future__ import annotations

import time
from collections.abc import Sequence
from html import escape

import streamlit as st

from tuning import strategies
from tuning.analysis import listing
from tuning.analysis.listing import Line
from tuning.analysis.raced import Race, together
from tuning.store import StudyRecord
from tuning.text.names import cut
from tuning.ui import choose, commands, context, corrections, judged, study_turn, widgets
from tuning.ui.corrections import Corrected
from tuning.ui.pages import LIVE, STUDIES
from tuning.ui.start.sparkline import sparkline

MOST = 6
TICK_SECONDS = 2.0
STYLE = """<style>
[class*="st-key-latest-"] [data-testid="stPageLink"] {flex: 1 1 14rem; min-width: 0}
.ts-latest {display: grid; align-items: center; gap: 0 1rem;
  font-size: 0.875rem;
  grid-template-columns: 11rem 8.75rem 7.5rem 4rem 6.6rem 8rem 5.5rem}
.ts-latest > div {white-space: nowrap; overflow: hidden; text-overflow: ellipsis}
[class*="st-key-latest-"] [data-testid="stPageLink"] :is(a, a span, a div, a p) {
  min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap}
[class*="st-key-latest-"] [data-testid="stPageLink"] a, .st-key-all-studies a {padding-left: 0}
.ts-latest > div:nth-child(4) {font-weight: 600; text-align: right}
.ts-latest > div:last-child {text-align: right; opacity: 0.75}
@media (max-width: 1080px) {
  .ts-latest {grid-template-columns: 7.5rem 4rem 6.6rem minmax(0, 8rem)}
  .ts-latest > div:nth-child(1), .ts-latest > div:nth-child(2), .ts-latest > div:last-child {
    display: none}
}
@media (max-width: 640px) {
  [class*="st-key-latest-"] {flex-wrap: wrap}
  [class*="st-key-latest-"] [data-testid="stPageLink"] {flex: 1 1 100%}
}
</style>"""


def render() -> None:
    """The latest studies and races; where none is yet, what will stand here."""
    st.html(STYLE)
    studies = context.store().titles()
    with st.container(border=True):
        widgets.head("Latest studies")
        if not studies:
            st.caption("Your studies will stand here. Everything stays on this machine.")
            return
        runs = any(study.state.is_active() for study in studies)
        st.fragment(_lines, run_every=TICK_SECONDS if runs else None, key="latest")(runs)
        with st.container(key="all-studies"):
            st.page_link(STUDIES.script, label="All studies", icon=STUDIES.icon)


def _lines(ticking: bool) -> None:
    studies = context.store().studies()
    if any(study.state.is_active() for study in studies) != ticking:
        st.rerun()
    shown = listing.folded(studies, context.store().races())[:MOST]
    corrected = corrections.of_lines(shown)
    for line in shown:
        _line(line, corrected)


def _line(line: Line, corrected: Corrected) -> None:
    page, query = LIVE, choose.one(line.id)
    if isinstance(line, Race):
        page, query = choose.page_of(line)
    with st.container(
        key=f"latest-{line.id}-{page.url_path}",
        horizontal=True,
        vertical_alignment="center",
        wrap=False,
    ):
        label = widgets.plain(cut(line.name))
        st.page_link(page.script, label=label, query_params=query, width="stretch")
        st.html(f'<div class="ts ts-latest">{_cells(line, corrected)}</div>', width="content")


def _cells(line: Line, corrected: Corrected) -> str:
    studies = line.studies if isinstance(line, Race) else (line,)
    cells = [
        _who(studies),
        escape(context.race_data(studies)),
        _state(line),
        judged.cell(line.best_score, studies[0].spec.objective),
        _corrected(line, corrected),
        _way(studies),
        widgets.ago(time.time() - line.created),
    ]
    return "".join(f"<div>{cell}</div>" for cell in cells)


def _corrected(line: Line, corrected: Corrected) -> str:
    best = line.best if isinstance(line, Race) else line
    if best is None or best.best_score is None:
        return ""
    return f"<small>corrected {corrections.cell(best, corrected)}</small>"


def _who(studies: Sequence[StudyRecord]) -> str:
    names = list(dict.fromkeys(study.strategy for study in reversed(studies)))
    if len(names) == 1:
        return widgets.strategy(names[0])
    dots = "".join(widgets.dot(_color(name)) for name in names)
    return f"{dots}{len(names)} strategies"


def _state(line: Line) -> str:
    if isinstance(line, Race):
        return widgets.state(together([commands.shown_state(s) for s in line.studies]))
    return study_turn.label(line, commands.shown_state(line))


def _way(studies: Sequence[StudyRecord]) -> str:
    if len({study.dataset for study in studies}) > 1:
        return ""  # their scores share no axis
    lines = [
        (_color(study.strategy), _scores(str(context.store().path), study.id, study.change))
        for study in reversed(studies)
    ]
    return sparkline(lines, studies[0].spec.objective)


def _color(name: str) -> str:
    known = strategies.STRATEGIES.get(name)
    return known.color if known else widgets.UNKNOWN


@st.cache_data(show_spinner=False, max_entries=200)
def _scores(path: str, study_id: int, change: int) -> list[float]:
    """The scores of a study's trials in the order of ending."""
    return context.store().scores(study_id)
