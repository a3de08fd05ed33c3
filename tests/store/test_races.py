"""A race in the store: it has a record of its own, races of older homes get one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.records.samples import spec, store
from tuning.errors import NotFound
from tuning.store import Store, schema


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return store(tmp_path)


def test_a_race_and_its_studies_are_kept_together(kept: Store) -> None:
    alone = kept.create_study(spec())
    race_id = kept.create_race(
        [spec(seed=1), spec(seed=2), spec(seed=1)], name="R", by="seconds", budget=7.5
    )
    race = kept.race(race_id)
    assert (race.id, race.name, race.by, race.budget, race.seeds) == (2, "R", "seconds", 7.5, 2)
    assert [(s.id, s.race) for s in kept.race_studies(race_id)] == [(2, 2), (3, 2), (4, 2)]
    assert kept.study(alone).race is None
    second = kept.create_race([spec()], name="R")
    assert [(r.id, r.name) for r in kept.races()] == [(second, "R (2)"), (2, "R")]
    assert (kept.race(second).by, kept.race(second).budget) == ("epochs", None)


def test_a_race_is_joined_by_further_studies(kept: Store) -> None:
    race_id = kept.create_race([spec(seed=1), spec(seed=2)], name="R")
    assert kept.join_race(race_id, [spec(seed=3)]) == [race_id + 2]
    assert [study.id for study in kept.race_studies(race_id)] == [1, 2, 3]
    assert kept.race(race_id).seeds == 3
    # Two sessions that ask for the same at once have it started once.
    both = [spec(seed=4), spec(seed=3)]
    assert kept.join_race(race_id, both) == []
    assert kept.race(race_id).seeds == 3
    with pytest.raises(NotFound):
        kept.join_race(99, [spec()])
    assert len(kept.studies()) == 3


def test_a_race_goes_with_its_last_study_and_keeps_its_number(kept: Store) -> None:
    race_id = kept.create_race([spec(), spec(seed=2)], name="R")
    other = kept.create_race([spec()], name="Other")
    kept.delete_study(race_id)  # the study it has its number from
    assert [study.id for study in kept.race_studies(race_id)] == [race_id + 1]
    kept.delete_study(race_id + 1)
    assert [race.id for race in kept.races()] == [other]
    with pytest.raises(NotFound, match=f"no race r{race_id}"):
        kept.race_studies(race_id)


def test_a_race_has_its_name(kept: Store) -> None:
    race = kept.race(kept.create_race([spec()], name="R"))
    kept.rename_race(race.id, "Monday's")
    assert kept.race(race.id) == replace(race, name="Monday's")
    for unknown in (99, -1, 2**70):
        with pytest.raises(NotFound, match="There is no race r"):
            kept.rename_race(unknown, "No such")


def test_races_of_an_older_home_get_a_record(tmp_path: Path) -> None:
    path = tmp_path / "studies.sqlite"
    schema.migrate(path, schema.MIGRATIONS[:6])
    studies = [
        (4, 4, "digits", 1, 10.0), (5, 4, "digits", 2, 11.0), (6, 4, "digits", 1, 12.0),
        (7, 7, "own/penguins-1f3a9c2b.csv", 1, 20.0), (8, 8, "digits", 3, 30.0),
        (9, None, "digits", 1, 40.0),
    ]  # fmt: skip
    with closing(sqlite3.connect(path)) as connection:
        for study_id, race, dataset, seed, created in studies:
            kept = spec(seed=seed).model_dump_json()
            connection.execute(
                "INSERT INTO studies (id, name, strategy, dataset, spec, state, created, race)"
                " VALUES (?, 'S', 'random_search', ?, ?, 'COMPLETED', ?, ?)",
                (study_id, dataset, kept, created, race),
            )
        connection.commit()
    found = [(r.id, r.name, r.created, r.by, r.budget, r.seeds) for r in Store(path).races()]
    assert found == [
        (8, "Race on digits (2)", 30.0, "epochs", None, 1),
        (7, "Race on penguins.csv", 20.0, "epochs", None, 1),
        (4, "Race on digits", 10.0, "epochs", None, 2),
    ]
