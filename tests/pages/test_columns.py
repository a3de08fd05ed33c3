"""Own tables on New study: each column's treatment, words for missing, classes or a quantity."""

from __future__ import annotations

from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from tests.data_files import csv, penguins
from tests.pages.test_address import draft_of, opened
from tests.pages.test_own_data import page, place, text, upload
from tests.pages.test_pages import field, run
from tuning.settings import Settings
from tuning.store import Store
from tuning.study import ColumnChoice, StudySpec
from tuning.ui.new_study import columns

__all__ = ["page", "place"]


def people(rows: int = 120, **more: Any) -> bytes:
    """A text with words for missing, a whole number that may be a class, a quantity."""
    rng = np.random.default_rng(1)
    found = [
        (
            ("Rome", "Oslo", "NA", "Rome")[k % 4],
            ("12", "n.d.", "30")[k % 3] if k % 40 == 1 else k % 37,
            k % 6,
            f"{rng.normal(50, 9):.1f}",
            ("$a$", "<b>x</b>")[k % 2],
        )
        for k in range(rows)
    ]
    return csv("city,age,grade,height,$price$ <b>", found)


def widget(test: AppTest, number: int, what: str) -> Any:
    """A column's select or its words, by its place in the table."""
    [found] = [e for e in test if str(getattr(e, "key", "")).endswith(f":{number}:{what}")]
    return found


def words_of(test: AppTest, number: int) -> Any:
    test.session_state[f"popover-missing-{number}"] = True
    return widget(run(test), number, "missing")


def started(test: AppTest, place: Settings) -> StudySpec:
    run(test.button(key="start").click())
    return Store(place.store_path).studies()[0].spec


def test_what_a_person_decides_about_columns_is_shown_kept_and_started(
    page: AppTest, place: Settings
) -> None:
    upload(page, "people.csv", people())
    run(field(page, "data.target").set_value("$price$ <b>"))
    assert "<b>$price$ &lt;b&gt;</b>" in text(page)
    assert widget(page, 0, "treatment").value == "category"
    run(widget(page, 1, "treatment").set_value("leave_out"))
    assert "left out: left out by choice" in text(page)
    run(widget(page, 2, "treatment").set_value("category"))
    assert "one-hot, 6 inputs" in text(page)
    asked = words_of(page, 0)
    assert (asked.value, asked.options) == ([], ["NA"])  # as frequent as the others: a value
    run(asked.set_value(["NA"]))
    assert "one-hot, 2 inputs, gaps take the most frequent value" in text(page)
    again = opened(draft=draft_of(page))
    again.session_state["line:columns"] = True
    assert widget(run(again), 1, "treatment").value == "leave_out"
    assert words_of(again, 0).value == ["NA"]
    spec = started(page, place)
    assert spec.data.columns == (
        ColumnChoice(name="age", treatment="leave_out"),
        ColumnChoice(name="grade", treatment="category"),
        ColumnChoice(name="city", missing=("NA",)),
    )
    copied = opened(**{"from": "1"})
    copied.session_state["line:columns"] = True
    assert widget(run(copied), 2, "treatment").value == "category"


def test_what_is_as_suggested_again_is_no_choice(page: AppTest, place: Settings) -> None:
    upload(page, "birds.csv", penguins())
    run(widget(page, 1, "treatment").set_value("leave_out"))
    run(widget(page, 1, "treatment").set_value("number"))
    run(widget(page, 0, "treatment").set_value("leave_out"))
    run(field(page, "data.target").set_value("island"))
    assert started(page, place).data.columns == (), "a target is not left out"


def test_a_quantity_is_learned_by_its_own_metric_until_classes_are(
    page: AppTest, place: Settings
) -> None:
    upload(page, "people.csv", people())
    run(field(page, "data.target").set_value("height"))
    assert "to predict height: a quantity" in text(page)
    assert field(page, "objective.metric").value == "val_rmse"
    assert "val_accuracy" not in field(page, "objective.metric").options
    run(field(page, "data.target").set_value("grade"))
    assert field(page, "data.task").value == "classification"
    assert field(page, "objective.metric").value == "val_accuracy"
    run(field(page, "data.task").set_value("regression"))
    assert "to predict grade: a quantity" in text(page)
    run(field(page, "patience").set_value(7))
    spec = started(page, place)
    assert (spec.data.task, spec.objective.metric, spec.patience) == ("regression", "val_rmse", 7)


def test_rows_without_a_target_and_small_classes_are_told(page: AppTest, place: Settings) -> None:
    rows = [(k, k * 7 % 5, ("a", "b", "")[k % 3] if k < 87 else "rare") for k in range(90)]
    upload(page, "few.csv", csv("left,right,kind", rows))
    assert "is missing in 29 of 90 rows, which are left out" in text(page)
    assert "1 class of fewer than 5 rows (&#x27;rare&#x27;)" in text(page)
    run(field(page, "data.small_classes").set_value("keep"))
    assert page.button(key="start").disabled
    run(field(page, "data.small_classes").set_value("merge"))
    assert started(page, place).data.small_classes == "merge"


def test_of_many_columns_a_page_is_drawn_and_the_others_are_found(page: AppTest) -> None:
    names = [*(f"gene {k}" for k in range(90)), "kind"]
    rows = [(*((k * j) % 11 / 2 for j in range(1, 91)), "ab"[k % 2]) for k in range(40)]
    upload(page, "genes.csv", csv(",".join(names), rows))
    shown = [e for e in page.selectbox if str(e.key).endswith(":treatment")]
    assert len(shown) == columns.AT_ONCE - 1, "the target has none"
    run(page.text_input(key="columns-sought").set_value("GENE 77"))
    run(widget(page, 77, "treatment").set_value("leave_out"))
    run(page.text_input(key="columns-sought").set_value(""))
    page.session_state["columns-shown"] = "mine"
    assert "<b>gene 77</b>" in text(run(page))
    assert "<b>gene 76</b>" not in text(page)


def test_the_space_that_suits_the_data_is_offered_and_can_be_undone(
    page: AppTest, place: Settings
) -> None:
    upload(page, "birds.csv", penguins())
    assert "Suggested for 48 rows of 7 inputs" in text(page)
    assert field(page, "space.layers.value").value == 4, "nothing changes by itself"
    run(page.button(key="suggest").click())
    assert "As suggested for 48 rows" in text(page)
    assert field(page, "space.layers.high").value == 2
    run(page.button(key="unsuggest").click())
    assert field(page, "space.layers.value").value == 4
    assert field(page, "patience").value is None
    run(page.button(key="suggest").click())
    assert started(page, place).patience == 30


def test_of_many_warnings_the_first_are_shown_and_the_others_opened(page: AppTest) -> None:
    header = ",".join([*(f"told {k}" for k in range(9)), "kind"])
    upload(page, "told.csv", csv(header, [(*[k % 4] * 9, "ab"[k % 2]) for k in range(300)]))
    assert "The column &#x27;told 0&#x27; tells the target by itself" in text(page)
    shown, more = text(page).split("<summary>5 more</summary>")
    assert "told 3&#x27; tells" in shown
    assert "told 8&#x27; tells" in more


def test_a_copy_of_an_old_study_is_read_as_it_was_until_something_is_changed(
    page: AppTest, place: Settings
) -> None:
    upload(page, "birds.csv", penguins())
    old = started(page, place)
    store = Store(place.store_path)
    data = old.data.model_copy(update={"rules": 1})
    number = store.create_study(old.model_copy(update={"data": data}))
    copied = opened(**{"from": str(number)})
    assert "is copied from, by rules of an earlier version" in text(copied)
    copied.session_state["line:columns"] = True
    run(widget(run(copied), 1, "treatment").set_value("leave_out"))
    assert "by rules of an earlier version" not in text(copied)
    assert "left out by choice" in text(copied)
    store.close()
