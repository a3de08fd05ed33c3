"""Links straight to a page, as the very first request of a fresh server."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.site import running_app
from tuning.processes.home import home_to_ourselves
from tuning.settings import Settings
from tuning.ui.pages import PAGES

pytestmark = pytest.mark.browser
MENU = [page for page in PAGES if page.in_menu]


def test_a_deep_link_as_first_request_shows_its_page(tmp_path: Path, browser: Browser) -> None:
    # Its engine ends at once: what trains is not asked for here.
    here = Settings(home=tmp_path, workers=1).prepare()
    with home_to_ourselves(here), running_app(tmp_path) as address:
        page = browser.new_page()
        page.goto(f"{address}/compare")
        expect(page).to_have_title("Compare · Tuning Studio")
        navigation = page.get_by_test_id("stTopNavLink")
        expect(navigation).to_have_count(len(MENU))
        for wanted in PAGES:
            page.goto(f"{address}/{wanted.url_path}")
            expect(page).to_have_title(f"{wanted.title} · Tuning Studio")
            expect(page.get_by_text("Page not found")).to_have_count(0)
