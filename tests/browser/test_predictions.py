"""Predict, then see: with the real engine, and the browser's own part by itself.

The points are reckoned by hand: with n choices and p said of one, the others share 1 - p evenly,
the Brier score is the sum of the squared errors, and a guess has (n - 1) / n of it.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Site
from tuning.ui.components import assets

pytestmark = pytest.mark.browser

QUESTION = {
    "lesson": "learning_rate",
    "presents": False,
    "questions": [
        {
            "ask": "Which is best?",
            "because": "It is the best.",
            "choices": [{"title": t, "color": "#2f7ed8"} for t in ("A", "B", "C")],
            "unit": "Epoch",
            "curve": "Validation accuracy",
            "from": 0,
            "work": "Training",
        }
    ],
}


def bare(site: Site) -> Page:
    """A page of the app's address without the app."""
    return site.open("_stcore/health")


def run(page: Page, script: str, given: Any = None) -> Any:
    """What a script returns that has `predictions`, the module."""
    address = assets.address("predictions.js")
    return page.evaluate(
        f"async (given) => {{ const predictions = await import('{address}'); {script} }}", given
    )


def mount(page: Page, **changes: Any) -> Locator:
    """Draws the question on a bare page."""
    draw = f"(await import('{assets.address('question/index.js')}')).default"
    page.evaluate(
        f"async (data) => {{ {draw}({{ data, parentElement: document.body }}) }}",
        QUESTION | changes,
    )
    return page.get_by_test_id("question")


def answer(winner: int | None) -> dict[str, Any]:
    scores = [[0.9] * 5, [0.8] * 5, [None] * 5]
    choices = [{"values": {}, "scores": own, "curves": [[0.5, 0.6]] * 5} for own in scores]
    return {"kind": "contest", "winner": winner, "sentence": "A won with it.", "choices": choices}


def test_a_reader_predicts_then_sees_and_a_reload_keeps_it(site: Site) -> None:
    page = site.open("learn?page=learning_rate")
    question = page.get_by_test_id("question").first
    expect(question.get_by_role("radio").first).to_be_visible()
    see = question.get_by_role("button", name="See")
    expect(see).to_be_disabled()
    expect(question.get_by_role("table")).to_have_count(0)
    question.get_by_role("radio", name="Learning rate 0.01", exact=True).check()
    sure = question.get_by_role("slider", name="How sure are you?")
    sure.press("End")
    expect(sure).to_have_attribute("aria-valuetext", "99%")
    for _ in range(9):
        sure.press("ArrowLeft")
    expect(question).to_contain_text("Points: +0.98 if right, −1.57 if wrong")
    see.click()
    expect(question.get_by_role("status")).to_contain_text("Learning rate 0.01 won")
    expect(question.get_by_role("status")).to_contain_text(
        "You were 90% sure and right: +0.98 of 1"
    )
    expect(question.get_by_role("row")).to_have_count(5)
    chip = page.get_by_test_id("visit-score")
    expect(chip).to_contain_text("Your predictions: 1 of 1 right, +0.98 points")
    page.reload()
    expect(question.get_by_role("status")).to_contain_text(
        "You were 90% sure and right: +0.98 of 1"
    )
    expect(question.get_by_role("radio", name="Learning rate 0.01", exact=True)).to_be_disabled()
    expect(question.get_by_role("button", name="See")).to_have_count(0)
    expect(chip).to_contain_text("1 of 1 right")


def test_points_are_those_of_brier_and_what_nobody_can_tell_counts_for_nobody(site: Site) -> None:
    page = bare(site)
    for choices, sure, outcome, points in (
        (2, 0.8, "right", 1 - 2 * (0.2**2 + 0.2**2)),
        (2, 0.8, "wrong", 1 - 2 * (0.8**2 + 0.8**2)),
        (3, 0.8, "right", 1 - 1.5 * (0.2**2 + 2 * 0.1**2)),
        (3, 0.8, "wrong", 1 - 1.5 * (0.8**2 + 0.9**2 + 0.1**2)),
        (3, 1 / 3, "right", 0),
        (3, 1 / 3, "wrong", 0),
        (3, 0.8, "untold", 0),
        (3, 0.8, "open", 0),
    ):
        said = {"chosen": 0, "choices": choices, "sure": sure, "outcome": outcome}
        assert run(page, "return predictions.points(given)", said) == pytest.approx(points), said
        run(page, "predictions.keep(given[0], given[1])", [f"{choices} {sure} {outcome}", said])
    now = run(page, "return predictions.standing()")
    assert (now["count"], now["right"], now["open"], now["untold"]) == (6, 3, 1, 1)
    assert now["sure"] == pytest.approx((4 * 0.8 + 2 / 3) / 6)
    assert now["points"] == pytest.approx(0.84 - 1.56 + 0.91 - 1.19)
    told = run(page, "return predictions.calibration(predictions.standing())")
    assert told == "6 predictions, 3 right (50%), on average 64% sure."


def test_what_cannot_be_read_in_the_tab_is_left_out(site: Site) -> None:
    page = bare(site)
    for kept in ("{", "[]", "null", '{"predictions": {"a": {"sure": "very"}}, "orders": 3}'):
        page.evaluate("kept => sessionStorage.setItem('tuning-predictions', kept)", kept)
        page.reload()
        assert run(page, "return predictions.standing().open") == 0
        assert sorted(run(page, "return predictions.order('a', 3)")) == [0, 1, 2]


def test_a_browser_that_keeps_nothing_counts_until_the_page_is_left(site: Site) -> None:
    page = site.browser.new_page()
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    page.goto(f"{site.address}/_stcore/health")
    said = {"chosen": 1, "choices": 2, "sure": 0.7, "outcome": "right"}
    run(page, "predictions.keep('race-1', given)", said)
    assert run(page, "return predictions.of('race-1')") == said


def test_a_prediction_is_kept_while_the_engine_is_not_ready_and_settled_once_it_is(
    site: Site,
) -> None:
    page = bare(site)
    stuck = {"state": "stored", "why": "The engine is not ready: it loads.", "answer": None}
    line: dict[str, Any] = stuck
    asked: list[dict[str, Any]] = []

    def reply(route: Route) -> None:
        asked.append(json.loads(route.request.post_data or "{}"))
        route.fulfill(body=json.dumps(line) + "\n")

    page.route("**/miniature", reply)
    question = mount(page)
    assert asked == []
    question.get_by_role("radio", name="B").check()
    question.get_by_role("button", name="See").click()
    status = question.get_by_role("status")
    expect(status).to_contain_text("The engine is not ready: it loads.")
    expect(status).to_contain_text("Your prediction is kept.")
    assert run(page, "return predictions.of('learning_rate/0').outcome") == "open"
    page.reload()
    mount(page)
    expect(status).to_contain_text("Your prediction is kept.")
    expect(question.get_by_role("radio", name="B")).to_be_checked()
    line = {"state": "done", "answer": answer(0)}
    expect(status).to_contain_text("You said B. You were 33% sure and wrong: 0.00 of 1")
    assert {(one["kind"], one["lesson"], one["question"]) for one in asked} == {
        ("contest", "learning_rate", 0)
    }
    run(page, "predictions.forget()")
    expect(question.get_by_role("button", name="See")).to_be_visible()
    expect(question.get_by_role("table")).to_have_count(0)


def test_a_room_predicts_by_hands_and_nothing_is_kept_of_it(site: Site) -> None:
    page = bare(site)
    line = {"state": "done", "answer": answer(None)}
    page.route("**/miniature", lambda route: route.fulfill(body=json.dumps(line) + "\n"))
    question = mount(page, presents=True)
    expect(question.get_by_role("listitem")).to_have_text(["A", "B", "C"])
    expect(question.get_by_role("radio")).to_have_count(0)
    question.get_by_role("button", name="See").press("Enter")
    expect(question.get_by_role("status")).to_contain_text("It is the best.")
    expect(question.get_by_role("row")).to_have_count(5)
    assert run(page, "return predictions.standing().untold") == 0
