"""What holds on every page: names are no markup, nobody is shut out, nothing is shared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests import records
from tests.browser.conftest import Site
from tests.data_files import csv
from tests.records import races
from tests.waiting import wait_for
from tuning import settings
from tuning.datasets import own
from tuning.store import Batch, commands
from tuning.study import DataSpec, StrategySpec, StudyState
from tuning.ui.new_study import columns, preview
from tuning.ui.pages import (
    BEST,
    BOARD,
    COMPARE,
    LEARN,
    LIVE,
    NEW_STUDY,
    PAGES,
    RACE,
    START,
    STUDIES,
    TENSORBOARD,
    Page,
)

pytestmark = pytest.mark.browser

BOLD, RED, FORMULA = "<b>bold</b>", ":red[red] :material/add: *i*", "$formula$ and $b$"
RENDERED = "b, strong, em, i, .katex, .stMarkdownColoredText, [role=img][aria-label='add icon']"
"""What names would become if they were read as markup; what is bold of ours says other words."""
SERIOUS = ("serious", "critical")
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe that another theme can break."""


@pytest.fixture(scope="module")
def study(site: Site) -> int:
    """A finished study whose name, columns and classes are markup."""
    home = settings.load(site.log.parent)
    rows = [(k % 7, f"{BOLD}{k % 3}", (BOLD, RED, FORMULA)[k % 3]) for k in range(90)]
    kept = own.keep(csv(f"{FORMULA},{RED},{BOLD}", rows), "markup.csv", home)
    data = DataSpec(name=kept, target=BOLD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUNING_HOME", str(home.home))
        for name in (BOLD, RED, FORMULA):
            number = records.fill(site.store, records.spec(5, name=name, data=data))
    folder = home.models / str(number)
    folder.mkdir(parents=True)
    labels = np.arange(18) % 3
    probabilities = np.eye(3)[labels[::-1]]
    np.savez(folder / "test.npz", probabilities=probabilities, y=labels, rows=np.arange(18))
    (folder / "best.keras").write_bytes(b"no model: what cannot be tried says so")
    return number


@pytest.fixture(scope="module")
def board(site: Site) -> Iterator[int]:
    """A board that takes trials, of which people have sent some whose names are markup."""
    spec = records.spec(strategy=StrategySpec(name="by_hand"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands, "leave", lambda *_: None)  # no engine takes it up
        number = site.store.create_board(spec, BOLD)
    sheet = site.store.board(number).study
    records.leave(site.store, sheet, finished=6, state=StudyState.RUNNING)
    given = {"text": "Proposed by hand.", "by_hand": True}
    names = (BOLD, RED[:24], FORMULA)
    sent = [
        replace(t, reason=given | {"by": names[t.number % 3]}) for t in site.store.trials(sheet)
    ]
    site.store.write(sheet, Batch(trials=sent))
    yield number
    site.store.delete_board(number)
    site.store.delete_study(sheet)


PATHS = {
    START: "",
    NEW_STUDY: "new_study?from={0}",
    STUDIES: "studies",
    LIVE: "live?study={0}",
    BEST: "best?study={0}",
    TENSORBOARD: "tensorboard?study={0}",
    RACE: "race?race={1}",
    COMPARE: "compare?studies={0}",
    LEARN: "learn",
    BOARD: "board?board={2}",
}
SIGNS = {
    START: "Latest studies",
    NEW_STUDY: "A number is standardised",
    STUDIES: FORMULA,
    LIVE: "Best score",
    BEST: "Confusion matrix",
    TENSORBOARD: "Nothing to show yet",
    RACE: "Better than",
    COMPARE: "Epochs to within",
    LEARN: "Hyperparameters",
    BOARD: "the best on top",
}
"""What is to be seen once a page is drawn."""


@pytest.fixture(scope="module")
def race(site: Site) -> int:
    """A race that has ended, whose name is markup."""
    return races.fill(site.store, ("random_search", "bayesian"), seeds=2, budget=40, name=BOLD)


def serious(tab: Tab, *rules: str) -> list[str]:
    """What axe finds wrong for people who see, hear or move otherwise; frames are TensorBoard's.

    `rules`: which it looks at; none: all.
    """
    options: dict[str, object] = {"iframes": False, "resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = rules
    found = Axe().run(tab, options=options).response["violations"]
    return [
        f"{wrong['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for wrong in found
        if wrong["impact"] in SERIOUS
        for node in wrong["nodes"]
    ]


def check_headings(tab: Tab) -> None:
    """One title, and no level left out on the way down."""
    levels = [int(tag[1]) for tag in tab.locator("h1, h2, h3, h4").evaluate_all(TAGS)]
    assert levels.count(1) == 1, levels
    assert all(below <= above + 1 for above, below in pairwise(levels)), levels


NOTHING_FADES = "() => !document.getAnimations().some(each => each instanceof CSSTransition)"
TAGS = "nodes => nodes.filter(node => node.checkVisibility()).map(node => node.tagName)"


def check_figures(tab: Tab) -> None:
    """Each is one picture with a name, and its numbers are a table that can be opened."""
    for figure in tab.get_by_test_id("live-figure").all():
        expect(figure.get_by_role("img", name="Chart: ")).to_have_count(1)
        figure.get_by_text("Show as table").click()
        expect(figure.locator("tbody tr").nth(1)).to_be_visible()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_a_page_is_open_to_all_and_reads_no_name_as_markup(
    site: Site, study: int, race: int, board: int, page: Page
) -> None:
    tab = site.open(PATHS[page].format(study, race, board))
    if page is NEW_STUDY:
        tab.locator("summary", has_text=preview.TITLE).click()
        tab.locator("summary", has_text=columns.TITLE).click()
        expect(tab.get_by_test_id("stDataFrame").first).to_be_visible()
    expect(tab.get_by_text(SIGNS[page]).first).to_be_visible()
    expect(tab.get_by_test_id("stSkeleton")).to_have_count(0)
    for scheme, rules in (("light", ()), ("dark", COLOURS)):
        tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        background = "rgb(255, 255, 255)" if scheme == "light" else "rgb(16, 22, 29)"
        expect(tab.get_by_test_id("stApp")).to_have_css("background-color", background)
        tab.wait_for_function(NOTHING_FADES)  # colours half way are nobody's
        assert serious(tab, *rules) == [], scheme
    check_headings(tab)
    check_figures(tab)
    assert tab.locator(".modebar-btn[data-title*=Share]").count() == 0
    read = tab.locator(RENDERED).all_inner_texts()
    assert [text for text in read if text in ("bold", "i", "formula", "add")] == []
    tab.set_viewport_size({"width": 375, "height": 800})
    width = "node => node.scrollWidth - node.clientWidth"
    wait_for(lambda: tab.get_by_test_id("stMain").evaluate(width) <= 0)


def test_the_form_is_told_and_walked_by_the_keyboard(site: Site) -> None:
    tab = site.open(NEW_STUDY.url_path)
    for name in ("Units, first layer", "Units, layer 2", "Learning rate"):
        tab.locator("summary", has_text=name).press("Enter")
        expect(tab.get_by_label(f"Low of {name}", exact=True)).to_be_visible()
    fields = tab.get_by_test_id("stNumberInputField")
    names = fields.evaluate_all("nodes => nodes.map(node => node.ariaLabel)")
    assert len(set(names)) == len(names), names
    tab.reload()
    expect(tab.get_by_label("Name", exact=True)).to_be_visible()
    focused, stops = tab.locator(":focus"), 0
    while not (said := focused.inner_text() if stops else "").endswith("\nStart"):
        if said.startswith("Skip to"):
            tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        stops += 1
        assert stops <= 10, said
    tab.keyboard.press("Enter")
    tab.wait_for_url("**study=**")
