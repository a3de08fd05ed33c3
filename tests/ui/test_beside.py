"""What is reckoned beside the pages: shown once it is made, and the one of before until then."""

from __future__ import annotations

import threading

import pytest

from tests.waiting import wait_for
from tuning.ui.beside import Beside


def test_the_latest_that_was_made_is_shown_and_one_is_made_at_a_time() -> None:
    beside, go = Beside[str]("nothing"), threading.Event()

    def first() -> str:
        go.wait(10)
        return "first"

    assert beside.latest("study", 1, first) == "nothing"
    assert beside.latest("study", 2, lambda: "never") == "nothing"
    go.set()
    wait_for(lambda: beside.change("study") == 1)
    wait_for(lambda: beside.latest("study", 1, lambda: "never") == "first")
    beside.latest("study", 3, lambda: "third")
    wait_for(lambda: beside.latest("study", 3, lambda: "never") == "third")
    assert beside.change("study") == 2


def test_what_cannot_be_reckoned_leaves_what_there_is_and_is_not_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    beside = Beside[str]("nothing")
    beside.latest("study", 1, lambda: str(1 / 0))
    wait_for(lambda: "could not be reckoned" in caplog.text)
    wait_for(lambda: beside.latest("study", 2, lambda: "two") == "two")
    assert beside.change("study") == 1
