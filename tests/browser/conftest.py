"""One app with its engine, and one browser, for the tests that watch a study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import PROJECT, chromium, running_app
from tests.waiting import wait_for
from tuning.planning import files
from tuning.store import Store
from tuning.study import StudyState

PATIENCE = 60_000
"""Milliseconds: a busy machine may take as long as this to warm an engine."""
expect.set_options(timeout=PATIENCE)


@dataclass
class Site:
    """A running app, the store behind it, and a browser."""

    address: str
    store: Store
    browser: Browser
    log: Path
    """What the server said."""
    said: dict[Page, list[str]] = field(default_factory=dict)
    """What each page's console said."""
    left: list[str] = field(default_factory=list)
    """Addresses beyond the app's own that any page or frame asked."""

    def open(self, path: str = "", width: int = 1280) -> Page:
        page = self.browser.new_page(
            viewport={"width": width, "height": 1000},
            reduced_motion="reduce",  # what moves is drawn by the processor here
        )
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: self._watch(request.url))
        page.on("websocket", lambda socket: self._watch(socket.url))
        said: list[str] = []
        self.said[page] = said
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
        page.goto(f"{self.address}/{path}")
        return page

    def _watch(self, url: str) -> None:
        at_home = (f"{self.address}/", f"{self.address.replace('http', 'ws')}/", "data:", "blob:")
        if not url.startswith(at_home):
            self.left.append(url)

    def keep(self, document: dict[str, object]) -> int:
        """A study that nobody has started."""
        number = self.store.create_study(files.parse(document))
        self.store.set_state(number, StudyState.STOPPED)
        return number

    def wait_for_state(self, number: int, state: StudyState) -> None:
        def reached() -> bool:
            record = self.store.study(number)
            assert record.state is not StudyState.FAILED, record.error
            return record.state is state

        wait_for(reached, seconds=120)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("site")
    with running_app(home) as address:
        wait_for((home / "studies.sqlite").exists, seconds=60)
        store = Store(home / "studies.sqlite")
        wait_for(lambda: (engine := store.engine()) and engine.state == "ready", seconds=120)
        yield Site(address, store, browser, home / "web.log")
        store.close()


def study_of(page: Page) -> int:
    """The number of the study that a page shows."""
    page.wait_for_url("**study=**")
    return int(page.url.split("study=")[1].split("&")[0])


def say(page: Page, text: str) -> None:
    """Waits until the page says so."""
    expect(page.get_by_text(text).first).to_be_visible()


@pytest.fixture(autouse=True)
def nothing_leaves_the_machine(site: Site) -> Iterator[None]:
    """Whatever a test does in the browser, no page of ours asks another address for anything."""
    yield
    assert site.left == []


@pytest.fixture(autouse=True)
def pictures(site: Site, request: pytest.FixtureRequest) -> Iterator[None]:
    """Of a test that failed, leaves what every open page shows and says in `test-results/`."""
    failed = request.session.testsfailed
    yield
    for number, page in enumerate(page for c in site.browser.contexts for page in c.pages):
        if request.session.testsfailed > failed:
            place = PROJECT / "test-results" / f"{request.node.name}-{number}"
            page.screenshot(path=f"{place}.png", full_page=True)
            said = "\n".join([*site.said.get(page, []), site.log.read_text(encoding="utf-8")])
            Path(f"{place}.txt").write_text(said, encoding="utf-8")
        page.close()
