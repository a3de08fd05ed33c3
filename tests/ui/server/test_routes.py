"""The list of pages against the files there are, and the app's own routes."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.testclient import TestClient

from tuning.ui.pages import PAGES, PROJECT
from tuning.ui.server.routes import asset_routes, plotly_url


def test_every_page_has_its_file_and_every_file_its_page() -> None:
    scripts = {page.script for page in PAGES}
    assert scripts == set((PROJECT / "pages").glob("*.py"))


def test_addresses_are_different_and_one_page_is_the_default() -> None:
    assert len({page.url_path for page in PAGES}) == len(PAGES)
    assert [page.url_path for page in PAGES if page.default] == [""]


def test_plotly_is_served_from_here_and_kept_by_browsers() -> None:
    client = TestClient(Starlette(routes=asset_routes()))
    lasting = client.get(plotly_url())
    assert lasting.status_code == 200
    assert "immutable" in lasting.headers["cache-control"]
    assert lasting.headers["content-type"].startswith("text/javascript")
    assert b"plotly.js" in lasting.content[:500]
    again = client.get("/assets/plotly.min.js")
    assert again.headers["cache-control"] == "public, max-age=3600"
