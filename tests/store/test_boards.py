"""Boards in the store: trials that many send at once, and a teacher who clears meanwhile."""

from __future__ import annotations

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import homes, records
from tuning.errors import InvalidInput, NotFound, StateConflict
from tuning.store import Batch, Store, TrialRecord
from tuning.store.boards import MOST_NAMES, MOST_TRIALS
from tuning.study import StrategySpec, StudyState, TrialState

VALUES = {"units": 32, "learning_rate": 0.01}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "studies.sqlite")


def opened(store: Store, name: str = "Board") -> int:
    return store.create_board(records.spec(strategy=StrategySpec(name="by_hand")), name)


def begin(store: Store, sheet: int, state: TrialState = TrialState.RUNNING) -> list[TrialRecord]:
    """What the engine records as it begins all that waits on a sheet."""
    first = len(store.trials(sheet))
    begun = [
        TrialRecord(first + place, state, one.payload["values"], native=one.native,
                    reason={"text": "", "by_hand": True, "by": one.payload["by"]})
        for place, one in enumerate(store.added(sheet), 1)
    ]  # fmt: skip
    store.write(sheet, Batch(trials=begun))
    return begun


def commands(store: Store) -> list[tuple[str, int | None]]:
    return [(command.kind, command.study_id) for command in store.take_commands()]


def test_a_board_begins_with_its_first_sheet(store: Store) -> None:
    number = opened(store)
    board = store.board(number)
    study = store.study(board.study)
    assert (board.name, study.name, study.board, board.closed) == ("Board", "Board", number, None)
    assert commands(store) == [("start", study.id)]
    assert store.board(opened(store)).name == "Board (2)"
    assert [one.id for one in store.boards()] == [number + 1, number]
    with pytest.raises(NotFound, match="There is no board 99"):
        store.board(99)


def test_a_trial_waits_until_its_record_is_written(store: Store) -> None:
    number = opened(store)
    sheet = store.board(number).study
    assert store.try_on_board(number, "Anna", VALUES) == (sheet, 0)
    assert store.try_on_board(number, "Ben", VALUES) == (sheet, 1)
    assert ("trial", sheet) not in commands(store)
    waiting = store.added(sheet)
    assert [one.payload["by"] for one in waiting] == ["Anna", "Ben"]
    trial = TrialRecord(1, TrialState.RUNNING, VALUES, native=waiting[0].native)
    store.write(sheet, Batch(trials=[trial]))
    assert [one.payload["by"] for one in store.added(sheet)] == ["Ben"]
    other = store.create_study(records.spec())
    foreign = TrialRecord(1, TrialState.RUNNING, VALUES, native=waiting[1].native)
    store.write(other, Batch(trials=[foreign]))  # as of a study that came from another home
    assert [one.payload["by"] for one in store.added(sheet)] == ["Ben"]


def test_one_trial_a_person_at_a_time(store: Store) -> None:
    number = opened(store)
    sheet = store.try_on_board(number, "Anna", VALUES).study_id
    with pytest.raises(InvalidInput, match="One trial at a time"):
        store.try_on_board(number, "Anna", VALUES)
    (trial,) = begin(store, sheet)
    with pytest.raises(InvalidInput, match="One trial at a time"):
        store.try_on_board(number, "Anna", VALUES)
    ended = TrialRecord(**vars(trial) | {"state": TrialState.FAILED})
    store.write(sheet, Batch(trials=[ended]))
    assert store.try_on_board(number, "Anna", VALUES).before == 0


def test_a_full_board_says_what_to_do(store: Store) -> None:
    number = opened(store)
    sheet = store.board(number).study
    done = [
        TrialRecord(k, TrialState.COMPLETED, VALUES, 0.5, reason={"by": f"P{k % MOST_NAMES}"})
        for k in range(MOST_TRIALS - 1)
    ]
    store.write(sheet, Batch(trials=done))
    with pytest.raises(InvalidInput, match="This board is full: 60 names"):
        store.try_on_board(number, "Zoe", VALUES)
    store.try_on_board(number, "P7", VALUES)
    with pytest.raises(InvalidInput, match="This board is full: 300 trials"):
        store.try_on_board(number, "P8", VALUES)


def test_clearing_finishes_the_sheet_and_begins_another(store: Store) -> None:
    number = opened(store)
    first = store.board(number).study
    with pytest.raises(StateConflict, match="The sheet is empty"):
        store.clear_board(number, first)
    store.set_state(first, StudyState.RUNNING)
    store.try_on_board(number, "Anna", VALUES)
    commands(store)
    second = store.clear_board(number, first)
    assert store.board(number).study == second != first
    assert commands(store) == [("start", second), ("finish", first)]
    assert len(store.added(first)) == 1  # the engine begins it before it finishes
    assert store.clear_board(number, first) == second  # pressed twice
    assert (store.is_cleared(first), store.is_cleared(second)) == (True, False)
    spec = store.study(second).spec
    assert (spec.name, store.study(first).spec.space) == ("Board (2)", spec.space)
    assert [study.id for study in store.sheets(number)] == [second, first]


@pytest.mark.parametrize("state", [StudyState.STOPPED, StudyState.FAILED, StudyState.COMPLETED])
def test_what_a_sheet_will_not_begin_goes_to_the_next(store: Store, state: StudyState) -> None:
    number = opened(store)
    first = store.try_on_board(number, "Anna", VALUES).study_id
    for step in (StudyState.RUNNING, state):
        store.set_state(first, step)
    with pytest.raises(StateConflict, match=f"This sheet is {state.lower()}"):
        store.try_on_board(number, "Ben", VALUES)
    store.pass_on(first)
    assert len(store.added(first)) == 1  # none has followed yet
    second = store.clear_board(number, first)
    assert [one.payload["by"] for one in store.added(second)] == ["Anna"]


def test_what_came_as_a_cleared_sheet_ended_goes_to_the_next(store: Store) -> None:
    number = opened(store)
    first = store.try_on_board(number, "Anna", VALUES).study_id
    store.set_state(first, StudyState.RUNNING)
    second = store.clear_board(number, first)
    store.set_state(first, StudyState.COMPLETED)
    store.pass_on(first)
    assert [one.payload["by"] for one in store.added(second)] == ["Anna"]
    alone = records.fill(store)
    store.add_trial(alone, VALUES)
    store.pass_on(alone)
    assert store.added(alone) == []


def test_closing_deleting_and_opening_again(store: Store) -> None:
    number = opened(store)
    first = store.try_on_board(number, "Anna", VALUES).study_id
    commands(store)
    store.close_board(number)
    store.close_board(number)
    assert commands(store) == [("finish", first)]
    assert store.is_cleared(first)
    with pytest.raises(StateConflict, match="This board is closed"):
        store.try_on_board(number, "Anna", VALUES)
    second = store.clear_board(number, first)
    assert store.try_on_board(number, "Ben", VALUES).study_id == second
    store.delete_study(second)
    with pytest.raises(StateConflict, match="This sheet was deleted"):
        store.try_on_board(number, "Ben", VALUES)
    third = store.clear_board(number, second)
    store.delete_board(number)
    assert commands(store)[-1] == ("stop", third)  # empty: it has no winner to test
    assert store.is_cleared(third)
    with pytest.raises(NotFound):
        store.try_on_board(number, "Ben", VALUES)


def test_its_version_changes_with_all_that_it_shows_and_with_nothing_else(store: Store) -> None:
    number = opened(store)
    sheet = store.board(number).study
    seen = [store.board_version(number)]

    def is_new() -> bool:
        seen.append(store.board_version(number))
        return seen[-1] != seen[-2]

    store.set_state(sheet, StudyState.RUNNING)
    assert is_new()
    store.try_on_board(number, "Anna", VALUES)
    assert is_new()
    begin(store, sheet)
    assert is_new()
    store.write(sheet, Batch(epochs=records.curve((1, "execution", 0), 0.9, 3, 0.0)))
    assert not is_new()


def test_many_send_while_the_teacher_clears_and_none_is_lost(store: Store) -> None:
    """Each trial is on the sheet that its sender was told, and nowhere else."""
    number = opened(store)
    told: list[tuple[str, int]] = []
    start, are_through = threading.Barrier(8), threading.Event()

    def send(name: str) -> None:
        start.wait()
        for k in range(8):
            told.append((f"{name}{k}", store.try_on_board(number, f"{name}{k}", VALUES).study_id))

    def clear() -> None:
        start.wait()
        while not are_through.is_set():
            sheet = store.board(number).study
            if store.added(sheet):  # so that it does not keep the others from the file
                store.clear_board(number, sheet)

    with ThreadPoolExecutor(8) as pool:
        clearing = pool.submit(clear)
        try:
            for sending in [pool.submit(send, name) for name in "ABCDEFG"]:
                sending.result(60)
        finally:
            are_through.set()
        clearing.result(60)
    kept = [
        (one.payload["by"], sheet.id)
        for sheet in store.sheets(number)
        for one in store.added(sheet.id)
    ]
    assert Counter(kept) == Counter(told)
    assert len(kept) == 56
    assert len(store.sheets(number)) > 1
    finishes = [study for kind, study in commands(store) if kind == "finish"]
    assert sorted(finishes) == sorted(sheet.id for sheet in store.sheets(number))[:-1]


def test_the_last_place_is_given_once(store: Store) -> None:
    number = opened(store)
    sheet = store.board(number).study
    done = [TrialRecord(k, TrialState.COMPLETED, VALUES, 0.5) for k in range(MOST_TRIALS - 1)]
    store.write(sheet, Batch(trials=done))
    start = threading.Barrier(6)

    def send(name: str) -> bool:
        start.wait()
        try:
            store.try_on_board(number, name, VALUES)
        except InvalidInput:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(send, "ABCDEF")) == 1


def test_an_older_home_takes_a_board(tmp_path: Path) -> None:
    store = Store(homes.unpack("schema_4", tmp_path))
    assert store.boards() == []
    number = opened(store)
    assert store.try_on_board(number, "Anna", VALUES).study_id == store.board(number).study
    assert all(study.board is None for study in store.studies()[1:])
    assert json.loads(store.study(1).spec_json)
