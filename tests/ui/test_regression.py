"""The page of the best model where a quantity is predicted: what the engine's file becomes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tuning import analysis, charts, datasets, settings
from tuning.study import DataSpec
from tuning.ui.best import regression


def test_the_worst_rows_are_told_with_their_inputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNING_HOME", str(tmp_path))
    whole = datasets.load("diabetes", settings.load(tmp_path))
    said = whole.y_test.copy()
    said[[7, 30]] += (100.0, -40.0)
    path = tmp_path / "test.npz"
    np.savez(path, predicted=said, y=whole.y_test, rows=np.arange(len(said)))
    found = regression.tested(str(path), DataSpec(name="diabetes"), 1)
    assert found.rows is not None
    assert [*found.rows.columns[:3], found.rows.columns[-1]] == [
        *("True value", "Predicted", "Off by"),
        "s6",
    ]
    assert found.rows["Off by"].tolist()[:3] == [100, -40, 0]
    assert found.rows["bmi"][0] == whole.x_test[7, 2]
    guessed = np.sqrt(np.mean((whole.y_test - whole.y_train.mean()) ** 2))
    assert found.remark == f"always saying the mean: {guessed:.3f}"


def test_of_many_rows_the_worst_are_drawn_in_any_case() -> None:
    truth = np.linspace(0, 10, 9_000)
    said = truth + 0.001
    said[[11, 8_000]] += (3.0, -2.0)
    table = analysis.residuals(said, truth, np.arange(len(truth)))
    for figure in (
        charts.predicted_against_true(table, "<b>price</b> $", 2),
        charts.residuals(table, "price", 2),
    ):
        _, points = figure["data"]
        assert [row for row, *_ in points["customdata"][:2]] == [11, 8_000]
        assert len(points["x"]) == len(points["marker"]["color"]) <= 2_000
        assert len(set(points["marker"]["color"][:3])) == 2
        assert f"of {len(truth):,} rows" in figure["layout"]["xaxis"]["title"]["text"]
    named = charts.predicted_against_true(table, "<b>price</b> $")["layout"]["yaxis"]["title"]
    assert "&lt;b&gt;price" in named["text"]
