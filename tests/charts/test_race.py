"""A race's figure: what heights mean, where the target stands, and names that make room."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.records import samples, scored
from tuning.analysis.comparison import Contender, contenders, trajectory
from tuning.analysis.standings import Overall
from tuning.analysis.standings.records import Ranked
from tuning.charts import critical
from tuning.charts.race import race
from tuning.charts.race_axes import Look, Scale
from tuning.charts.race_heads import GAP, OFF, apart, clear
from tuning.store.view import StudyView


@pytest.fixture
def pair(tmp_path: Path) -> list[Contender]:
    store = samples.store(tmp_path)
    ids = [
        scored.run(store, trials, strategy=name)
        for name, trials in (("random_search", [(0.7,), (0.8,)]), ("bayesian", [(0.6,), (0.9,)]))
    ]
    return contenders([trajectory(StudyView(store, study_id)) for study_id in ids])


def test_heights_are_scores_or_distances_to_the_best_of_all(pair: list[Contender]) -> None:
    far = Look(distance=True)
    assert Scale.of(pair, Look()).all([0.7, None]) == [0.7, None]
    scale = Scale.of(pair, far)
    assert scale.at(0.6) == pytest.approx(0.3)
    assert scale.at(0.9) == pytest.approx(0.05)  # half of the least distance stands for none
    assert scale.score(scale.at(0.6)) == pytest.approx(0.6)
    lines = {t["uid"]: t for t in race(pair, far)["data"] if t["uid"].startswith("line-")}
    [random, _] = lines.values()
    assert random["y"] == pytest.approx([0.2, 0.1])
    assert random["customdata"] == [0.7, 0.8]


def test_the_axis_goes_to_the_budget_and_the_target_is_a_line_across(pair: list[Contender]) -> None:
    layout = race(pair, Look(end=50, target=0.85))["layout"]
    assert layout["xaxis"]["range"] == [0, 50]
    [line] = layout["shapes"]
    assert (line["y0"], line["y1"], line["label"]["text"]) == (0.85, 0.85, "\u00a0target 0.8500")
    low, high = layout["yaxis"]["range"]
    assert low < 0.6
    assert high > 0.9
    assert race(pair, Look())["layout"]["shapes"] == []


def test_names_that_are_close_make_room_and_keep_their_order() -> None:
    assert apart([0.2, 0.8]) == [0.2, 0.8]
    assert apart([0.5, 0.5]) == pytest.approx([0.5 + GAP / 2, 0.5 - GAP / 2])
    found = apart([0.5, 0.52, 0.51, 0.9])
    assert found[3] == 0.9
    assert found[1] - found[2] == pytest.approx(GAP)
    assert found[2] - found[0] == pytest.approx(GAP)


def test_names_stand_off_the_line_of_the_target() -> None:
    assert clear([0.5], 0.8) == [0.5]
    assert clear([0.5, 0.5], None) == pytest.approx([0.5 + GAP / 2, 0.5 - GAP / 2])
    assert clear([0.5], 0.49) == pytest.approx([0.49 + OFF])
    assert clear([0.5], 0.51) == pytest.approx([0.51 - OFF])
    above, below, low = clear([0.5, 0.5, 0.48], 0.5)
    assert below >= 0.5 + OFF - 1e-9
    assert above - below == pytest.approx(GAP)
    assert low <= 0.5 - OFF + 1e-9


def test_each_head_is_where_its_line_ends_with_its_name(pair: list[Contender]) -> None:
    traces = race(pair, Look(end=50))["data"]
    points = [t for t in traces if t["uid"].startswith("end-")]
    assert [(t["x"], t["y"]) for t in points] == [([4.0], [0.8]), ([4.0], [0.9])]
    names = [t["text"][0] for t in traces if t["uid"].startswith("name-")]
    assert ["Random search" in names[0], "0.9000" in names[1]] == [True, True]


def test_heights_are_corrected_scores_where_that_is_asked_and_known(pair: list[Contender]) -> None:
    corrected = Look(corrected=True)
    assert corrected.of(pair) == pair  # nothing is known of them
    runs = [contender.trajectories[0] for contender in pair]
    known = [
        replace(run, table=run.table.assign(corrected=run.table["best"] - 0.1)) for run in runs
    ]
    figure = race(contenders(known), corrected)
    [random, _] = [t for t in figure["data"] if t["uid"].startswith("line-")]
    assert random["y"] == pytest.approx([0.6, 0.7])
    assert figure["layout"]["yaxis"]["title"]["text"] == "Validation accuracy (corrected)"


def test_the_diagram_names_each_at_its_rank_and_joins_those_that_cannot_be_told() -> None:
    names = ("Bayesian optimization", "<b>", "Random", "Grid")
    rows = tuple(Ranked(f"s{k}", name, 1.0 + k, ()) for k, name in enumerate(names))
    groups = (("Bayesian optimization", "<b>"), ("<b>", "Random", "Grid"))
    shown = Overall(rows, ("a", "b", "c"), difference=2.4, groups=groups)
    figure = critical.critical(shown)
    traces = {trace["uid"]: trace for trace in figure["data"]}
    assert [traces[f"rank-s{k}"]["x"] for k in range(4)] == [[1.0], [2.0], [3.0], [4.0]]
    assert traces["ruler"]["x"] == [1.0, 3.4]
    bars = [trace for uid, trace in traces.items() if uid.startswith("group-")]
    assert [
        (bar["x"][0] < first, bar["x"][1] > last)
        for bar, first, last in zip(bars, (1, 2), (2, 4), strict=True)
    ] == [(True, True)] * 2
    layout = figure["layout"]
    left, right = layout["yaxis"]["ticktext"], layout["yaxis2"]["ticktext"]
    assert left == ["<b>Bayesian<br>optimization</b><br>1.00", "<b>&lt;b&gt;</b><br>2.00"]
    assert right == ["<b>Grid</b><br>4.00", "<b>Random</b><br>3.00"]
    assert "Not told apart: Bayesian optimization – <b>; <b> – Random – Grid." in critical.told(
        shown
    )
