"""Homes that earlier versions left open, with every number that was in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import homes
from tuning.export import study_json
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import FitKind


@pytest.mark.parametrize("study", [1, 2], ids=["complete", "stopped"])
def test_a_home_of_schema_4_says_what_it_said(tmp_path: Path, study: int) -> None:
    store = Store(homes.unpack("schema_4", tmp_path))
    found, told = study_json(StudyView(store, study)), homes.told("schema_4", study)
    assert stands_in(told, found)
    assert found["study"] == told["study"] | {
        "task": "classification",
        "metric": "val_accuracy",
        "direction": "max",
    }


def stands_in(told: Any, found: Any) -> bool:
    """Whether all that an earlier version said is said; there may be more."""
    if isinstance(told, dict):
        return all(name in found and stands_in(told[name], found[name]) for name in told)
    if isinstance(told, list):
        return len(told) == len(found) and all(map(stands_in, told, found))
    return bool(told == found)


def test_what_was_measured_besides_is_there_by_name(tmp_path: Path) -> None:
    path = homes.unpack("schema_4", tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        (more,) = connection.execute(
            "SELECT json_extract(more, '$.val_mse') FROM epochs WHERE trial = 2 AND epoch = 2"
        ).fetchone()
    curve = StudyView(Store(path), 1).curves[2, FitKind.EXECUTION, 0]
    assert curve[1].metrics["val_mse"] == pytest.approx(more, abs=1e-12)
    assert list(curve[1].metrics) == [
        "loss", "accuracy", "val_loss", "val_accuracy", "mse", "val_mse"
    ]  # fmt: skip
