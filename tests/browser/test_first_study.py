"""From a click to the best model, in a real browser with the real engine."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, say, study_of
from tests.waiting import wait_for
from tuning.study import StudyState, TrialState, Turn

pytestmark = pytest.mark.browser

LINES = "[data-testid=parallel-coordinates]"
TRIALS = 16
SLOW = 2
"""A batch with which a trial takes half a second or more: no pause comes too late."""
LOSE = """async () => {
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const { Versions } = await import(loaded.find((name) => name.endsWith("/versions.js")));
  const nothing = { version: "another", whole: { data: [], layout: {} } };
  const figures = [...document.querySelectorAll("[data-testid=live-figure]")];
  for (const { dataset: { key } } of figures) {
    new Versions().take({ data: { key, drawing: nothing } });
  }
  return figures.length;
}"""
"""The page no longer has the figures of which it is told what changed."""
DRAWN = """() => [...document.querySelectorAll("[data-testid=live-figure]")].map((figure) => [
  figure.dataset.key,
  (figure.querySelector(".js-plotly-plot")?._fullData ?? []).map(({ uid, x, y }) => [
    uid,
    Array.from(y ?? [], (v, k) => [x[k], v].map((n) => (Number.isFinite(n) ? Math.fround(n) : n)))
      .filter(([, v]) => v !== null && v === v),
  ]),
])"""
"""What each figure shows, in single precision."""


def lines_drawn(page: Page) -> int:
    drawn = page.locator(LINES)
    return int(drawn.get_attribute("data-rows") or 0) if drawn.count() else 0


def brush(page: Page, axis: str) -> dict[str, list[float]]:
    """Drags over the upper part of an axis; returns the brush that stands then."""
    place = page.locator(f'.pc-axis[data-axis="{axis}"]')
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    x, top, height = box["x"] + box["width"] / 2, box["y"], box["height"]
    page.mouse.move(x, top + height * 0.02)
    page.mouse.down()
    page.mouse.move(x, top + height * 0.3, steps=4)
    page.mouse.move(x, top + height * 0.6, steps=4)
    page.mouse.up()
    return standing_brush(page)


def standing_brush(page: Page) -> dict[str, list[float]]:
    return dict(json.loads(page.locator(LINES).get_attribute("data-brush") or "{}"))


def pause_after(site: Site, number: int, trials: int) -> None:
    """Lets a study go on until so many of its trials have ended; what it trains then still ends."""
    site.store.set_turn(number, Turn.FAIR)
    wait_for(lambda: site.store.study(number).trials_finished >= trials, seconds=120)
    site.store.set_turn(number, Turn.PAUSED)


def test_a_study_is_started_watched_brushed_stopped_and_resumed(site: Site) -> None:
    like = {
        "evaluation": {"method": "split"},
        "space": {
            "units": {"type": "int", "low": 8, "high": 64, "step": 8},
            "learning_rate": {"type": "float", "low": 0.001, "high": 0.1, "scale": "log"},
            "epochs": 100,
            "batch_size": SLOW,
        },
        "strategy": {"max_trials": TRIALS},
    }
    page = site.open(f"new_study?from={site.keep(like)}")
    say(page, "New study")
    page.get_by_role("button", name="Start", exact=True).click()
    number = study_of(page)
    pause_after(site, number, 2)
    wait_for(lambda: lines_drawn(page) >= 2, seconds=90)
    figure = page.query_selector(LINES)
    assert figure is not None
    chosen = brush(page, "learning_rate")
    assert list(chosen) == ["learning_rate"]
    before = lines_drawn(page)
    pause_after(site, number, before + 1)
    wait_for(lambda: lines_drawn(page) > before, seconds=60)
    assert standing_brush(page) == chosen, "the brush must survive new trials"
    page.get_by_role("button", name="Stop", exact=True).click()
    site.wait_for_state(number, StudyState.STOPPED)
    expect(page.get_by_role("button", name="Resume", exact=True)).to_be_visible()
    done = {trial.number: trial for trial in site.store.trials(number)}
    page.get_by_role("button", name="Resume", exact=True).click()
    site.wait_for_state(number, StudyState.COMPLETED)
    for trial in site.store.trials(number):
        before_stop = done.get(trial.number)
        if before_stop is not None and before_stop.state is TrialState.COMPLETED:
            assert trial.score == before_stop.score
    wait_for(lambda: lines_drawn(page) == TRIALS, seconds=60)
    assert figure.evaluate("figure => figure.isConnected"), "a figure must stay, not be made anew"
    assert page.locator("[data-testid=live-figure]").count() >= 2
    page.close()


def test_two_browsers_watch_one_study_and_a_closed_tab_changes_nothing(site: Site) -> None:
    number = site.keep(
        {
            "evaluation": {"method": "split"},
            "space": {
                "units": {"type": "int", "low": 8, "high": 64},
                "epochs": 100,
                "batch_size": SLOW,
            },
            "strategy": {"max_trials": TRIALS},
        }
    )
    site.store.send("resume", number)
    pause_after(site, number, 1)
    first, second = site.open(f"live?study={number}"), site.open(f"live?study={number}")
    for page in (first, second):
        wait_for(lambda page=page: lines_drawn(page) >= 1, seconds=60)  # type: ignore[misc]
    first.close()
    assert site.store.study(number).state is StudyState.RUNNING
    second.locator("[data-testid=live-figure][data-points]").nth(2).wait_for()
    assert second.evaluate(LOSE) > 2
    site.store.set_turn(number, Turn.FAIR)
    site.wait_for_state(number, StudyState.COMPLETED)
    wait_for(lambda: lines_drawn(second) == TRIALS, seconds=60)
    fresh = site.open(f"live?study={number}")
    fresh.locator("[data-testid=live-figure]").nth(2).wait_for()
    expect(fresh.locator("[data-testid=live-figure]:not([data-points])")).to_have_count(0)
    # What came in differences, and anew where it was lost, is what comes as a whole.
    wait_for(lambda: second.evaluate(DRAWN) == fresh.evaluate(DRAWN), seconds=30)
    for page in (second, fresh):
        page.close()


@pytest.fixture(scope="module")
def finished(site: Site) -> int:
    """A study that is through."""
    number = site.keep(
        {
            "space": {"units": [8, 16, 24, 32], "learning_rate": [0.01, 0.02], "epochs": 5},
            "strategy": {"max_trials": 4},
            "evaluation": {"executions": 2},
        }
    )
    site.store.send("resume", number)
    site.wait_for_state(number, StudyState.COMPLETED)
    return number


def test_the_best_model_is_shown_with_its_test_and_can_be_taken_away(
    site: Site, finished: int
) -> None:
    page = site.open(f"best?study={finished}")
    accuracy = site.store.study(finished).test_score
    assert accuracy is not None
    say(page, f"{accuracy:.4f}")
    say(page, "onfusion")
    with page.expect_download() as download:
        page.get_by_role("button", name=".keras").first.click()
    assert download.value.suggested_filename.endswith(".keras")
    page.close()


def test_tensorboard_shows_the_studys_trials_in_its_hparams_tab(site: Site, finished: int) -> None:
    page = site.open(f"tensorboard?study={finished}")
    board = page.frame_locator("iframe")
    expect(board.get_by_text("trial-0001").first).to_be_visible()
    expect(board.get_by_text("learning_rate").first).to_be_visible()
    page.close()
