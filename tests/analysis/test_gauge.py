"""How the corrected score went, beside the best so far."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.records import honest, scored
from tuning import analysis, charts
from tuning.honesty import Step
from tuning.store import Store, moments
from tuning.store.moments import Moment
from tuning.store.view import StudyView


@pytest.fixture
def view(tmp_path: Path) -> StudyView:
    """Trials of 4 epochs and 4 seconds each, of which the second's step is not known."""
    store = Store(tmp_path / "studies.sqlite")
    study_id = scored.run(store, [(0.7, 0.7), (0.8, 0.8), (0.75, 0.75)])
    course = (Step(0, 0, 0.7, 0.66, 0.6, 0.72), Step(2, 1, 0.8, 0.71, 0.65, 0.77))
    honest.leave(store, study_id, course=course)
    return StudyView(store, study_id)


def test_a_step_stands_where_its_trial_ended(view: StudyView) -> None:
    found = analysis.gauge(view)
    assert found["number"].tolist() == [0, 2]
    assert found["corrected"].tolist() == [0.66, 0.71]
    assert found["epochs"].tolist() == [4, 12]
    assert found["trials"].tolist() == [1, 3]


def test_the_gauge_goes_to_the_moment_that_is_shown(view: StudyView) -> None:
    assert analysis.gauge(moments.at(view, Moment("trials", 1)))["number"].tolist() == [0]
    assert not len(analysis.gauge(moments.at(view, Moment("trials", 0))))


def test_another_metric_than_the_figure_s_is_not_drawn_in_it(view: StudyView) -> None:
    assert view.honest is not None
    view.honest = replace(view.honest, metric="log_loss")
    assert not len(analysis.gauge(view))


def test_the_lines_are_named_on_their_outer_sides(view: StudyView) -> None:
    table, gauge = analysis.best_so_far(view), analysis.gauge(view)
    look = {"color": "#2f7ed8", "gauge": gauge}
    higher = charts.best_so_far(table, "trials", metric="val_accuracy", **look)
    names = {note["text"]: note for note in higher["layout"]["annotations"]}
    assert {name: (note["x"], note["y"]) for name, note in names.items()} == {
        "chosen": (3.0, 0.8),
        "corrected": (3.0, 0.71),
    }
    assert names["chosen"]["yanchor"] == "bottom"
    lower = charts.best_so_far(table, "trials", metric="val_loss", **look)
    assert lower["layout"]["annotations"][0]["yanchor"] == "top"
    band = {trace["uid"]: trace["y"] for trace in higher["data"]}
    assert (band["gauge-low"], band["gauge-high"]) == ([0.6, 0.65], [0.72, 0.77])
