"""The present mode lasts in the address, goes along a lesson plan, and shows no other control."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import ROUTER, home, path, run, words
from tuning.learn import LESSONS, PLANS
from tuning.settings import Settings
from tuning.store import Store
from tuning.ui.pages import LEARN, PAGES, STUDIES

__all__ = ["home"]
Home = tuple[Settings, Store]
FIRST, SECOND, *_ = LESSONS


def show(**query: str) -> AppTest:
    test = AppTest.from_file(str(ROUTER), default_timeout=30)
    test.run()
    for name, value in query.items():
        test.query_params[name] = value
    return run(test.switch_page(path(LEARN)))


def said(test: AppTest, name: str) -> str:
    value = test.query_params.get(name, "")
    return value if isinstance(value, str) else "".join(value)


def ways(test: AppTest) -> list[str]:
    """Where the keys lead."""
    links = [link.proto for link in test.get("page_link")]
    return [str(link.label) for link in links if "present=1" in link.query_string]


def is_presented(test: AppTest) -> bool:
    return "--present-ink" in words(test)


def test_it_lasts_on_other_pages_until_it_is_left(home: Home) -> None:
    test = show(page=FIRST, present="1")
    assert is_presented(test)
    run(test.switch_page(path(STUDIES)))
    assert is_presented(test)
    assert said(test, "present") == "1"
    test.query_params["present"] = "0"
    run(test)
    assert not is_presented(test)
    assert "present" not in test.query_params


def test_without_a_plan_next_is_the_next_lesson(home: Home) -> None:
    assert f"Next: {LESSONS[SECOND].title}" in ways(show(page=FIRST, present="1"))
    *_, last = LESSONS
    assert not [way for way in ways(show(page=last, present="1")) if way.startswith("Next")]


def test_a_plan_is_followed_step_by_step_to_its_end(home: Home) -> None:
    plan = max(PLANS.values(), key=lambda plan: len(plan.steps))
    last = len(plan.steps)
    test = show(page=FIRST, present="1", plan=plan.name, step="2")
    next_, back = sorted(ways(test), reverse=True)
    assert next_.endswith(f"(3 of {last})")
    assert back.endswith(f"(1 of {last})")
    run(test.switch_page(path(STUDIES)))  # as somebody may look something up
    assert (said(test, "plan"), said(test, "step")) == (plan.name, "2")
    end = show(page=FIRST, present="1", plan=plan.name, step=str(last))
    assert [way.split(": ")[0] for way in ways(end)] == ["Back"]


def test_from_the_page_of_a_plan_next_is_its_first_step(home: Home) -> None:
    plan = next(iter(PLANS))
    (way,) = ways(show(plan=plan, present="1"))
    assert way.startswith("Next: ")
    assert way.endswith(f"(1 of {len(PLANS[plan].steps)})")


@pytest.mark.parametrize("step", ["0", "99", "two", "-1", ""])
def test_a_step_that_is_none_is_left_out(home: Home, step: str) -> None:
    plan = next(iter(PLANS))
    test = show(page=FIRST, present="1", plan=plan, step=step)
    assert f"Next: {LESSONS[SECOND].title}" in ways(test)


def test_every_step_of_a_plan_leads_to_a_page() -> None:
    known = {page.url_path for page in PAGES}
    named = [urlsplit(step).path for plan in PLANS.values() for step in plan.steps]
    assert not set(named) - known
