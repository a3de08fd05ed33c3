"""Studies that an earlier version left unfinished go on in this one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import homes
from tests.engine.conftest import Bench
from tuning.store.view import StudyView
from tuning.study import FitState, StudyState

PROPOSED = {
    1: {"units": 64, "learning_rate": 0.00172967547291, "epochs": 60},
    2: {"units": 16, "learning_rate": 0.00419663979829, "epochs": 60},
    3: {"units": 64, "learning_rate": 0.00210781633005, "epochs": 60},
}
"""The trials that the version of schema 4 came to when it resumed the study itself."""


@pytest.fixture
def left(tmp_path: Path) -> None:
    """Where `bench` opens its home, one that was left."""
    homes.unpack("schema_4", tmp_path / "home")


def test_a_stopped_study_goes_on_to_the_same_trials(left: None, bench: Bench) -> None:
    before = StudyView(bench.store, 2)
    done = [key for key, fit in before.fits.items() if fit.state is FitState.COMPLETED]
    view = bench.run(2)
    assert view.study.state is StudyState.COMPLETED, view.study.error
    assert {number: trial.values for number, trial in view.trials.items()} == PROPOSED
    assert len(done) == 2
    for key in done:
        assert view.fits[key] == before.fits[key]
        assert view.curves[key] == before.curves[key]
    assert view.study.test_score is not None
