"""The list of pages against the files there are, and the app's own routes."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.records.samples import spec
from tests.waiting import wait_for
from tuning import browser, settings
from tuning.browser import plotly
from tuning.store import Store
from tuning.ui.components import assets
from tuning.ui.pages import PAGES, PROJECT
from tuning.ui.server.now import STUDY, study_routes
from tuning.ui.server.routes import asset_routes


def test_every_page_has_its_file_and_every_file_its_page() -> None:
    scripts = {page.script for page in PAGES}
    assert scripts == set((PROJECT / "pages").glob("*.py"))


def test_addresses_are_different_and_one_page_is_the_default() -> None:
    assert len({page.url_path for page in PAGES}) == len(PAGES)
    assert [page.url_path for page in PAGES if page.default] == [""]


def test_plotly_is_served_from_here_and_kept_by_browsers() -> None:
    client = TestClient(Starlette(routes=asset_routes()))
    lasting = client.get(assets.plotly_url())
    assert lasting.status_code == 200
    assert "immutable" in lasting.headers["cache-control"]
    assert lasting.headers["content-type"].startswith("text/javascript")
    assert b"plotly.js" in lasting.content[:500]
    assert lasting.text == plotly.shortened(plotly.plotly_file().read_text(encoding="utf-8"))
    again = client.get("/assets/plotly.min.js")
    assert again.headers["cache-control"] == "public, max-age=3600"


def _bundle(kinds: list[str]) -> str:
    """Plotly's script in small: a module a kind of trace, and the list of them."""
    modules = "".join(
        f';var L{k}=W((e,t)=>{{"use strict";t.exports=M{k}()}});'
        f'var M{k}=W((e,t)=>{{t.exports={{moduleType:"trace",name:"{kind}"}}}})'
        for k, kind in enumerate(kinds)
    )
    calls = ",".join(f"L{k}()" for k in range(len(kinds)))
    body = f'"use strict";var Plotly=(()=>{{0{modules};R.register([{calls}])}})();window.P=Plotly;'
    return f"/* licence */\n(factory(() => {{\n{body}\nreturn Plotly;\n}}));"


def test_pages_load_plotly_without_its_wrapper_and_the_traces_that_none_draws() -> None:
    short = plotly.shortened(_bundle(["pie", "bar", "box", "heatmap"]))
    assert short.startswith('/* licence */\n"use strict";var Plotly=(()=>{0;var L0=')
    assert short.endswith("R.register([L1(),L3()])})();window.P=Plotly;\n")


def test_plotly_of_another_make_is_loaded_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = _bundle(["pie", "bar"])
    with pytest.raises(ValueError, match="1 of its traces"):
        plotly.shortened(whole)
    (tmp_path / "plotly.min.js").write_text(whole, encoding="utf-8")
    monkeypatch.setattr(plotly, "plotly_file", lambda: tmp_path / "plotly.min.js")
    assert plotly.plotly_script.__wrapped__() == whole


def test_components_are_kept_by_browsers_in_the_present_version_alone() -> None:
    client = TestClient(Starlette(routes=asset_routes()))
    for name in browser.names():
        kept = client.get(assets.address(name))
        assert kept.status_code == 200
        assert "immutable" in kept.headers["cache-control"]
        assert kept.headers["content-type"].startswith(("text/javascript", "text/css"))
        before = client.get(f"{assets.URL}0123456789ab/{name}")
        assert before.headers["cache-control"] == "no-cache"
    for name in ("none.js", "..%2Fassets.py", "figure"):
        assert client.get(assets.address(name)).status_code == 404


def test_modules_import_modules_that_are_served() -> None:
    for name in browser.names():
        text = (browser.FOLDER / name).read_text(encoding="utf-8")
        for other in re.findall(r'^(?:import|export) .*from "(.+)";$', text, re.MULTILINE):
            assert normpath(join(dirname(name), other)) in browser.names()


def test_browsers_are_told_when_something_of_a_study_was_recorded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TUNING_HOME", str(tmp_path))
    store = Store(settings.load().prepare().store_path)
    client, study = TestClient(Starlette(routes=study_routes())), store.create_study(spec())
    before = client.get(f"{STUDY}{study}").json()
    assert before == {"version": str(store.change(study))}
    store.rename_study(study, "Another")
    wait_for(lambda: client.get(f"{STUDY}{study}").json() != before)
    assert client.get(f"{STUDY}{study + 1}").json() == {"version": "gone"}
    store.close()
