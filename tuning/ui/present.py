"""The present mode, `?present=1`: a page on a projector, with play and next alone.

It lasts for the session, in its address, until it is left. Next leads along the steps of the lesson
plan that the address names (`?plan=45&step=3`), else from lesson to lesson. Keys: space plays,
→ and Page Down go on, ← and Page Up go back, Escape leaves; a presenter's remote sends those. How a
page looks then is `projector`'s.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from tuning.learn import LESSONS, PLANS, beside
from tuning.learn.links import PAGE_OF, PLAN
from tuning.ui.pages import LEARN, PAGES, Page

PRESENT, STEP = "present", "step"
_ON, _PLACE = "presents", "presents-place"


class Link(NamedTuple):
    """Where a key or a link leads within the session."""

    page: Page
    title: str
    query: dict[str, str]


def on() -> bool:
    """Whether this session presents."""
    return bool(st.session_state.get(_ON))


def begin() -> None:
    """Presents from now on; call it before the page runs."""
    st.session_state[_ON] = True


def settle() -> None:
    """Reads the address, before each page: whether to present, and at which step of which plan."""
    asked = st.query_params.get(PRESENT)
    if asked is not None:
        st.session_state[_ON] = asked == "1"
    if not on():
        st.session_state.pop(_PLACE, None)
        if asked is not None:
            del st.query_params[PRESENT]
        return
    plan, step = st.query_params.get(PLAN, ""), st.query_params.get(STEP, "")
    if plan in PLANS and step.isdecimal() and 1 <= int(step) <= len(PLANS[plan].steps):
        st.session_state[_PLACE] = (plan, int(step))
    elif plan in PLANS and not step:
        st.session_state.pop(_PLACE, None)


def kept() -> dict[str, str]:
    """What the address says as long as the session presents."""
    if not on():
        return {}
    place = _place()
    where = {PLAN: place[0], STEP: str(place[1])} if place else {}
    return {PRESENT: "1"} | where


def next_link() -> Link | None:
    """Where Next leads; None at the end, and where no order is known."""
    return _beside(1)


def back_link() -> Link | None:
    """Where Page Up leads."""
    return _beside(-1)


def _place() -> tuple[str, int] | None:
    place: tuple[str, int] | None = st.session_state.get(_PLACE)
    return place


def _beside(by: int) -> Link | None:
    """The step, or the lesson, after the present one or before it."""
    way = "Next" if by > 0 else "Back"
    if (place := _place()) is not None:
        return _step(place[0], place[1] + by, way)
    name = st.query_params.get(PAGE_OF, "")
    if by > 0 and not name and (plan := st.query_params.get(PLAN, "")) in PLANS:
        return _step(plan, 1, way)  # from the page of the plan itself
    lesson = beside(name, by)
    if lesson is None:
        return None
    return Link(LEARN, f"{way}: {lesson.title}", {PAGE_OF: lesson.name, PRESENT: "1"})


def _step(plan: str, number: int, way: str) -> Link | None:
    """A step of a plan, which is an address of the app; None where there is no such step."""
    steps = PLANS[plan].steps
    if not 1 <= number <= len(steps):
        return None
    address = urlsplit(steps[number - 1])
    page = next((p for p in PAGES if p.url_path == address.path.strip("/")), LEARN)
    query = dict(parse_qsl(address.query))
    name = query.get(PAGE_OF, "")
    title = LESSONS[name].title if name in LESSONS else page.title
    place = {PRESENT: "1", PLAN: plan, STEP: str(number)}
    return Link(page, f"{way}: {title} ({number} of {len(steps)})", query | place)
