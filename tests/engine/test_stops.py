"""The word to stop on a worker, and what Dask's log says of it there."""

from __future__ import annotations

import logging

import pytest

from tuning.engine import stops
from tuning.errors import StudyStopped


def test_a_study_is_stopped_until_it_is_allowed_again() -> None:
    stops.stop(-1)
    with pytest.raises(StudyStopped):
        stops.check_stopped(-1)
    stops.check_stopped(-2)
    stops.allow(-1)
    stops.check_stopped(-1)


def test_dask_logs_a_failure_and_not_that_a_study_stopped(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = logging.getLogger("distributed.worker")
    with caplog.at_level(logging.ERROR, log.name):
        for error in (StudyStopped("Study 1 was stopped."), ValueError("StudyStopped")):
            log.error("Compute Failed\nKey: %s\nException: %r", "key", repr(error))
    assert [record.args for record in caplog.records] == [("key", repr(ValueError("StudyStopped")))]
