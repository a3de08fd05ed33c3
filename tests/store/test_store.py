"""The store's contract: what is written is read, what is new is told, old files are brought up."""

from __future__ import annotations

import math
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.records.samples import bring, epoch, finished, fit, spec, store, trial
from tuning.errors import NotFound, TuningError
from tuning.settings import PROJECT
from tuning.store import Batch, EngineRecord, EventRecord, Store, schema
from tuning.store.view import StudyView
from tuning.study import FitKind, StudyState, TrialState, Turn


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    opened = store(tmp_path)
    yield opened
    opened.close()


# -- studies -------------------------------------------------------------------------------


def test_a_new_study_waits_with_its_spec(kept: Store) -> None:
    wanted = spec()
    record = kept.study(kept.create_study(wanted))
    assert record.spec == wanted
    assert (record.state, record.change, record.error) == (StudyState.QUEUED, 0, None)
    assert (record.strategy, record.dataset, record.name) == (
        "random_search",
        "digits",
        "A sample",
    )


def test_studies_are_listed_newest_first_and_ids_are_not_used_again(kept: Store) -> None:
    first, second = kept.create_study(spec()), kept.create_study(spec(name="second"))
    assert [record.id for record in kept.studies()] == [second, first]
    titles = [(record.id, record.name, record.state) for record in kept.studies()]
    assert kept.titles() == titles
    kept.delete_study(second)
    assert kept.create_study(spec()) > second


def test_a_name_that_another_study_has_is_numbered_in_its_spec_too(kept: Store) -> None:
    assert kept.free_name("A sample") == "A sample"
    for _ in range(2):
        kept.create_study(spec())
    assert [record.spec.name for record in kept.studies()] == ["A sample (2)", "A sample"]
    assert kept.titles()[0].name == "A sample (2)"
    assert kept.free_name("A sample (2)") == "A sample (3)"


def test_an_unknown_study_is_not_found(kept: Store) -> None:
    with pytest.raises(NotFound, match="There is no study 7"):
        kept.study(7)


def test_deleting_takes_all_records_and_only_its_own(kept: Store) -> None:
    gone, stays = finished(kept), finished(kept)
    kept.send("stop", gone)
    kept.delete_study(gone)
    assert kept.trials(gone) == kept.fits(gone) == kept.epochs(gone) == []
    assert kept.take_commands() == []
    assert len(kept.epochs(stays)) == 8


def test_what_a_strategy_knew_is_read_of_one_trial_and_goes_with_its_study(kept: Store) -> None:
    study, other = finished(kept), finished(kept)
    known = {"slices": {"units": {"values": [16, 32], "mean": [0.8, 0.9]}}}
    before = kept.change(study)
    kept.write(study, Batch(knowledge={1: known}))
    assert (kept.knowledge(study, 1), kept.knowledge(study, 0)) == (known, {})
    assert kept.knowledge(other, 1) == {}
    assert kept.trials(study, since=before) == []
    view = StudyView(kept, study)
    assert view.knowledge_of(1) == known
    assert view.knowledge_of(7) == {}
    kept.delete_study(study)
    assert kept.knowledge(study, 1) == {}


def test_states_keep_times(kept: Store) -> None:
    study_id = kept.create_study(spec())
    kept.set_state(study_id, StudyState.RUNNING)
    running = kept.study(study_id)
    assert running.started is not None
    assert running.finished is None
    kept.set_state(study_id, StudyState.FAILED, "No luck.")
    failed = kept.study(study_id)
    assert failed.finished is not None
    assert failed.error == "No luck."
    assert failed.seconds == pytest.approx(failed.finished - running.started)


def test_seconds_add_up_over_a_resume_and_count_once(kept: Store) -> None:
    study_id = kept.create_study(spec())
    for state in (StudyState.RUNNING, StudyState.STOPPED, StudyState.RUNNING, StudyState.STOPPED):
        kept.set_state(study_id, state)
    seconds = kept.study(study_id).seconds
    kept.set_state(study_id, StudyState.STOPPED)
    assert kept.study(study_id).seconds == seconds > 0


def test_a_paused_study_s_clock_stands(kept: Store) -> None:
    study_id = kept.create_study(spec())
    kept.set_state(study_id, StudyState.RUNNING)
    kept.set_turn(study_id, Turn.PAUSED)
    paused = kept.study(study_id)
    assert paused.is_paused
    assert paused.started is None
    assert paused.seconds > 0
    kept.set_turn(study_id, Turn.PAUSED)
    kept.set_state(study_id, StudyState.RUNNING)  # the engine came back
    assert kept.study(study_id).started is None
    kept.set_turn(study_id, Turn.FIRST)
    assert kept.study(study_id).started is not None
    kept.set_state(study_id, StudyState.STOPPED)
    assert kept.study(study_id).seconds > paused.seconds
    assert not kept.study(study_id).is_paused
    assert [command.kind for command in kept.take_commands()] == ["turn"] * 3


def test_a_study_is_alone_while_no_other_runs_or_is_about_to(kept: Store) -> None:
    study_id, other = kept.create_study(spec()), kept.create_study(spec())
    assert not kept.is_alone(study_id)
    bring(kept, other, StudyState.COMPLETED)
    assert kept.is_alone(study_id)


def test_resuming_clears_the_error(kept: Store) -> None:
    study_id = kept.create_study(spec())
    kept.set_state(study_id, StudyState.FAILED, "No luck.")
    kept.set_state(study_id, StudyState.RUNNING)
    assert kept.study(study_id).error is None


def test_renaming(kept: Store) -> None:
    study_id = kept.create_study(spec())
    kept.rename_study(study_id, "Better")
    assert kept.study(study_id).name == "Better"


# -- results -------------------------------------------------------------------------------


def test_what_is_written_is_read(kept: Store) -> None:
    study_id = kept.create_study(spec())
    records = Batch(
        trials=[trial(3, reason={"text": "Drawn."}, native="03", started=1.0)],
        fits=[fit(3, 1, program="xla", worker="w", attempt=2)],
        epochs=[epoch(3, 1, 1, lr=0.1), epoch(3, 1, 2)],
        events=[EventRecord(5.0, "started", "Began.")],
        study={"result": {"rounds": [1, 2]}, "trials_planned": 9},
    )
    kept.write(study_id, records)
    assert kept.trials(study_id) == records.trials
    assert kept.fits(study_id) == records.fits
    assert kept.epochs(study_id) == records.epochs
    assert kept.events(study_id) == records.events
    assert kept.study(study_id).result == {"rounds": [1, 2]}
    assert kept.study(study_id).trials_planned == 9


def test_a_record_replaces_what_stood_there(kept: Store) -> None:
    study_id = kept.create_study(spec())
    kept.write(study_id, Batch(trials=[trial(0, None, state=TrialState.RUNNING)]))
    kept.write(study_id, Batch(trials=[trial(0, 0.9)]))
    assert kept.trials(study_id) == [trial(0, 0.9)]


def test_a_trial_of_a_rung_says_to_which_epoch_it_was_trained_also_in_older_homes(
    kept: Store,
) -> None:
    study_id = kept.create_study(spec())
    kept.write(study_id, Batch(trials=[trial(1), trial(2, reason={"until": 8})]))
    first, second = kept.trials(study_id)
    assert (first.values["epochs"], second.values["epochs"]) == (2, 8)


def test_trials_come_by_number(kept: Store) -> None:
    study_id = kept.create_study(spec())
    for number in (2, 0, 1):
        kept.write(study_id, Batch(trials=[trial(number)]))
    assert [record.number for record in kept.trials(study_id)] == [0, 1, 2]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_no_number_is_kept_as_none(kept: Store, value: float) -> None:
    study_id = kept.create_study(spec())
    kept.write(study_id, Batch(epochs=[epoch(loss=value)]))
    assert kept.epochs(study_id)[0].metrics.get("loss") is None


def test_every_write_raises_the_change_counter(kept: Store) -> None:
    study_id, other = kept.create_study(spec()), kept.create_study(spec())
    assert kept.write(study_id, Batch()) == kept.change(study_id) == 1
    kept.set_state(study_id, StudyState.RUNNING)
    assert kept.change(study_id) == 2
    assert kept.change(other) == 0


def test_only_what_is_newer_is_read(kept: Store) -> None:
    study_id = kept.create_study(spec())
    first = kept.write(study_id, Batch([trial(0)], [fit(0)], [epoch(0, 0, 1)]))
    second = kept.write(study_id, Batch([trial(1)], [fit(1)], [epoch(0, 0, 2)]))
    assert kept.trials(study_id, first) == [trial(1)]
    assert kept.fits(study_id, first) == [fit(1)]
    assert kept.epochs(study_id, first) == [epoch(0, 0, 2)]
    assert kept.trials(study_id, second) == []
    kept.write(study_id, Batch([trial(0, 0.5)]))
    assert kept.trials(study_id, second) == [trial(0, 0.5)]


def test_a_fit_that_begins_again_drops_its_epochs_alone(kept: Store) -> None:
    study_id = finished(kept)
    again = Batch(
        fits=[fit(0, 0, attempt=2)],
        epochs=[epoch(0, 0, 1, loss=9.0)],
        restarted=[(0, FitKind.EXECUTION, 0)],
    )
    kept.write(study_id, again)
    of_fit = [e for e in kept.epochs(study_id) if (e.trial, e.index) == (0, 0)]
    assert of_fit == again.epochs
    assert len(kept.epochs(study_id)) == 6 + 1


def test_a_batch_is_written_whole_or_not_at_all(kept: Store) -> None:
    study_id = kept.create_study(spec())
    broken = Batch(trials=[trial(0)], fits=[fit(0, seed=None)])
    with pytest.raises(Exception, match="NOT NULL"):
        kept.write(study_id, broken)
    assert kept.trials(study_id) == []
    assert kept.change(study_id) == 0


# -- commands and the engine ---------------------------------------------------------------


def test_commands_are_taken_once_and_in_order(kept: Store) -> None:
    study_id = kept.create_study(spec())
    kept.send("start", study_id)
    kept.send("change", study_id, epochs=3)
    kept.send("shutdown")
    taken = kept.take_commands()
    assert [(c.kind, c.study_id, c.payload) for c in taken] == [
        ("start", study_id, {}),
        ("change", study_id, {"epochs": 3}),
        ("shutdown", None, {}),
    ]
    assert kept.take_commands() == []


def test_a_study_s_commands_can_be_taken_back(kept: Store) -> None:
    first, second = kept.create_study(spec()), kept.create_study(spec())
    for study_id in (first, second):
        kept.send("start", study_id)
    kept.drop_commands(first)
    assert [command.study_id for command in kept.take_commands()] == [second]


def test_threads_write_commands_and_results_at_once(kept: Store) -> None:
    study_id = kept.create_study(spec())

    def work(number: int) -> None:
        for at in range(1, 11):
            kept.send("note", study_id, number=number)
            kept.write(study_id, Batch(epochs=[epoch(number, 0, at)]))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept.take_commands()) == 40
    assert len(kept.epochs(study_id)) == 40
    assert kept.change(study_id) == 40


def test_processes_write_commands_at_once_and_each_is_taken_once(kept: Store) -> None:
    study_id = kept.create_study(spec())
    code = (
        "import sys\nfrom tuning.store import Store\nkept = Store(sys.argv[1])\n"
        f"for k in range(25): kept.send('note', {study_id}, k=k)"
    )
    command = [sys.executable, "-c", code, str(kept.path)]
    writers = [subprocess.Popen(command, cwd=PROJECT) for _ in range(2)]
    taken = []
    while any(writer.poll() is None for writer in writers):
        taken += kept.take_commands()
    taken += kept.take_commands()
    assert [writer.returncode for writer in writers] == [0, 0]
    assert sorted(command.payload["k"] for command in taken) == sorted([*range(25)] * 2)


def test_the_engine_says_how_it_is(kept: Store) -> None:
    assert kept.engine() is None
    for state in ("starting", "ready"):
        record = EngineRecord(7, state, "", 2, 1.0, 2.0, {"flops": 1e9})
        kept.put_engine(record)
        assert kept.engine() == record


# -- the schema ----------------------------------------------------------------------------


def tables(path: Path) -> dict[str, str]:
    with sqlite3.connect(path) as connection:
        return dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL"))


def test_a_blank_file_gets_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    path = tmp_path / "blank.sqlite"
    schema.migrate(path)
    with sqlite3.connect(path) as connection:
        for name, table in schema.metadata.tables.items():
            found = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            assert found == [column.name for column in table.columns]
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    assert version == len(schema.MIGRATIONS)


def test_migrating_again_changes_nothing(kept: Store) -> None:
    study_id = finished(kept)
    before = tables(kept.path)
    schema.migrate(kept.path)
    assert tables(kept.path) == before
    assert Store(kept.path).study(study_id) == kept.study(study_id)


def test_the_oldest_schema_comes_up_with_its_records(tmp_path: Path) -> None:
    path, blank = tmp_path / "old.sqlite", tmp_path / "blank.sqlite"
    schema.migrate(path, schema.MIGRATIONS[:1])
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO studies (name, strategy, dataset, spec, state, created) "
            "VALUES ('old', 'random_search', 'digits', ?, 'COMPLETED', 1.0)",
            (spec().model_dump_json(),),
        )
    schema.migrate(blank)
    kept = Store(path)
    assert [record.name for record in kept.studies()] == ["old"]
    assert set(tables(path)) == set(tables(blank))


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name.split("_")[0]) for path in schema.MIGRATIONS]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path, broken = tmp_path / "s.sqlite", tmp_path / "0002_broken.sql"
    broken.write_text("CREATE TABLE half (a);\nCREATE TABLE nonsense nonsense;")
    schema.migrate(path, schema.MIGRATIONS[:1])
    before = tables(path)
    with pytest.raises(TuningError, match="cannot be used as the store"):
        schema.migrate(path, [*schema.MIGRATIONS[:1], broken])
    assert tables(path) == before


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "newer.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(TuningError, match=r"newer Tuning Studio \(schema 99"):
        Store(path)


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.sqlite"
    path.write_text("These are words, and no database at all. " * 30)
    with pytest.raises(TuningError, match=r"text\.sqlite cannot be used as the store"):
        Store(path)


def test_two_processes_may_make_the_file_at_once(tmp_path: Path) -> None:
    code = "import sys; from tuning.store import Store; print(len(Store(sys.argv[1]).studies()))"
    command = [sys.executable, "-c", code, str(tmp_path / "both.sqlite")]
    both = [subprocess.Popen(command, cwd=PROJECT) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]


def test_a_clock_that_is_set_leaves_no_wrong_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "studies.sqlite")
    number = store.create_study(spec())
    store.set_state(number, StudyState.RUNNING)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 3600)
    store.set_state(number, StudyState.STOPPED)
    assert store.study(number).seconds == 0
    store.set_state(number, StudyState.RUNNING)
    monkeypatch.setattr(time, "time", lambda: now + 86_400)
    store.set_state(number, StudyState.COMPLETED, ran=12.0)
    assert store.study(number).seconds == 12
