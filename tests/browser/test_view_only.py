"""A link that only looks, in a real browser: what its page still offers, the server refuses."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tuning.ui.rights import BY_LINK

pytestmark = pytest.mark.browser


def test_view_only_refuses_start_on_the_server(site: Site) -> None:
    before = site.store.titles()
    page = site.open("new_study?view=1")
    start = page.get_by_role("button", name="Start", exact=True)
    expect(start).to_be_enabled()
    expect(page.get_by_text("View only")).to_be_visible()
    # As somebody might try it: the address no longer says so when the click is sent.
    page.evaluate("history.replaceState({}, '', '/new_study')")
    start.click()
    expect(page.get_by_text(BY_LINK)).to_be_visible()
    assert site.store.titles() == before
