"""Requests to best models: whose turn it is, who is withdrawn, and that nothing is kept long."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.records.samples import store
from tuning.errors import TooManyWait
from tuning.store import PredictionState, Store, predictions, requests

ROW = {"row": {"age": 41.5}}


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return store(tmp_path)


def begin(kept: Store) -> int:
    """The number of the request that comes next."""
    request = kept.next_prediction()
    assert request is not None
    return request.id


def test_first_come_first_served_and_the_newest_of_a_visitor_alone(kept: Store) -> None:
    older = kept.ask_prediction(1, ROW, "ann")
    bob = kept.ask_prediction(2, ROW, "bob")
    newer = kept.ask_prediction(1, ROW, "ann")
    assert kept.take_predictions([older]) == {}
    assert [begin(kept), begin(kept)] == [newer, bob]
    assert kept.next_prediction() is None


def test_one_that_is_begun_is_not_withdrawn_by_the_next(kept: Store) -> None:
    begun = kept.ask_prediction(1, ROW, "ann")
    assert begin(kept) == begun
    kept.ask_prediction(1, ROW, "ann")
    assert kept.take_predictions([begun])[begun].state is PredictionState.BEGUN


def test_an_answer_is_gone_once_it_is_taken_and_the_row_before_that(kept: Store) -> None:
    done, failed = kept.ask_prediction(1, ROW, "ann"), kept.ask_prediction(1, ROW, "bob")
    kept.end_prediction(begin(kept), '{"outputs": [1.0]}')
    kept.fail_prediction(begin(kept), "No.")
    found = kept.take_predictions([done, failed])
    assert [(r.state.value, r.answer, r.asked) for r in (found[done], found[failed])] == [
        ("done", '{"outputs": [1.0]}', ""),
        ("failed", "No.", ""),
    ]
    assert kept.take_predictions([done, failed]) == {}


def test_what_nobody_takes_is_deleted_after_a_while(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, asked = kept.ask_prediction(1, ROW, "ann"), kept.ask_prediction(1, ROW, "bob")
    kept.end_prediction(begin(kept), "{}")
    monkeypatch.setattr(predictions, "KEPT_SECONDS", 0.0)
    kept.ask_prediction(1, ROW, "cay")
    assert kept.take_predictions([done, asked]) == {}


def test_what_nobody_takes_is_deleted_though_nobody_asks_any_more(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = kept.ask_prediction(1, ROW, "ann")
    kept.end_prediction(begin(kept), "{}")
    kept.tidy_predictions()
    monkeypatch.setattr(predictions, "KEPT_SECONDS", 0.0)
    kept.tidy_predictions()
    assert kept.take_predictions([done]) == {}


def test_no_answer_is_kept_of_a_request_that_was_withdrawn(kept: Store) -> None:
    number = kept.ask_prediction(1, ROW, "ann")
    begin(kept)
    kept.withdraw_predictions([number])
    kept.end_prediction(number, "{}")
    assert kept.take_predictions([number]) == {}


def test_a_crowd_is_told_so(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "MOST_WAITING", 1)
    kept.ask_prediction(1, ROW, "ann")
    with pytest.raises(TooManyWait, match=r"^1 predictions wait already"):
        kept.ask_prediction(1, ROW, "bob")
    assert kept.ask_prediction(1, ROW, "ann")  # one's own gives way
    kept.drop_predictions()
    assert kept.next_prediction() is None
