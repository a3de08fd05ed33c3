"""Names are data: whatever a study, a column or a class is called is shown as it is, everywhere."""

from __future__ import annotations

import csv
import io
import re
import string
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests import records
from tests.pages.test_pages import ROUTER, field, path, run, show, unfold, words
from tuning import export
from tuning.charts import confusion
from tuning.datasets import own
from tuning.settings import Settings
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import DataSpec
from tuning.text import names
from tuning.ui.new_study.columns import LINE
from tuning.ui.new_study.preview import LOOK
from tuning.ui.pages import COMPARE, LIVE, NEW_STUDY, PAGES, STUDIES
from tuning.ui.studies.columns import middle

NAMES = [
    "class",
    "$a$ and $b$",
    ":red[c] :smile: :material/add: :streamlit:",
    "<b>x</b> &amp; <script>alert(1)</script>",
    "[a](b) https://example.org me@example.org",
    "*a* _b_ `c` ~d~ -> # 1. e",
    "quote \" and \\ and ''' and %{x} and {y}",
    "long " + "l" * 195,
    "שלום עולם",
    "👩🏽‍🔬 é",
    "two\nlines",
    "\u200b",
]
"""What people might call something."""


def read(markdown: str) -> str:
    """Markdown as a browser shows it, for texts in which everything is escaped."""
    plain = re.sub(rf"\\([{re.escape(string.punctuation)}])", r"\1", markdown)
    return re.sub("[\u2060\u2068\u2069]", "", plain)


def seen(name: str) -> str:
    return " ".join(name.split())


def table(target: str) -> bytes:
    """Every name is a column and a class; the last column is the target."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*NAMES, target])
    for row in range(10 * len(NAMES)):
        label = NAMES[row % len(NAMES)]
        texts = [NAMES[(row * k) % len(NAMES)] for k in range(1, 7)]
        writer.writerow([*texts, *(f"{row % (k + 5)}.5" for k in range(len(NAMES) - 6)), label])
    return text.getvalue().encode()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Settings, Store]]:
    monkeypatch.setenv("TUNING_HOME", str(tmp_path))
    monkeypatch.delenv("TUNING_DATASETS", raising=False)
    yield records.a_home(tmp_path)
    st.cache_resource.clear()
    st.cache_data.clear()


def studies(settings: Settings, store: Store) -> list[int]:
    """A finished study of every name, on data of such columns and classes."""
    kept = own.keep(table("true → predicted"), "names.csv", settings)
    data = DataSpec(name=kept, target="true → predicted")
    found = []
    for number, name in enumerate(NAMES):
        spec = records.spec(2, name=name, data=data, seed=number + 1)
        found.append(records.fill(store, spec, seed=number))
        folder = settings.models / str(found[-1])
        folder.mkdir(parents=True)
        y = np.arange(24) % len(NAMES)
        np.savez(folder / "test.npz", probabilities=np.eye(12)[y[::-1]], y=y, rows=np.arange(24))
    return found


def test_every_page_takes_any_name_and_shows_it_as_it_is(home: tuple[Settings, Store]) -> None:
    settings, store = home
    ids = studies(settings, store)
    test = AppTest.from_file(str(ROUTER), default_timeout=30)
    test.query_params["from"] = str(ids[0])
    run(test)
    assert list(unfold(test, LOOK).dataframe[-1].value)[-1] == "true → predicted"
    shown = words(unfold(test, LINE))
    test.session_state[f"columns-page-{store.study(ids[0]).dataset}-2"] = 2
    shown += words(run(test))
    for name in NAMES:
        assert f"<b>{names.html(name.strip(), 60)}</b>" in shown
    assert field(test, "data.target").options[:-1] == [name.strip() for name in NAMES]
    run(field(test, "data.target").set_value("class"))  # a column of texts, and the target
    for number in ids:
        name = seen(store.study(number).name)
        for page in PAGES[1:]:
            test.query_params["study"] = str(number)
            test.query_params.pop("studies", None)
            test.query_params.pop("from", None)
            if page is COMPARE:
                test.query_params["studies"] = f"{ids[0]},{number}"
            run(test.switch_page(path(page)))
            if page is LIVE:
                assert seen(names.cut(name)) in seen(unescape(words(test)))
            if page is STUDIES:
                labels = [read(link.proto.label) for link in test.get("page_link")]
                assert any(middle(name) in label for label in labels), (name, labels)
    assert store.study(ids[-1]).name.startswith("Random search on"), "nothing of it would be seen"


def test_a_script_of_such_a_study_is_a_script(home: tuple[Settings, Store]) -> None:
    settings, store = home
    for number in studies(settings, store):
        text = export.script(StudyView(store, number), settings)
        code = compile(text, "script.py", "exec")
        assert code.co_consts
        assert export.trials_csv(StudyView(store, number))


def test_a_name_in_a_figure_is_no_markup() -> None:
    figure = confusion(np.eye(len(NAMES), dtype=int), NAMES)
    ticks = figure["layout"]["xaxis"]["ticktext"]
    for name, tick in zip(NAMES, ticks, strict=True):
        assert not re.search("<|%{", tick)
        assert read(unescape(tick)) == seen(names.cut(name, 24))
    assert len(set(figure["data"][0]["x"])) == len(NAMES)


def test_a_name_that_is_too_long_or_cannot_be_seen_is_told(home: tuple[Settings, Store]) -> None:
    test = show(NEW_STUDY)
    run(field(test, "name").set_value("x" * 250))
    assert "A name may have at most 200 letters, got 250." in words(test)
    assert test.button(key="start").disabled


@pytest.mark.parametrize(
    ("given", "kept"), [(["a", "b"], ["a", "b"]), (["a", "a", "a (2)"], ["a", "a (3)", "a (2)"])]
)
def test_columns_of_a_table_have_different_names(given: list[str], kept: list[str]) -> None:
    assert names.unique(given) == kept
