"""A study as a file: what is taken into another home is the study that was packed."""

from __future__ import annotations

import contextlib
import sqlite3
import zipfile
from pathlib import Path

import pytest

from tests import records
from tuning.errors import InvalidInput
from tuning.store import EXAMPLE, Batch, EventRecord, Store, archive
from tuning.study import StudyState


def everything(store: Store, study_id: int) -> tuple[object, ...]:
    return (
        store.trials(study_id),
        sorted(store.fits(study_id), key=lambda fit: fit.key),
        store.epochs(study_id),
        store.events(study_id),
    )


def test_a_study_comes_into_another_home_with_its_records_and_files(tmp_path: Path) -> None:
    home, store = records.a_home(tmp_path / "one")
    for _ in range(2):
        study = records.fill(store)
    store.write(study, Batch(events=[EventRecord(1.0, "note", "Something happened.")]))
    records.leave_model(home, study)
    event_file = home.logs / str(study) / "0" / "train" / "events.out"
    event_file.parent.mkdir(parents=True)
    event_file.write_bytes(b"events")
    archive.pack(home, study, tmp_path / "packed.zip")
    other, there = records.a_home(tmp_path / "two")
    records.fill(there)
    taken = archive.unpack(other, tmp_path / "packed.zip")
    assert taken == 2
    assert everything(there, taken) == everything(store, study)
    before, after = store.study(study), there.study(taken)
    assert (after.state, after.test, after.best_score) == (
        before.state,
        before.test,
        before.best_score,
    )
    assert after.name == after.spec.name == before.name  # " (2)" in both homes
    assert (other.logs / "2" / "0" / "train" / "events.out").read_bytes() == b"events"
    model = other.models / "2" / "best.keras"
    assert model.read_bytes() == (home.models / str(study) / "best.keras").read_bytes()


def test_a_number_that_was_used_once_is_not_used_again(tmp_path: Path) -> None:
    home, store = records.a_home(tmp_path)
    first, second = records.fill(store), records.fill(store)
    archive.pack(home, first, tmp_path / "packed.zip")
    store.delete_study(second)
    assert archive.unpack(home, tmp_path / "packed.zip") == second + 1
    assert store.studies()[0].name.endswith("(2)")


def test_a_study_that_ran_is_interrupted_in_the_other_home(tmp_path: Path) -> None:
    home, store = records.a_home(tmp_path)
    running = records.fill(store, finished=2, running=1, state=StudyState.RUNNING)
    archive.pack(home, running, tmp_path / "packed.zip")
    taken = archive.unpack(home, tmp_path / "packed.zip")
    assert store.study(taken).state is StudyState.INTERRUPTED


def test_the_example_is_taken_in_once_and_is_in_no_list(tmp_path: Path) -> None:
    home, store = records.a_home(tmp_path)
    own = records.fill(store)
    archive.pack(home, own, tmp_path / "packed.zip")
    for _ in range(2):
        assert archive.unpack(home, tmp_path / "packed.zip", as_example=True) == EXAMPLE
    assert store.study(EXAMPLE).trials_finished == 12
    assert [study.id for study in store.studies()] == [own]
    assert [study.id for study in store.titles()] == [own]
    assert [study.id for study in store.completed(5)] == [own]
    store.delete_study(EXAMPLE)
    assert archive.unpack(home, tmp_path / "packed.zip", as_example=True) == EXAMPLE


def test_a_file_that_is_no_study_is_refused_in_a_sentence(tmp_path: Path) -> None:
    home, store = records.a_home(tmp_path)
    broken = tmp_path / "a.zip"
    broken.write_text("no zip")
    with pytest.raises(InvalidInput, match=r"but .*a\.zip is not: File is not a zip file\."):
        archive.unpack(home, broken)
    with zipfile.ZipFile(broken, "w") as packed:
        packed.writestr("other.txt", "x")
    with pytest.raises(InvalidInput, match=r"it has no study.sqlite"):
        archive.unpack(home, broken)
    with zipfile.ZipFile(broken, "w") as packed:
        packed.writestr("study.sqlite", "no database")
    with pytest.raises(InvalidInput, match=r"a.zip cannot be used as the store"):
        archive.unpack(home, broken)
    assert store.studies() == []


def test_nothing_is_written_outside_the_studys_folders(tmp_path: Path) -> None:
    home, store = records.a_home(tmp_path / "home")
    study = records.fill(store)
    archive.pack(home, study, tmp_path / "packed.zip")
    with zipfile.ZipFile(tmp_path / "packed.zip", "a") as packed:
        packed.writestr("logs/../../../escaped", "x")
        packed.writestr("/etc/escaped", "x")
    archive.unpack(home, tmp_path / "packed.zip")
    assert not list(tmp_path.rglob("escaped"))


@pytest.mark.parametrize("broken", ["spec = 'nonsense'", "state = 'WILD'", "result = '{'"])
def test_a_study_that_cannot_be_read_stays_out_of_the_home(tmp_path: Path, broken: str) -> None:
    home, store = records.a_home(tmp_path / "home")
    own = records.fill(store)
    archive.pack(home, own, tmp_path / "packed.zip")
    with zipfile.ZipFile(tmp_path / "packed.zip") as packed:
        packed.extract(archive.RECORDS, tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / archive.RECORDS)) as connection:
        connection.execute(f"UPDATE studies SET {broken}")
        connection.commit()
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as packed:
        packed.write(tmp_path / archive.RECORDS, archive.RECORDS)
    with pytest.raises(InvalidInput, match="records cannot be read"):
        archive.unpack(home, tmp_path / "packed.zip")
    assert [study.id for study in store.studies()] == [own]


def test_a_file_with_a_damaged_model_leaves_nothing_in_the_home(tmp_path: Path) -> None:
    home, store = records.a_home(tmp_path / "home")
    own = records.fill(store)
    model = home.models / str(own) / "best.keras"
    model.parent.mkdir(parents=True, exist_ok=True)
    model.write_bytes(bytes(range(256)) * 40)
    archive.pack(home, own, tmp_path / "packed.zip")
    with zipfile.ZipFile(tmp_path / "packed.zip") as packed:
        place = packed.getinfo("models/best.keras").header_offset + 60
    whole = bytearray((tmp_path / "packed.zip").read_bytes())
    whole[place : place + 8] = b"damaged!"
    (tmp_path / "packed.zip").write_bytes(whole)
    with pytest.raises(InvalidInput, match="must be a study that was exported"):
        archive.unpack(home, tmp_path / "packed.zip")
    assert [study.id for study in store.studies()] == [own]
