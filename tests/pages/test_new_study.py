"""New study: the choice of a technique, the values of a grid, the question before a large one."""

from __future__ import annotations

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import choose, field, home, path, run, show, words
from tuning.planning import files
from tuning.planning.presets import PRESETS
from tuning.settings import Settings
from tuning.store import Store
from tuning.strategies import GROUPS, STRATEGIES
from tuning.ui.new_study.lines import OPEN
from tuning.ui.new_study.space import REST
from tuning.ui.pages import NEW_STUDY

__all__ = ["home"]
Home = tuple[Settings, Store]


@pytest.fixture
def test(home: Home) -> AppTest:
    page = show(NEW_STUDY)
    return run(page.button(key="preset-first_steps").click())


def said(test: AppTest) -> WidgetStates:
    """What a browser that shows this page sends with a click on Start."""
    states = test._tree.get_widget_states()
    start = next(s for s in states.widgets if s.id == test.button(key="start").id)
    start.trigger_value = True
    return states


def test_start_pressed_before_the_page_shows_the_chosen_technique_starts_that_one(
    test: AppTest, home: Home
) -> None:
    clicked = field(test, "Adaptive").set_value("hyperband")
    at_once = said(test)
    run(clicked)
    test._run(at_once)
    assert home[1].studies()[0].strategy == "hyperband"


def test_start_pressed_before_the_page_shows_the_preset_starts_the_preset(
    test: AppTest, home: Home
) -> None:
    wanted = PRESETS["hyperband"].spec
    at_once = said(test)
    run(test.button(key="preset-hyperband").click())
    test._run(at_once)
    spec = home[1].studies()[0].spec
    assert (spec.strategy, spec.space) == (wanted.strategy, wanted.space)


def test_a_grid_says_how_a_range_is_cut_and_takes_named_values(test: AppTest) -> None:
    assert not [e for e in test.text_input if e.label == "Grid values"]
    choose(test, "grid_search")
    assert "0.0001, 0.0005623, 0.003162, 0.01778, 0.1" in words(test)
    run(field(test, "space.learning_rate.grid").set_value("0.001, 0.02"))
    assert "0.001, 0.02" in words(test)
    run(field(test, "space.units.grid").set_value("16, 1000"))
    assert "Grid points must lie from 8 to 128, got 1000." in words(test)
    assert test.button(key="start").disabled


def test_a_field_that_a_technique_does_not_use_says_so(test: AppTest) -> None:
    run(test.button(key="preset-article").click())
    assert "is not used" not in words(test)
    choose(test, "hyperband")
    assert "Epochs (5) is not used: Hyperband decides how long each trial trains." in words(test)
    assert not test.button(key="start").disabled


def test_numbers_of_a_study_file_are_shown_whole_or_not(home: Home) -> None:
    store = home[1]
    kept = files.parse(
        {
            "space": {"units": 16.0, "learning_rate": 1, "epochs": [2, 3]},
            "strategy": {"name": "bayesian", "alpha": 1, "max_trials": 2.0},
        }
    )
    test = show(NEW_STUDY)
    test.query_params["from"] = str(store.create_study(kept))
    run(test)
    shown = [field(test, f"space.{name}.value").value for name in ("units", "learning_rate")]
    assert [repr(value) for value in shown] == ["16", "1.0"]
    assert not test.button(key="start").disabled


def test_a_large_grid_starts_only_when_it_is_meant(test: AppTest, home: Home) -> None:
    choose(test, "grid_search_cv")
    run(field(test, "strategy.points").set_value(40))
    run(field(test, "evaluation.method").set_value("split"))
    asked = "2 hyperparameters with 16 × 40 values"
    assert asked not in words(test)
    run(field(test, "evaluation.method").set_value("folds"))
    assert "2 hyperparameters with 16 × 40 values in 5 folds are 3,200 fits." in words(test)
    assert test.button(key="start").disabled
    (meant,) = test.checkbox
    run(meant.check())
    assert not test.button(key="start").disabled
    run(field(test, "strategy.points").set_value(50))
    assert test.button(key="start").disabled, "another number is another question"
    run(test.checkbox[0].check())
    test.button(key="start").click().run()
    assert [study.strategy for study in home[1].studies()] == ["grid_search_cv"]


def test_a_study_by_hand_says_where_its_trials_are_added(test: AppTest, home: Home) -> None:
    choose(test, "by_hand")
    assert "You add the trials on the Live page" in words(test)
    assert "yours to add" in words(test)
    run(field(test, "strategy.stay_open").set_value(False))
    assert "needs at least one trial" in words(test)
    run(field(test, "strategy.stay_open").set_value(True))
    test.button(key="start").click().run()
    (study,) = home[1].studies()
    assert study.spec.strategy.options == {"trials": [], "stay_open": True}


def test_a_technique_chosen_in_another_group_takes_the_place_of_the_first(test: AppTest) -> None:
    choose(test, "bayesian")
    assert "KerasTuner BayesianOptimization" in words(test)
    choose(test, "one_at_a_time")
    chosen = [field(test, group).value for group in GROUPS]
    assert chosen == ["one_at_a_time", None, None, None]


def test_a_name_follows_the_data_that_it_tells_of(test: AppTest, home: Home) -> None:
    assert field(test, "name").placeholder == "Random search on digits"
    run(field(test, "name").set_value("My digits"))
    run(field(test, "data.name").set_value("wine"))
    assert field(test, "name").value == "My wine"
    test.button(key="start").click().run()
    run(test.switch_page(path(NEW_STUDY)))
    test.button(key="start").click().run()
    assert [study.name for study in home[1].studies()] == ["My wine (2)", "My wine"]


def test_a_list_shows_the_values_that_were_read(test: AppTest) -> None:
    run(field(test, "space.learning_rate.mode").set_value("list"))
    run(field(test, "space.learning_rate.values").set_value("0,001; 0,01"))
    assert '<div class="ts-chips"><span>0.001</span><span>0.01</span></div>' in words(test)
    run(field(test, "space.learning_rate.values").set_value("0,001"))
    assert "<span>0.001</span>" not in words(test)
    assert test.button(key="start").disabled


def test_a_field_that_the_technique_will_not_use_takes_nothing(test: AppTest) -> None:
    run(field(test, "space.epochs.mode").set_value("fixed"))
    assert not field(test, "space.epochs.value").disabled
    choose(test, "hyperband")
    assert field(test, "space.epochs.value").disabled
    assert "is not used: Hyperband decides" in words(test)


def test_presets_close_when_one_was_taken(test: AppTest) -> None:
    test.session_state["popover-presets"] = True
    run(test.button(key="preset-hyperband").click())
    assert not test.session_state["popover-presets"]


def test_the_engine_hears_once_which_data_are_being_chosen(test: AppTest, home: Home) -> None:
    store = home[1]
    store.take_commands()
    run(field(test, "data.name").set_value("wine"))
    run(field(test, "data.name").set_value("wine"))
    told = [(c.kind, c.study_id, c.payload["data"]["name"]) for c in store.take_commands()]
    assert told == [("prepare", None, "wine")]


# -- lines that open, and cards ------------------------------------------------------------------


def card(test: AppTest, name: str) -> str:
    """What a strategy's card says below its title."""
    radio = field(test, STRATEGIES[name].group)
    titles = [str(title) for title in radio.options]
    said = str(radio.proto.captions[titles.index(STRATEGIES[name].title)])
    return said.replace("\\", "")


def test_each_card_says_what_its_technique_would_cost_here(test: AppTest) -> None:
    run(test.button(key="preset-article").click())
    assert "\n5 trials · 75 epochs · " in card(test, "random_search")
    assert "\n46.9 k trials · 703 k epochs · " in card(test, "grid_search")
    hyperband = card(test, "hyperband")
    run(field(test, "strategy.max_trials").set_value(7))
    assert "\n7 trials · 105 epochs · " in card(test, "random_search")
    assert "\n7 trials · 105 epochs · " in card(test, "bayesian")
    assert card(test, "hyperband") == hyperband


def test_a_card_says_why_its_technique_cannot_run_where_nothing_else_does(test: AppTest) -> None:
    run(test.button(key="preset-grid_search_cv").click())
    assert "Hyperband decides itself how many epochs" in card(test, "hyperband")
    run(field(test, "seed").set_value(-1))
    assert "\n18 trials" in card(test, "grid_search_cv"), "no price depends on it"
    run(field(test, "evaluation.executions").set_value(0))
    assert card(test, "grid_search_cv").endswith("  \n–")


def is_open(test: AppTest, line: str) -> bool:
    return bool(test.session_state[f"{OPEN}{line}"])


def test_a_line_in_which_something_becomes_wrong_opens_and_says_it_when_it_is_closed(
    test: AppTest,
) -> None:
    run(test.button(key="preset-grid_search_cv").click())
    assert not is_open(test, "space.epochs")
    choose(test, "hyperband")
    assert is_open(test, "space.epochs")
    test.session_state[f"{OPEN}space.epochs"] = False
    run(test)
    assert not is_open(test, "space.epochs"), "what a person closes stays closed"
    assert 'role="alert">Hyperband decides itself' in words(test)
    assert test.button(key="start").disabled


def test_a_mistake_in_what_is_not_searched_names_its_hyperparameter(test: AppTest) -> None:
    run(field(test, "space.batch_size.mode").set_value("fixed"))
    run(field(test, "space.batch_size.value").set_value(0))
    test.session_state[f"{OPEN}{REST}"] = False
    assert "Batch size: batch_size must be at least 1, got 0." in words(run(test))


def test_a_hyperparameter_moves_to_its_own_line_only_when_the_one_it_stands_in_is_closed(
    test: AppTest,
) -> None:
    run(field(test, "space.dropout.mode").set_value("range"))
    labels = [expander.label for expander in test.expander]
    assert "Dropout, hidden layers" not in labels
    test.session_state[f"{OPEN}{REST}"] = False
    run(test)
    labels = [expander.label for expander in test.expander]
    assert labels.index("Dropout, hidden layers") < labels.index("Not searched")
    assert "0 to 0.1, step 0.01" in words(test)


def test_a_share_is_shown_and_taken_as_it_is_typed(test: AppTest, home: Home) -> None:
    run(test.button(key="preset-article").click())
    assert field(test, "evaluation.fraction").value == "1/6"
    run(field(test, "evaluation.fraction").set_value("1/7"))
    assert "1/7 of the training rows validates" in words(test)
    run(field(test, "evaluation.fraction").set_value("a seventh"))
    assert "a ratio such as 1/6, got" in words(test)
    run(field(test, "evaluation.fraction").set_value("1/7"))
    test.button(key="start").click().run()
    assert home[1].studies()[0].spec.evaluation.fraction == 1 / 7


def test_a_tracker_is_chosen_in_its_line(test: AppTest, home: Home) -> None:
    assert "None: everything stays here" in words(test)
    run(field(test, "track").set_value(["mlflow"]))
    assert "None: everything stays here" not in words(test)
    test.button(key="start").click().run()
    assert home[1].studies()[0].spec.track == ("mlflow",)


def test_few_rows_are_evaluated_in_folds_and_many_again_by_a_split(test: AppTest) -> None:
    run(test.button(key="preset-article").click())
    assert field(test, "evaluation.method").value == "split"
    run(field(test, "data.name").set_value("iris"))
    assert field(test, "evaluation.method").value == "folds"
    run(field(test, "data.name").set_value("fashion_mnist"))
    assert field(test, "evaluation.method").value == "split"


def test_one_split_of_few_rows_is_aimed_at_by_its_log_loss(test: AppTest) -> None:
    run(test.button(key="preset-first_steps").click())
    assert field(test, "objective.metric").value == "val_accuracy"
    run(field(test, "evaluation.method").set_value("split"))
    assert field(test, "objective.metric").value == "val_log_loss"
    run(field(test, "evaluation.method").set_value("folds"))
    assert field(test, "objective.metric").value == "val_accuracy"
