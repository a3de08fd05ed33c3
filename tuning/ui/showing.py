"""“Show” of a finding: scrolls to what shows it, on this page or on the one that has it."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from tuning.analysis.cards import Chart
from tuning.store.view import StudyView
from tuning.ui import choose
from tuning.ui.pages import BEST, LIVE, Page

NEXT = "showing-next"
"""In the session: the place that is to be scrolled to, and how often that was asked for."""
COUNT = "showing-count"


class Place(NamedTuple):
    """Where a page shows something."""

    key: str
    """The container's."""
    view: str = ""
    """The name of one of Live's further views, which has to be chosen for it."""


PLACES: dict[Page, dict[Chart, Place]] = {
    LIVE: {
        "curves": Place("shows-curves"),
        "best_so_far": Place("shows-best-so-far"),
        "table": Place("shows-table"),
        "slices": Place("views", "Slices"),
        "distribution": Place("views", "Distribution"),
        "importances": Place("views", "Importances"),
    },
    BEST: {
        "curves": Place("shows-curves"),
        "importances": Place("shows-importances"),
        "confirmation": Place("confirmation"),
    },
}
TITLES: dict[Chart, str] = {
    "curves": "the learning curves",
    "best_so_far": "the best so far",
    "table": "the table of trials",
    "slices": "the slices",
    "distribution": "the distribution of the scores",
    "importances": "what mattered",
    "confirmation": "the confirmation",
}
_SCROLL = """<script>
/* {count} */
(() => {{
  let tries = 40;
  const go = () => {{
    const place = document.querySelector(".st-key-{key}");
    if (!place) return tries-- && setTimeout(go, 100);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    place.scrollIntoView({{ behavior: calm ? "auto" : "smooth", block: "start" }});
    place.tabIndex = -1;
    place.focus({{ preventScroll: true }});
  }};
  go();
}})();
</script>"""


def button(view: StudyView, chart: Chart, page: Page, name: str) -> None:
    """Shows a chart; `name` tells the button from others on the page."""
    there = page if chart in PLACES[page] else LIVE if chart in PLACES[LIVE] else BEST
    place = PLACES[there][chart]
    where = "" if there is page else f" on {there.title}"
    pressed = st.button(
        f"**Show** {TITLES[chart]}",  # seen is the first word; all of it is read out
        icon=":material/visibility:",
        key=f"show-{name}",
        type="tertiary",
        help=f"Shows {TITLES[chart]}{where}.",
        on_click=_ask,
        args=(place,),
    )
    if pressed and there is not page:
        more = {"chart": place.view} if place.view else {}
        st.switch_page(there.script, query_params=choose.one(view.study.id) | more)


def _ask(place: Place) -> None:
    count = st.session_state.get(COUNT, 0) + 1
    st.session_state[COUNT], st.session_state[NEXT] = count, place.key
    if place.view:
        st.session_state["chart"] = place.view


def follow() -> None:
    """Scrolls to what was asked for; draws nothing else."""
    with st.container(key="showing-place"):
        key = st.session_state.pop(NEXT, None)
        if key is not None:
            script = _SCROLL.format(count=st.session_state[COUNT], key=key)
            st.html(script, unsafe_allow_javascript=True)
