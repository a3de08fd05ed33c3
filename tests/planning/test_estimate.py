"""How long a study will take: a guess with wide bounds, then what studies like it took here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.records.samples import spec
from tests.records.samples import store as new_store
from tuning import settings
from tuning.planning.estimate import Estimate, Past, estimate, past, together
from tuning.planning.plan import plan
from tuning.planning.speed import Speed
from tuning.store import Batch, Store, StudyRecord
from tuning.study import StudyState

SPEED = Speed(workers=2)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return new_store(tmp_path)


def ended(store: Store, seconds: float, state: StudyState = StudyState.COMPLETED) -> StudyRecord:
    number = store.create_study(spec())
    store.write(number, Batch(study={"state": state, "seconds": seconds}))
    return store.study(number)


def test_without_studies_it_is_a_guess_that_begins_to_count_compiling() -> None:
    planned = plan(spec(), SPEED)
    guess = estimate(planned, [])
    assert guess.studies == 0
    assert "guess" in guess.source
    assert guess.low < planned.seconds < guess.high
    wide = replace(SPEED, start_seconds=SPEED.start_seconds * 5)
    assert estimate(plan(spec(), wide), []).high > guess.high


def test_it_covers_what_studies_like_it_took_and_narrows(store: Store, tmp_path: Path) -> None:
    home = settings.load(tmp_path)
    took = [17.0, 23.0, 19.0]
    studies = [ended(store, seconds) for seconds in took]
    known = past(studies, "dense", SPEED, home)
    found = estimate(plan(spec(), SPEED), known)
    assert found.studies == 3
    assert found.low < min(took) < max(took) < found.high < 2 * max(took)
    assert found.text == "10 to 30 s"
    assert "3 studies" in found.source


def test_other_models_and_studies_that_did_not_end_teach_nothing(
    store: Store, tmp_path: Path
) -> None:
    stopped, whole = ended(store, 5.0, StudyState.STOPPED), ended(store, 9.0)
    racing = replace(whole, race=whole.id)
    home = settings.load(tmp_path)
    assert past([stopped, racing], "dense", SPEED, home) == []
    assert past([whole], "conv", SPEED, home) == []
    assert [one.took for one in past([whole], "dense", SPEED, home)] == [9.0]


def test_a_study_that_may_stop_early_can_be_quicker_than_those_like_it() -> None:
    early = spec(space={"units": [16, 32], "epochs": 50}, patience=1)
    planned = plan(early)
    known = [Past(planned.seconds, planned.seconds)]
    assert estimate(planned, known).low == planned.quick < planned.seconds / 5


def test_a_much_longer_study_is_not_judged_by_short_ones() -> None:
    planned = plan(spec(), SPEED)
    short = Past(planned.seconds / 10, 60.0)
    assert estimate(planned, [short]).studies == 0


def test_the_pace_of_a_shorter_study_narrows_the_guess_of_a_long_one() -> None:
    planned = replace(plan(spec(), SPEED), seconds=130.0, quick=65.0, slow=400.0)
    shorter = Past(13.0, 10.4)  # 4 of those may have been its start and its end
    found = estimate(planned, [shorter])
    assert (found.low, found.high) == (65.0, pytest.approx(130 * 10.4 / 13 * 1.25))
    assert found.source == "by the pace of one study here"
    quicker = estimate(planned, [Past(13.0, 30.0)])
    assert (quicker.low, quicker.high) == (pytest.approx(130 * 26 / 13 / 1.25), 375.0)
    assert estimate(planned, [Past(1.0, 9.0)]) == estimate(planned, [])  # too short to say
    early = estimate(replace(planned, at_most=True), [Past(13.0, 30.0)])
    assert early.low == planned.quick


def test_a_longer_study_bounds_a_short_one_that_begins_and_ends_as_it_does() -> None:
    planned = replace(plan(spec(), SPEED), seconds=10.0, quick=5.0, slow=40.0)
    found = estimate(planned, [Past(100.0, 104.0)])
    assert (found.low, found.high) == (pytest.approx(8.0), pytest.approx(17.0))


def test_studies_together_take_the_sum() -> None:
    assert together([Estimate(1, 2, 3), Estimate(4, 9, 1)]) == Estimate(5, 11, 1)
