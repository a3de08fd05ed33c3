"""How honest a winner is, on every page that shows one, and what is said where nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests import records
from tests.pages.test_pages import show
from tests.records import honest
from tuning.honesty import Step, words
from tuning.store import Store
from tuning.study import Evaluation
from tuning.ui.pages import BEST, COMPARE, LIVE, START, STUDIES


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("TUNING_HOME", str(tmp_path))
    monkeypatch.delenv("TUNING_DATASETS", raising=False)
    yield records.a_home(tmp_path)[1]
    st.cache_resource.clear()


def a_study(store: Store, trials: int = 8, **more: object) -> int:
    evaluation = Evaluation(method="split", executions=1)
    return records.fill(store, records.spec(trials, evaluation=evaluation), **more)  # type: ignore[arg-type]


def html(test: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in test.get("html"))  # in no order


def test_one_click_selects_what_cannot_be_told_from_the_winner(store: Store) -> None:
    study_id = a_study(store)
    kept = honest.leave(store, study_id, tied=(1, 2, 5), low=0.6, high=0.8, corrected=0.712)
    test = show(LIVE, study_id)
    assert "0.71</div><div>90%: 0.60 to 0.80" in html(test)
    button = test.button(key="select-tied")
    assert "3" in button.label
    assert words.tied(kept).partition(";")[0] in button.help.replace("\\", "")
    button.click().run()
    assert test.query_params["trials"] == "1-2,5"


def test_best_shows_the_corrected_score_before_all_others(store: Store) -> None:
    study_id = a_study(store)
    honest.leave(store, study_id, tied=(1, 2), low=0.6, high=0.8, corrected=0.712, answer="7")
    page = html(show(BEST, study_id))
    assert "corrected for choosing among 8 trials × 25 epochs</div><b>0.71</b>" in page
    assert page.index("<b>0.71</b>") < page.index("Always &#x27;7&#x27;")


@pytest.mark.parametrize("page", [LIVE, BEST])
def test_a_study_older_than_row_scores_says_so(store: Store, page: object) -> None:
    test = show(page, a_study(store))  # type: ignore[arg-type]
    said = html(test)
    assert words.OLD in said or words.BRIEFLY[words.OLD] in said
    assert "select-tied" not in [button.key for button in test.button]


@pytest.mark.parametrize(("trials", "failed"), [(1, ()), (3, (0, 1, 2))])
def test_one_trial_and_none_that_scored_break_no_page(
    store: Store, trials: int, failed: tuple[int, ...]
) -> None:
    study_id = a_study(store, trials, failed=failed)
    honest.leave(store, study_id)
    for page in (LIVE, BEST):
        show(page, study_id)


def test_lists_show_both_scores_and_why_one_is_missing(store: Store) -> None:
    good, flattered, old = (a_study(store, 4) for _ in range(3))
    honest.leave(store, good, corrected=0.812, low=0.76, high=0.86)
    honest.leave(store, flattered, corrected=0.71, low=0.6, high=0.8)
    assert store.corrections([good]) == {good: (0.812, 0.76, 0.86, "")}
    test = show(STUDIES)
    said = html(test)
    assert 'title="0.71 (0.60 to 0.80), 90% interval">0.71<' in said
    assert f'<abbr title="{words.OLD}">–</abbr>' in said
    test.button(key="sort-corrected").click().run()
    said = html(test)
    order = [said.index(text) for text in (">0.81<", ">0.71<", words.OLD)]
    assert order == sorted(order)
    assert "<small>corrected <span" in html(show(START))
    assert old not in store.corrections()


def test_compare_has_the_corrected_scores_beside_the_chosen_ones(store: Store) -> None:
    first = a_study(store, 4)
    second = records.fill(store, records.spec(6, evaluation=Evaluation(method="folds", folds=2)))
    honest.leave(store, first, course=(Step(3, 3, 0.9, 0.71, 0.6, 0.8),))
    test = show(COMPARE)
    test.query_params["studies"] = f"{first},{second}"
    test.run()
    said = html(test)
    assert "0.71 (0.60 to 0.80)" in said
    assert f'<abbr title="{words.OLD}">–</abbr>' in said
    assert "nothing tells" in said
