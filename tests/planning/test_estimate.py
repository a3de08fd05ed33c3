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


def test_the_pace_of_a_shorter_study_narrows_the_guess_of_a_long_one() -> None:
    planned = replace(plan(spec(), SPEED), seconds=130.0, quick=65.0, slow=400.0)
    shorter = Past(13.0, 10.4)  # all of which may have been its start and its end
    found = estimate(planned, [shorter])
    assert (found.low, found.high) == (65.0, pytest.approx(10 * 10.4 * 1.25))
    assert (found.studies, found.source) == (1, "by the pace of one study here")
    # The shortest of all tells how long they may be at most.
    slower = estimate(planned, [Past(13.0, 30.0), Past(2.0, 5.0)])
    assert (slower.low, slower.high) == (pytest.approx(255 / 1.25), 375.0)
    assert estimate(planned, [Past(1.0, 9.0)]).studies == 0  # too far


def test_what_a_much_shorter_study_took_is_believed_rather_than_the_guess() -> None:
    planned = replace(plan(spec(), SPEED), seconds=10.0, quick=5.0, slow=32.0)
    found = estimate(planned, [Past(1.0, 43.0)])
    assert (found.low, found.high) == (pytest.approx(43 / 1.25), pytest.approx(430 * 1.25))


def test_of_studies_alike_what_does_not_grow_is_told_by_the_shortest() -> None:
    planned = replace(plan(spec(), SPEED), seconds=30.0)
    known = [Past(10.0, 55.0), Past(1.5, 43.0)]  # measured: it took 91 s
    found = estimate(planned, known)
    assert (found.low, found.high) == (pytest.approx(79 / 1.25), pytest.approx(165 * 1.25))
    assert (found.studies, found.are_alike) == (1, True)


def test_studies_together_take_the_sum() -> None:
    assert together([Estimate(1, 2, 3), Estimate(4, 9, 1)]) == Estimate(5, 11, 1)
