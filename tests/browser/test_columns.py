"""An own table on New study: a quantity to predict, and a column that a person leaves out."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, say
from tests.data_files import csv
from tuning.ui.pages import NEW_STUDY

pytestmark = pytest.mark.browser


def houses(rows: int = 60) -> bytes:
    found = [(k % 5, ("a", "-", "b")[k % 3], f"{100 + k * 1.37:.2f}") for k in range(rows)]
    return csv("rooms,$kind$ <b>,price", found)


def test_a_column_is_left_out_where_it_is_shown_and_a_quantity_has_its_own_metric(
    site: Site,
) -> None:
    page = site.open(f"{NEW_STUDY.url_path}?bring=1")
    file = {"name": "houses.csv", "mimeType": "text/csv", "buffer": houses()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    say(page, "to predict price: a quantity")
    expect(page.locator(".st-key-setting-objective .ts-line")).to_contain_text("Validation RMSE")
    row = page.locator(".st-key-column-0")
    expect(row).to_contain_text("standardised")
    row.get_by_role("combobox", name="What becomes of rooms").click()
    page.get_by_role("option", name="Leave out").click()
    expect(row).to_contain_text("left out by choice")
    kind = page.locator(".st-key-column-1")
    expect(kind.locator("b")).to_have_text("$kind$ <b>")
    kind.get_by_role("button", name="missing").click()
    expect(page.get_by_text("Words that mean missing")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_enabled()
