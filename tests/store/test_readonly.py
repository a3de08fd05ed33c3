"""Who only looks has a store that reads, and refuses whatever else a store can do."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from tests import records
from tests.records.samples import store
from tuning.errors import ViewOnly
from tuning.store import Store
from tuning.store.readonly import READS, TRIES, ReadOnly

REFUSED = {
    "close",
    "create_study",
    "delete_study",
    "rename_study",
    "silence",
    "set_state",
    "set_turn",
    "send",
    "take_commands",
    "drop_commands",
    "write",
    "put_engine",
    "create_race",
    "join_race",
    "rename_race",
    "create_board",
    "clear_board",
    "close_board",
    "delete_board",
    "pass_on",
    "add_trial",
    "confirm",
    "stop_confirmation",
    "active_confirmations",
    "set_confirmation",
    "ask_miniature",
    "withdraw_miniatures",
    "miniature_answer",
    "open_miniatures",
    "begin_miniature",
    "end_miniature",
    "fail_miniature",
    "return_miniature",
    "drop_miniatures",
    "ask_prediction",
    "withdraw_predictions",
    "take_predictions",
    "next_prediction",
    "end_prediction",
    "fail_prediction",
    "drop_predictions",
    "tidy_predictions",
    "watch",
}
"""What changes something, or what no page needs."""
WHY = "This link can look and change nothing."


def test_every_public_method_of_a_store_is_classed() -> None:
    """A new one belongs here, or in `READS` if all may call it."""
    methods = {n for n, _ in inspect.getmembers(Store, callable) if not n.startswith("_")}
    assert methods | {"path"} == READS | TRIES | REFUSED
    assert not (READS | TRIES) & REFUSED


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_change_is_refused_with_the_sentence_when_it_is_called(name: str, tmp_path: Path) -> None:
    method = getattr(ReadOnly(store(tmp_path), WHY), name)
    with pytest.raises(ViewOnly, match=WHY):
        method(1, anything="whatever")


def test_what_reads_reads_and_nothing_else_is_within_reach(tmp_path: Path) -> None:
    whole = store(tmp_path)
    study = records.fill(whole, finished=3)
    reading = ReadOnly(whole, WHY)
    assert reading.study(study) == whole.study(study)
    assert reading.trials(study) == whole.trials(study)
    assert reading.path == whole.path
    for name in ("_engine", "_ReadOnly__store_", "no_such_method"):
        with pytest.raises(AttributeError):
            getattr(reading, name)
