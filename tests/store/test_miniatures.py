"""Requests and answers of miniatures: whose turn it is, who is withdrawn, what is kept."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests import homes
from tests.records.samples import store
from tuning.errors import TooManyWait
from tuning.store import MiniatureState, Store, miniatures, requests

ASKED = {"kind": "training"}


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return store(tmp_path)


def waiting(kept: Store) -> list[str]:
    return [r.key for r in kept.open_miniatures() if r.state is MiniatureState.WAITING]


def test_a_newer_request_has_the_place_of_the_visitors_older_one(kept: Store) -> None:
    first = kept.ask_miniature("a", ASKED, "ann")
    kept.ask_miniature("b", ASKED, "bob")
    newer = kept.ask_miniature("c", ASKED, "ann")
    assert waiting(kept) == ["c", "b"]
    assert newer != first
    kept.ask_miniature("d", ASKED, "cay")
    assert waiting(kept) == ["c", "b", "d"]


def test_what_trains_already_is_not_withdrawn(kept: Store) -> None:
    kept.ask_miniature("a", ASKED, "ann")
    kept.begin_miniature("a")
    kept.ask_miniature("b", ASKED, "ann")
    assert {r.key: r.state.value for r in kept.open_miniatures()} == {
        "a": "training",
        "b": "waiting",
    }
    kept.withdraw_miniatures(r.id for r in kept.open_miniatures())
    assert [r.key for r in kept.open_miniatures()] == ["a"]


def test_a_number_is_never_given_twice(kept: Store) -> None:
    number = kept.ask_miniature("a", ASKED, "ann")
    kept.withdraw_miniatures([number])
    assert kept.ask_miniature("a", ASKED, "ann") > number


def test_one_answer_is_for_all_who_wait_for_it(kept: Store) -> None:
    for visitor in ("ann", "bob"):
        kept.ask_miniature("a", ASKED, visitor)
    assert kept.miniature_answer("a") is None
    kept.end_miniature("a", '{"score": 1}')
    assert (kept.miniature_answer("a"), kept.open_miniatures()) == ('{"score": 1}', [])
    kept.end_miniature("a", '{"score": 2}')
    assert kept.miniature_answer("a") == '{"score": 2}'


def test_the_newest_answers_are_kept(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(miniatures, "MOST_ANSWERS", 2)
    for key in "abc":
        kept.end_miniature(key, "{}")
    assert [kept.miniature_answer(key) for key in "abc"] == [None, "{}", "{}"]


def test_no_more_than_the_limit_wait(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "MOST_WAITING", 2)
    for visitor in ("ann", "bob"):
        kept.ask_miniature("a", ASKED, visitor)
    with pytest.raises(TooManyWait, match=r"^2 miniatures wait already"):
        kept.ask_miniature("a", ASKED, "cay")
    kept.ask_miniature("b", ASKED, "bob")
    assert waiting(kept) == ["a", "b"]


def test_a_failure_is_told_and_may_be_asked_for_again(kept: Store) -> None:
    kept.ask_miniature("a", ASKED, "ann")
    kept.fail_miniature("a", "Its worker was lost.")
    (failed,) = kept.open_miniatures()
    assert (failed.state, failed.why) == (MiniatureState.FAILED, "Its worker was lost.")
    kept.ask_miniature("a", ASKED, "ann")
    assert waiting(kept) == ["a"]


def test_an_engine_that_begins_drops_requests_and_keeps_answers(kept: Store) -> None:
    for key, visitor in (("a", "ann"), ("b", "bob"), ("c", "cay")):
        kept.ask_miniature(key, ASKED, visitor)
    kept.begin_miniature("a")
    kept.end_miniature("c", "{}")
    kept.drop_miniatures()
    assert (kept.open_miniatures(), kept.miniature_answer("c")) == ([], "{}")


def test_a_watch_sees_what_others_write(kept: Store) -> None:
    with closing(kept.watch()) as watch:
        assert watch.moved()
        assert not watch.moved()
        kept.ask_miniature("a", ASKED, "ann")
        assert watch.moved()
        assert not watch.moved()


def test_a_home_from_before_takes_requests(tmp_path: Path) -> None:
    kept = Store(homes.unpack("schema_4", tmp_path))
    kept.ask_miniature("a", ASKED, "ann")
    assert waiting(kept) == ["a"]
