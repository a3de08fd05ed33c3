"""How work ends that the engine does for a person, and what is begun again before it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import pytest

from tuning.engine.attempts import MOST_ATTEMPTS, attempted
from tuning.engine.ends import End, end_of
from tuning.errors import ClusterAway, StudyStopped, TuningError


def raising(error: Exception) -> Callable[[], NoReturn]:
    def work() -> NoReturn:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "end", "sentence"),
    [
        (StudyStopped("It was stopped."), End.STOPPED, None),
        (ClusterAway("It is away."), End.AWAY, None),
        (TuningError("No trial succeeded."), End.FAILED, "No trial succeeded."),
        (ValueError("shapes differ\nby much"), End.FAILED, "ValueError in work: shapes differ"),
        (KeyError(), End.FAILED, "KeyError in work: "),
    ],
)
def test_an_end_and_why(error: Exception, end: End, sentence: str | None) -> None:
    assert end_of(raising(error), "Study 3") == (end, sentence)


def test_what_comes_through_is_completed() -> None:
    assert end_of(lambda: None, "Study 3") == (End.COMPLETED, None)


def test_a_lost_worker_is_no_end_but_what_was_raised_on_purpose_is() -> None:
    errors: list[Exception] = [OSError("lost"), OSError("lost")]
    told: list[str] = []

    def attempt() -> int:
        told.append("attempt")
        if errors:
            raise errors.pop()
        return 7

    assert attempted(attempt, lambda: told.append("check"), "A fit") == 7
    assert told == ["check", "attempt"] * 3
    told.clear()
    errors += [OSError("lost")] * MOST_ATTEMPTS
    with pytest.raises(OSError, match="lost"):
        attempted(attempt, lambda: None, "A fit")
    assert told == ["attempt"] * MOST_ATTEMPTS
    told.clear()
    errors.append(TuningError("It diverged."))
    with pytest.raises(TuningError, match="diverged"):
        attempted(attempt, lambda: None, "A fit")
    assert told == ["attempt"]
