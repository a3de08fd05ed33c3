"""Which state of a study may follow which: the whole table, and that the store keeps to it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from tests.records.samples import bring, spec, store
from tuning.errors import StateConflict
from tuning.store import Store
from tuning.study import NEXT, StudyState


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = store(Path(tmp_path_factory.mktemp("states")))
    yield opened
    opened.close()


@pytest.mark.parametrize(("before", "after"), list(product(StudyState, StudyState)))
def test_the_store_moves_a_study_as_the_table_says(
    before: StudyState, after: StudyState, kept: Store
) -> None:
    study = kept.create_study(spec())
    bring(kept, study, before)
    change = kept.change(study)
    if before is after or after in NEXT[before]:
        kept.set_state(study, after)
        assert kept.study(study).state is after
        return
    with pytest.raises(StateConflict, match=f"is {before} and cannot become {after}"):
        kept.set_state(study, after)
    assert kept.study(study).state is before
    assert kept.change(study) == change, "nothing was written"


def test_the_table_and_the_questions_agree() -> None:
    assert set(NEXT) == set(StudyState)
    resumed = {state for state in StudyState if StudyState.QUEUED in NEXT[state]}
    lost = {StudyState.RUNNING, StudyState.STOPPING}
    assert resumed - lost == {state for state in StudyState if state.can_resume()}
    stopped = {state for state in StudyState if StudyState.STOPPED in NEXT[state]}
    assert stopped - {StudyState.INTERRUPTED} == {s for s in StudyState if s.is_active()}
    assert {state for state in StudyState if not NEXT[state]} == {StudyState.COMPLETED}
