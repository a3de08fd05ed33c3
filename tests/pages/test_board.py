"""The Board page: opening one, trying under a name, clearing, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests import records
from tests.pages.test_pages import ROUTER, path, run, told, words
from tuning.space import Float
from tuning.store import Batch, Store, TrialRecord
from tuning.store.view import StudyView
from tuning.study import StrategySpec, StudyState, TrialState
from tuning.ui import rights
from tuning.ui.board import trying
from tuning.ui.pages import BOARD, LIVE

ODD = "<b>*A*</b> $1$ 🙂"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("TUNING_HOME", str(tmp_path))
    monkeypatch.delenv("TUNING_DATASETS", raising=False)
    monkeypatch.setattr(rights, "_looking", {})
    store = records.a_home(tmp_path)[1]
    records.put_engine(store)
    yield store
    st.cache_resource.clear()


def opened(store: Store) -> int:
    """A board whose sheet runs."""
    number = store.create_board(records.spec(strategy=StrategySpec(name="by_hand")), "7b")
    store.set_state(store.board(number).study, StudyState.RUNNING)
    store.take_commands()
    return number


def show(board: int | str = "", name: str = "", **query: str) -> AppTest:
    test = AppTest.from_file(str(ROUTER), default_timeout=30)
    for part, value in query.items():
        test.query_params[part] = value
    test.run()
    if name:
        test.session_state["board-name"] = name
    for part, value in query.items():
        test.query_params[part] = value
    if board:
        test.query_params["board"] = str(board)
    return run(test.switch_page(path(BOARD)))


def has(test: AppTest, key: str) -> bool:
    return any(button.key == key for button in test.button)


def end(store: Store, board: int, score: float | None) -> None:
    """The engine trains all that waits on the board's sheet."""
    sheet = store.board(board).study
    first = len(store.trials(sheet)) + 1
    state = TrialState.FAILED if score is None else TrialState.COMPLETED
    ended = [
        TrialRecord(
            first + place, state, one.payload["values"], score, native=one.native,
            reason={"text": "Proposed by hand.", "by_hand": True, "by": one.payload["by"]},
            error=None if score is not None else "The loss became NaN in epoch 1.",
            finished=records.START + first,
        )
        for place, one in enumerate(store.added(sheet))
    ]  # fmt: skip
    store.write(sheet, Batch(trials=ended))


def test_a_board_on_digits_is_one_click_away(store: Store) -> None:
    test = run(show().button(key="board-open").click())
    (board,) = store.boards()
    study = store.study(board.study)
    assert told(store) == [("start", study.id)]
    assert list(study.spec.space.searched) == [
        "learning_rate", "units", "dropout", "batch_size", "optimizer"
    ]  # fmt: skip
    assert (study.spec.data.name, study.spec.fixed("epochs")) == ("digits", 5)
    assert study.spec.strategy.options["stay_open"]
    assert f"board={board.id}&view=1" in str([code.value for code in show(board.id).code])
    assert not test.exception


def test_what_the_class_moves_is_chosen_and_checked(store: Store) -> None:
    test = show()
    run(test.multiselect(key="board-form-moved").set_value(["momentum"]))
    assert "momentum would never be used" in words(test)
    assert test.button(key="board-open").disabled
    run(test.multiselect(key="board-form-moved").set_value(["learning_rate"]))
    run(test.text_input(key="board-low-learning_rate").set_value("wide"))
    assert "Learning rate: a range's end is a number, got 'wide'" in unescape(words(test))
    run(test.text_input(key="board-low-learning_rate").set_value("0.01"))
    run(test.button(key="board-open").click())
    space = store.study(store.boards()[0].study).spec.space
    assert (list(space.searched), space["learning_rate"].points(2)) == (
        ["learning_rate"],
        [0.01, 1.0],
    )


def test_a_name_is_asked_once_and_shown_as_it_is(store: Store) -> None:
    board = opened(store)
    test = show(board)
    for wrong, why in [("x" * 200, "at most 24 letters, got 200"), (" ", "at least one letter")]:
        test.text_input(key="board-given").set_value(wrong)
        run(test.button(key="board-me-ok").click())
        assert why in words(test)
        assert not has(test, "board-try")
    test.text_input(key="board-given").set_value(f" {ODD} ")
    run(test.button(key="board-me-ok").click())
    assert "&lt;b&gt;*A*&lt;/b&gt; $1$ 🙂" in words(test)
    run(test.button(key="board-try").click())
    (waiting,) = store.added(store.board(board).study)
    assert waiting.payload["by"] == ODD
    end(store, board, 0.9712)
    test = show(board, ODD)
    assert "Best so far: <b>0.9712</b> by <b>&lt;b&gt;*A*&lt;/b&gt; $1$ 🙂</b>" in words(test)
    assert ODD not in words(test)


def test_a_trial_is_sent_waits_and_has_its_place(store: Store) -> None:
    board = opened(store)
    store.try_on_board(board, "Ben", {"units": 16})
    test = show(board, "Anna")
    run(test.select_slider(key=f"board-{board}-units").set_value(64))
    run(test.button(key="board-try").click())
    assert "Your trial waits: 1 before yours." in words(test)
    assert store.added(store.board(board).study)[1].payload["values"]["units"] == 64
    run(test.button(key="board-try").click())
    assert "One trial at a time" in words(test)
    end(store, board, 0.75)
    run(test)
    assert "place 1 of 2 trials" in words(test)
    assert "Anna has tried just these values: 0.7500" in words(test).replace("\\", "")
    store.try_on_board(board, "Anna", {"units": 16})
    end(store, board, None)
    assert "Your trial 3 failed: The loss became NaN in epoch 1." in words(run(test))


def test_an_engine_that_is_not_ready_is_said_and_the_trial_is_kept(store: Store) -> None:
    board = opened(store)
    records.put_engine(store, "warming")
    test = run(show(board, "Anna").button(key="board-try").click())
    assert "The engine warms up" in words(test)
    assert "Your trial is kept" in words(test)
    assert len(store.added(store.board(board).study)) == 1


def test_a_teacher_clears_closes_and_begins_again(store: Store) -> None:
    board = opened(store)
    sheet = store.board(board).study
    assert show(board).button(key="board-clear").disabled
    store.try_on_board(board, "Anna", {"units": 16})
    test = run(show(board, "Zoe").button(key="board-try").click())
    run(test.button(key="board-clear").click())
    new = store.board(board).study
    assert told(store) == [("start", new), ("finish", sheet)]
    assert "No trial has a score yet" in words(test)
    (before,) = [
        link.proto.label for link in test.get("page_link") if "cleared" in link.proto.label
    ]
    assert f"on the sheet before, study {sheet}" in before
    run(test.button(key="board-close").click())
    assert "This board is closed" in words(test)
    assert not has(test, "board-try")
    run(test.button(key="board-new-sheet").click())
    assert has(test, "board-try")
    store.delete_study(store.board(board).study)
    assert "This sheet was deleted in Studies" in words(run(test))
    run(test.button(key="board-new-sheet").click())
    assert has(test, "board-try")
    store.delete_board(board)
    assert f"There is no board {board}" in words(run(test))


def test_a_trial_that_the_next_sheet_has_is_not_said_to_be_on_the_one_before(store: Store) -> None:
    board = opened(store)
    sheet = store.board(board).study
    test = run(show(board, "Anna").button(key="board-try").click())
    store.set_state(sheet, StudyState.STOPPING)
    store.set_state(sheet, StudyState.STOPPED)
    new = store.clear_board(board, sheet)
    assert [one.payload["by"] for one in store.added(new)] == ["Anna"]
    assert "Your trial is next" in words(run(test))
    links = [link.proto.label for link in test.get("page_link")]
    assert not [label for label in links if "cleared" in label]


def test_a_link_for_the_class_tries_and_does_nothing_else(store: Store) -> None:
    board = opened(store)
    store.try_on_board(board, "Ben", {"units": 16})
    test = show(board, "Anna", view="1")
    keys = {button.key for button in test.button}
    assert not keys & {"board-clear", "board-close", "board-delete", "board-open"}
    run(test.button(key="board-try").click())
    assert [one.payload["by"] for one in store.added(store.board(board).study)] == ["Ben", "Anna"]
    assert not has(show(view="1"), "board-open")


def test_a_projector_shows_the_board_alone(store: Store) -> None:
    board = opened(store)
    store.try_on_board(board, "Ben", {"units": 16})
    end(store, board, 0.9)
    test = show(board, present="1")
    assert "by <b>Ben</b>" in words(test)
    assert not [b.key for b in test.button if str(b.key).startswith("board-")]
    assert "view=1" in str([code.value for code in test.code])


def test_a_board_that_is_not_there_says_so(store: Store) -> None:
    test = show("<b>7")
    assert "There is no board" in words(test)
    assert has(test, "board-open")


def test_the_trial_s_record_says_who_proposed_it(store: Store) -> None:
    board = opened(store)
    store.try_on_board(board, "Anna", {"units": 16})
    end(store, board, 0.9)
    test = AppTest.from_file(str(ROUTER), default_timeout=30).run()
    test.query_params["study"] = str(store.board(board).study)
    run(test.switch_page(path(LIVE)))
    assert "Proposed by Anna" in words(test).replace("\\", "")


def test_controls_stop_at_round_values_of_the_space(store: Store) -> None:
    board = opened(store)
    space = StudyView(store, store.board(board).study).study.spec.space
    for parameter in space.searched.values():
        stops = trying.stops(parameter)
        assert len(stops) <= 21
        assert all(parameter.contains(stop) for stop in stops)
    long = Float(low=0.0078125, high=0.98765, scale="log")
    assert (trying.stops(long)[0], trying.stops(long)[-1]) == (long.low, long.high)
    assert trying.stops(space["learning_rate"])[:5] == [0.0001, 0.000215, 0.000464, 0.001, 0.00215]
