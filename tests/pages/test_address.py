"""New study by its address: a draft comes back as it was left, and belongs to one form."""

from __future__ import annotations

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests import records
from tests.pages.test_pages import ROUTER, choose, field, home, path, run, show, words
from tuning.settings import Settings
from tuning.store import Store
from tuning.ui.new_study.lines import OPEN
from tuning.ui.pages import NEW_STUDY, STUDIES

__all__ = ["home"]
Home = tuple[Settings, Store]


def opened(**address: str) -> AppTest:
    """The page in a session of its own, as after a reload or a restart of the server."""
    test = AppTest.from_file(str(ROUTER), default_timeout=30)
    for name, value in address.items():
        test.query_params[name] = value
    return run(test)


def draft_of(test: AppTest) -> str:
    value = test.query_params["draft"]
    return value if isinstance(value, str) else value[0]


def folded(test: AppTest) -> AppTest:
    """The page with all of its lines closed, those with a mistake, too."""
    for _ in range(2):  # what was held in one line comes to stand in its own
        for expander in test.expander:
            key = str(expander.proto.id)
            test.session_state[key[key.index(OPEN) :]] = False
        run(test)
    return test


def kept(home: Home) -> list[Path]:
    folder = home[0].drafts
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_form_that_nobody_changed_has_no_draft(home: Home) -> None:
    test = show(NEW_STUDY)
    run(test)
    assert "draft" not in test.query_params
    assert kept(home) == []


def test_every_field_comes_back_by_the_address_the_wrong_ones_too(home: Home) -> None:
    test = show(NEW_STUDY)
    run(test.button(key="preset-first_steps").click())
    choose(test, "bayesian")
    wanted = {
        "name": "Mine",
        "data.name": "wine",
        "space.units.mode": "fixed",
        "space.learning_rate.low": 7.5,
        "space.batch_size.mode": "list",
        "strategy.max_trials": 0,
        "evaluation.method": "folds",
        "seed": -3,
    }
    for name, value in wanted.items():
        run(field(test, name).set_value(value))
    run(field(test, "space.batch_size.values").set_value("16, x"))
    again = opened(draft=draft_of(test))
    assert {name: field(again, name).value for name in wanted} == wanted
    assert field(again, "space.batch_size.values").value == "16, x"
    assert field(again, "Adaptive").value == "bayesian"
    assert words(folded(again)) == words(folded(test))
    assert len(kept(home)) == 1


def test_another_tab_has_a_form_of_its_own(home: Home) -> None:
    first, second = show(NEW_STUDY), show(NEW_STUDY)
    run(field(first, "seed").set_value(7))
    run(field(second, "seed").set_value(8))
    assert draft_of(first) != draft_of(second)
    assert [field(opened(draft=draft_of(t)), "seed").value for t in (first, second)] == [7, 8]


def test_the_settings_of_a_study_become_a_draft(home: Home) -> None:
    store = home[1]
    study = store.create_study(records.spec(17))
    test = opened(**{"from": str(study)})
    store.delete_study(study)
    assert field(opened(draft=draft_of(test)), "strategy.max_trials").value == 17
    assert field(test, "name").value == "", "a name that was made is made anew"


def test_a_click_that_still_names_the_address_before_undoes_nothing(home: Home) -> None:
    study = home[1].create_study(records.spec(17))
    test = opened(**{"from": str(study)})
    name = draft_of(test)
    test.query_params.clear()
    test.query_params["from"] = str(study)
    run(field(test, "strategy.max_trials").set_value(5))
    assert field(test, "strategy.max_trials").value == 5
    assert draft_of(test) == name


def test_a_draft_is_used_up_by_its_start_and_then_leads_to_the_study(home: Home) -> None:
    test = show(NEW_STUDY)
    run(field(test, "strategy.max_trials").set_value(9))
    name = draft_of(test)
    test.button(key="start").click().run()
    assert "fields" not in json.loads(kept(home)[0].read_text())
    back = opened(draft=name)
    assert field(back, "strategy.max_trials").value == 9
    assert draft_of(back) != name
    run(test.switch_page(path(STUDIES)))
    run(field(run(test.switch_page(path(NEW_STUDY))), "seed").set_value(4))
    assert draft_of(test) not in (name, draft_of(back))


def test_a_draft_that_is_no_longer_kept_is_said(home: Home) -> None:
    test = opened(draft="A7xk2-kjf_s3")
    assert "is no longer kept" in words(test)
    assert "draft" not in test.query_params
    assert not test.button(key="start").disabled


def test_a_draft_of_another_version_is_read_as_far_as_it_can_be(home: Home) -> None:
    fields = {
        "seed": "seven",
        "strategy.name": "oracle",
        "model": ["dense"],
        "space.units.mode": "spread",
        "space.width.low": 3,
        "strategy.max_trials": 6,
        "evaluation.fraction": 0.25,
    }
    home[0].drafts.mkdir()
    (home[0].drafts / "another-version.json").write_text(json.dumps({"fields": fields}))
    test = opened(draft="another-version")
    assert field(test, "strategy.max_trials").value == 6
    assert field(test, "space.units.mode").value == "range"
    assert field(test, "evaluation.fraction").value == "0.25"
    assert not test.button(key="start").disabled


def test_another_model_brings_its_own_hyperparameters_and_keeps_the_first_one_s(home: Home) -> None:
    test = show(NEW_STUDY)
    run(field(test, "space.units.high").set_value(64))
    run(field(test, "model").set_value("conv"))
    assert field(test, "space.filters.values").value == "4, 8, 16, 32"
    assert not test.button(key="start").disabled
    again = opened(draft=draft_of(test))
    assert field(again, "model").value == "conv"
    run(field(again, "model").set_value("dense"))
    assert field(again, "space.units.high").value == 64


def test_what_start_leaves_in_the_address_leads_to_the_study_when_it_is_reloaded(
    home: Home,
) -> None:
    number = home[1].create_study(records.spec(17))
    test = opened(study=str(number))
    assert home[1].study(number).name in words(test)
    assert not test.title
    # Back to it within a session is a way back to the form.
    run(test.switch_page(path(NEW_STUDY)))
    test.query_params["study"] = str(number)
    assert [title.value for title in run(test).title] == ["New study"]
