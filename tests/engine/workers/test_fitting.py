"""Versions that fit, versions that do not, and the sentence about them."""

from __future__ import annotations

import pytest

from tuning.engine.workers.fitting import scheduler_misfit, worker_misfit

OURS = {
    "python": "3.11.9.final.0",
    "tensorflow": "2.21.0",
    "keras": "3.15.1",
    "numpy": "2.3.1",
    "scikit-learn": "1.9.1",
    "scikeras": "0.13.0",
    "distributed": "2026.8.0",
    "cloudpickle": "3.1.3",
    "SQLAlchemy": "2.1.0",
}
AT = "tcp://10.0.0.5:40123"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"python": "3.11.2.final.0"},
        {"cloudpickle": "3.0.1"},
        {"SQLAlchemy": "2.1.7"},
        {"tensorflow": None, "tensorflow-cpu": "2.21.0"},
    ],
    ids=str,
)
def test_what_fits(changes: dict[str, str | None]) -> None:
    assert worker_misfit(AT, OURS | changes, OURS) is None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"keras": "3.1.0"}, "keras 3.1.0 (here 3.15.1)"),
        ({"python": "3.12.1.final.0"}, "python 3.12.1 (here 3.11.9)"),
        ({"tensorflow": None}, "no tensorflow (here 2.21.0)"),
        ({"SQLAlchemy": None}, "no SQLAlchemy (here 2.1.0)"),
        (
            {"keras": "3.1.0", "numpy": None},
            "keras 3.1.0 (here 3.15.1), no numpy (here 2.3.1)",
        ),
    ],
    ids=str,
)
def test_what_does_not_fit_is_named(changes: dict[str, str | None], told: str) -> None:
    assert worker_misfit(AT, OURS | changes, OURS) == (
        f"The worker at {AT} does not fit: it has {told}; "
        "the versions must be those of this machine."
    )


def test_many_that_differ_stay_one_sentence() -> None:
    sentence = worker_misfit(AT, {}, OURS)
    assert sentence is not None
    assert "and 5 more that differ" in sentence


def test_a_scheduler_needs_no_tensorflow() -> None:
    theirs = {name: OURS[name] for name in ("python", "distributed", "cloudpickle")}
    assert scheduler_misfit("tcp://head:8786", theirs, OURS) is None
    assert "distributed 2025.1.0" in str(
        scheduler_misfit("tcp://head:8786", theirs | {"distributed": "2025.1.0"}, OURS)
    )
