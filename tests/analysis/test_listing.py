"""A list of studies: what is found, what belongs together, and in which order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.records import samples
from tuning.analysis import listing
from tuning.analysis.raced import Race, together
from tuning.planning.race import short_name
from tuning.store import Batch, Store, StudyRecord
from tuning.study import StudyState


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return samples.store(tmp_path)


def made(store: Store, name: str, **columns: object) -> StudyRecord:
    study_id = store.create_study(samples.spec(name=name))
    store.write(study_id, Batch(study=dict(columns)))
    return store.study(study_id)


def test_a_race_is_known_by_its_number_and_an_old_one_by_its_names(store: Store) -> None:
    alone = made(store, "Race: alone on digits", created=10.0)
    old = [made(store, f"Race: old, seed {k}", created=100.0 + k) for k in (1, 2)]
    between = made(store, "Not racing", created=102.0)
    store.create_race([samples.spec(name="Any name"), samples.spec(name="Renamed")], name="R")
    lines = listing.folded(store.studies(), store.races())
    kinds = [len(line.studies) if isinstance(line, Race) else line.id for line in lines]
    assert kinds == [2, between.id, 2, alone.id]
    assert [line.id for line in lines if isinstance(line, Race)] == [5, old[0].id]


def test_a_race_tells_how_far_it_is_and_how_long_still(store: Store) -> None:
    specs = [samples.spec(name=f"Race: {k}", seed=k) for k in (1, 2)]
    kept = store.race_studies(store.create_race(specs, name="A race"))
    for study, best in zip(kept, (0.8, 0.9), strict=True):
        columns = {
            "state": StudyState.RUNNING,
            "started": 1000.0,
            "epochs_planned": 100,
            "epochs_done": 25,
            "trials_planned": 10,
            "trials_finished": 2,
            "best_score": best,
        }
        store.write(study.id, Batch(study=columns))
    [race] = listing.folded(store.studies(), store.races())
    assert isinstance(race, Race)
    assert (race.share, race.left(now=1050.0)) == (0.25, 150.0)
    assert (race.trials_finished, race.trials_planned, race.best_score) == (4, 20, 0.9)
    assert (race.state, race.seeds, race.name) == ("RUNNING", 2, "A race")
    assert race.field == "1 strategy × 2 seeds"
    ended = Race(1, tuple(replace(s, state=StudyState.COMPLETED) for s in race.studies))
    assert (ended.share, ended.left(now=1050.0)) == (1.0, None)


def test_lines_are_sorted_and_what_has_no_value_comes_last(store: Store) -> None:
    low = made(store, "b", best_score=0.1)
    none = made(store, "c")
    high = made(store, "a", best_score=0.9)
    lines = store.studies()
    assert listing.in_order(lines, "-score") == [high, low, none]
    assert listing.in_order(lines, "score") == [low, high, none]
    assert listing.in_order(lines, "name") == [high, low, none]
    assert listing.in_order(lines, "no such column") == lines
    assert listing.turned("-started", "score") == "-score"
    assert listing.turned("-score", "score") == "score"
    assert listing.turned("name", "name") == "-name"


def test_states_fold_into_what_may_still_change() -> None:
    assert together([StudyState.COMPLETED, StudyState.RUNNING]) == StudyState.RUNNING
    assert together([StudyState.COMPLETED, StudyState.STOPPED]) == StudyState.STOPPED


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Race: Grid search on my on-line.csv, seed 12", "Grid search, seed 12"),
        ("Race: Random search on digits", "Random search"),
        ("Grid search on digits", "Grid search on digits"),
    ],
)
def test_a_name_in_a_race_leaves_out_what_all_share(name: str, short: str) -> None:
    assert short_name(name) == short
