"""The card of a confirmation on Best: its cost before, its refusals, what it came to."""

from __future__ import annotations

from tests import records
from tests.pages.test_pages import commands, home, run, show  # noqa: F401 -- home is a fixture
from tuning.settings import Settings
from tuning.store import Batch, ConfirmationState, FitRecord, Store
from tuning.study import FitKind, FitState, StudyState
from tuning.ui.pages import BEST, LIVE

Home = tuple[Settings, Store]


def test_it_is_asked_for_on_best_and_a_second_tab_is_refused(home: Home) -> None:  # noqa: F811
    _, store = home
    study = records.fill(store, finished=4)
    first, second = show(BEST, study), show(BEST, study)
    captions = [caption.value for caption in first.caption]
    assert any(text.startswith("3 trials, 5 times each: 15 fits, ") for text in captions)
    first.selectbox(key=f"confirm-top-{study}").set_value(2)
    run(first)
    run(first.button(key="confirm").click())
    (asked,) = store.confirmations(study)
    assert (len(asked.trials), asked.repeats) == (2, 5)
    assert [one.kind for one in commands(store)] == ["confirm"]
    run(second.button(key="confirm").click())
    assert len(store.confirmations(study)) == 1
    assert any("is being confirmed already" in one.body for one in second.get("html"))
    run(first.button(key="stop-confirmation").click())
    assert [one.kind for one in commands(store)] == ["stop_confirmation"]


def test_what_it_came_to_stands_on_best_and_live_leads_there(home: Home) -> None:  # noqa: F811
    _, store = home
    study = records.fill(store, finished=4)
    assert any("Confirm: about" in button.label for button in show(LIVE, study).button)
    number = store.confirm(study, {1: 5, 0: 5}, 2)
    keys = [(trial, FitKind.CONFIRMATION, k) for trial in (1, 0) for k in (0, 1)]
    fits = [FitRecord(*key, 7, FitState.COMPLETED, 0.8, 1.0) for key in keys]
    store.write(study, Batch(fits=fits))
    store.set_confirmation(number, ConfirmationState.COMPLETED)
    page = show(BEST, study)
    assert any("came to" in text.value for text in page.markdown)
    assert any(button.label == "Confirmation" for button in show(LIVE, study).button)


def test_a_study_that_searches_has_no_such_card(home: Home) -> None:  # noqa: F811
    _, store = home
    study = records.fill(store, finished=4, running=1, state=StudyState.RUNNING)
    assert not [button for button in show(BEST, study).button if button.key == "confirm"]
