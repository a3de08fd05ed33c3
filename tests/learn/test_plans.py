"""Lesson plans: their minutes add up, and their links lead to pages that are there, in order."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tuning.learn import LESSONS, PLANS, Plan, links
from tuning.store import EXAMPLE
from tuning.ui.pages import LEARN, PAGES

LINK = re.compile(r"\]\(([^)]+)\)")
MINUTES = re.compile(r"^## \d+ · .+ \((\d+) minutes?\)$", re.MULTILINE)
plans = pytest.mark.parametrize("plan", PLANS.values(), ids=list(PLANS))


def is_there(address: str) -> bool:
    """Whether an address within the app names a page, and on Learn or Live what it has."""
    parts = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if parts.path == LEARN.url_path:
        page = asked.get(links.PAGE_OF, "")
        return page in LESSONS or page == links.WORDS
    is_known = asked.get("study", str(EXAMPLE)) == str(EXAMPLE)
    return is_known and parts.path in {page.url_path for page in PAGES}


@plans
def test_the_minutes_of_a_plan_s_steps_add_up(plan: Plan) -> None:
    steps = [int(minutes) for minutes in MINUTES.findall(plan.text)]
    assert sum(steps) == plan.minutes
    assert min(steps) >= 1


@plans
def test_every_link_leads_somewhere_and_next_follows_them_in_their_order(plan: Plan) -> None:
    found = LINK.findall(plan.text)
    assert list(plan.steps) == found
    assert [address for address in found if not is_there(address)] == []


@plans
def test_a_plan_ends_with_what_can_be_answered(plan: Plan) -> None:
    *_, last = re.split(r"^## ", plan.text, flags=re.MULTILINE)
    heading, *answers = last.strip().splitlines()
    assert heading == "What can be answered now"
    assert len([line for line in answers if line.startswith("- **")]) >= 3
