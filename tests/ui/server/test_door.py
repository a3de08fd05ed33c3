"""The key of a home: shown once, it becomes a cookie and leaves the address."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tuning import settings
from tuning.ui.server.door import COOKIE, Door, opens, token

SECRET = "a long word & a number, 42"


def _says(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(request.url.query))


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("TUNING_KEY", SECRET)
    routes = [Route("/{path:path}", _says)]
    app = Starlette(routes=routes, middleware=[Middleware(Door)])
    return TestClient(app, follow_redirects=False)


def test_the_right_key_becomes_a_cookie_and_leaves_the_address(browser: TestClient) -> None:
    answer = browser.get("/live", params={"study": "3", "key": SECRET, "at": "12t"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/live?study=3&at=12t")
    assert opens(SECRET, answer.cookies[COOKIE])
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert SECRET not in cookie


@pytest.mark.parametrize("given", ["", "another", SECRET[:-1]])
def test_another_key_leaves_the_address_too_and_opens_nothing(
    browser: TestClient, given: str
) -> None:
    answer = browser.get("/", params={"key": given})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "set-cookie" not in answer.headers


def test_where_there_is_no_key_none_opens(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TUNING_KEY")
    assert "set-cookie" not in browser.get("/", params={"key": ""}).headers


def test_it_leads_to_no_other_place_and_lets_all_else_pass(browser: TestClient) -> None:
    answer = browser.get("http://testserver//elsewhere.org/", params={"key": SECRET})
    assert answer.headers["location"] == "/elsewhere.org/"
    assert browser.get("/live", params={"study": "3"}).text == "study=3"


def test_only_the_cookie_of_this_key_opens() -> None:
    assert opens("one", token("one"))
    assert not any(opens("one", shown) for shown in ("", "one", token("two"), "é"))


def test_no_log_that_writes_the_settings_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNING_KEY", SECRET)
    loaded = settings.load()
    assert loaded.key == SECRET
    assert SECRET not in repr(loaded)
