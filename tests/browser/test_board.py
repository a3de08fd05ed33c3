"""The board with two browsers: the teacher's, and one that came by the class's link."""

from __future__ import annotations

import contextlib

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, say

pytestmark = pytest.mark.browser


def give_name(page: Page, name: str) -> None:
    page.get_by_role("textbox", name="Your first name").fill(name)
    attempt = page.get_by_role("button", name="Try")
    that_is_me = page.get_by_role("button", name="That is me")
    that_is_me.click()
    with contextlib.suppress(AssertionError):
        expect(attempt).to_be_visible(timeout=10_000)
    if that_is_me.is_visible():  # a click that met the page as others changed it: pressed again
        that_is_me.click()
    attempt.click()


def test_two_browsers_try_on_one_board_and_the_teacher_clears_it(site: Site) -> None:
    teacher = site.open("board")
    teacher.get_by_role("button", name="Open the board").click()
    say(teacher, "The class's link")
    link = teacher.get_by_text("&view=1").first.inner_text()
    pupil = site.open(link.removeprefix(f"{site.address}/"))
    give_name(pupil, "Ben & <b>Zoë</b>")
    give_name(teacher, "Anna")
    for page in (teacher, pupil):
        for name in ("Ben & <b>Zoë</b>", "Anna"):
            cell = page.get_by_role("cell", name=name).first
            expect(cell).to_be_visible()
    say(pupil, "of 2 trials")
    expect(pupil.get_by_role("button", name="Clear")).to_have_count(0)
    teacher.get_by_role("button", name="Clear").click()
    for page in (teacher, pupil):
        say(page, "No trial has a score yet")
    pupil.reload()
    expect(pupil.get_by_text("You are Ben & <b>Zoë</b>")).to_be_visible()
    pupil.get_by_role("button", name="Try").click()
    expect(teacher.get_by_role("cell", name="Ben & <b>Zoë</b>").first).to_be_visible()
