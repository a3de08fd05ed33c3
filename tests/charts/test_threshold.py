"""The curve of all thresholds: where the usual and the chosen one stand on it."""

from __future__ import annotations

import numpy as np
import pytest

from tuning.analysis import threshold
from tuning.charts import threshold_curve
from tuning.charts.threshold import Kind

GIVEN = np.array([0.9, 0.8, 0.8, 0.4, 0.3, 0.1])
OWN = np.array([True, True, False, True, False, False])


@pytest.mark.parametrize(
    ("kind", "usual", "chosen"),
    [("roc", (1 / 3, 2 / 3), (0, 1 / 3)), ("precision", (2 / 3, 2 / 3), (1 / 3, 1))],
)
def test_the_marks_stand_where_a_cut_there_would(
    kind: Kind, usual: tuple[float, float], chosen: tuple[float, float]
) -> None:
    table = threshold.at_every_threshold(GIVEN, OWN)
    figure = threshold_curve(table, kind, 0.85, 0.5)
    marks = {trace["uid"]: (trace["x"][0], trace["y"][0]) for trace in figure["data"][2:]}
    assert marks["usual"] == pytest.approx(usual, abs=1e-4)
    assert marks["chosen"] == pytest.approx(chosen, abs=1e-4)
    assert figure["data"][1]["x"][-1] == 1
