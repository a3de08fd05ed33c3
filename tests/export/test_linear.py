"""The linear baseline as a script: it runs as it is, on the data as the networks have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import records
from tuning.export.linear import linear
from tuning.objective import Objective
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import DataSpec


@pytest.mark.parametrize(
    ("data", "metric", "told", "low", "high"),
    [
        ("wine", "val_accuracy", "Test accuracy ", 0.95, 1.0),
        ("diabetes", "val_rmse", "Test RMSE ", 45, 65),
    ],
)
def test_it_runs_and_tells_its_test(
    data: str,
    metric: str,
    told: str,
    low: float,
    high: float,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    store = Store(tmp_path / "studies.sqlite")
    spec = records.spec(2, data=DataSpec(name=data), objective=Objective(metric=metric))
    script = linear(StudyView(store, store.create_study(spec)))
    assert "keras" not in script
    exec(compile(script, "linear.py", "exec"), {"__name__": "__main__"})
    said = capsys.readouterr().out
    assert said.startswith(told)
    assert low <= float(said.removeprefix(told)) <= high
