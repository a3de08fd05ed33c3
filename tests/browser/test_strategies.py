"""Every technique by clicking: chosen, started, seen live, finished."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, say, study_of
from tests.browser.test_first_study import lines_drawn
from tests.waiting import wait_for
from tuning import strategies
from tuning.study import StudyState

pytestmark = pytest.mark.browser

BASE = {
    "dataset": {"name": "digits", "rows": 200},
    "space": {
        "units": {"type": "int", "low": 8, "high": 24, "step": 8},
        "activation": ["relu", "tanh"],
        "epochs": 2,
    },
    "evaluation": {"method": "folds", "folds": 2},
    "strategy": {"max_trials": 3},
}
"""Something that every technique can search in seconds; Hyperband sets the epochs itself."""

SHORT = ("grid_search_cv", "hyperband")
"""One of each library: scikit-learn's searches, KerasTuner's oracles."""
TECHNIQUES = [
    pytest.param(name, marks=() if name in SHORT else pytest.mark.long)
    for name in sorted(strategies.STRATEGIES)
    if name != "by_hand"
]


@pytest.mark.parametrize("name", TECHNIQUES)
def test_a_technique_is_chosen_started_seen_live_and_finished(site: Site, name: str) -> None:
    page = site.open(f"new_study?from={site.keep(BASE)}")
    say(page, "New study")
    title = strategies.STRATEGIES[name].title
    page.get_by_test_id("stRadio").get_by_text(title, exact=True).click()
    say(page, strategies.STRATEGIES[name].library)
    page.get_by_role("button", name="Start", exact=True).click()
    number = study_of(page)
    wait_for(lambda: lines_drawn(page) >= 1, seconds=60)
    site.wait_for_state(number, StudyState.COMPLETED)
    record = site.store.study(number)
    assert record.strategy == name
    assert record.test_score is not None
    expect(page.get_by_text("completed").first).to_be_visible()


def test_trials_by_hand_are_added_on_the_page_and_the_study_is_finished(site: Site) -> None:
    page = site.open(f"new_study?from={site.keep(BASE)}")
    say(page, "New study")
    page.get_by_test_id("stRadio").get_by_text("By hand", exact=True).last.click()
    say(page, strategies.STRATEGIES["by_hand"].help)
    page.get_by_role("button", name="Start", exact=True).click()
    number = study_of(page)
    for count in (1, 2):
        page.locator(".st-key-hand-add button").click()
        wait_for(lambda count=count: len(site.store.trials(number)) == count, seconds=60)  # type: ignore[misc]
        wait_for(lambda: all(t.state.is_finished() for t in site.store.trials(number)), seconds=60)
    page.get_by_role("button", name="Finish").first.click()
    site.wait_for_state(number, StudyState.COMPLETED)
    assert site.store.study(number).test_score is not None
