"""What each technique reports of itself, as tables and as figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import plotly.graph_objects as go
import pytest

from tests.records import techniques as left
from tuning.analysis import techniques
from tuning.charts import technique as drawn
from tuning.store import Store
from tuning.store.view import StudyView

Leave = Callable[..., int]


@pytest.fixture
def view(tmp_path: Path) -> Callable[..., StudyView]:
    store = Store(tmp_path / "studies.sqlite")

    def of(leave: Leave, **how: object) -> StudyView:
        return StudyView(store, leave(store, **how))

    return of


# -- scikit-learn --------------------------------------------------------------------------------


def test_cv_results_have_the_best_first_and_every_split(view: Callable[..., StudyView]) -> None:
    found = view(left.grid_search_cv)
    table = techniques.cv_results(found)
    assert table is not None
    assert list(table["Rank"]) == sorted(table["Rank"])
    assert list(table.columns)[:2] == ["Rank", "Trial"]
    assert [name for name in table if name.startswith("Split")] == ["Split 1", "Split 2", "Split 3"]
    first = table.iloc[0]
    assert first["Mean"] == pytest.approx(first[["Split 1", "Split 2", "Split 3"]].mean())
    assert first["Trial"] == found.study.best_number
    score, params = techniques.best_params(found)  # type: ignore[misc]
    assert score == pytest.approx(found.study.best_score)
    assert [name for name, _ in params] == ["Units, first layer", "Learning rate", "Optimizer"]
    assert techniques.rounds(found) is None
    refit = techniques.refit(found)
    assert refit is not None
    assert refit.trial == found.study.best_number


def test_a_loss_that_scikit_learn_negates_is_a_loss_again(view: Callable[..., StudyView]) -> None:
    table = techniques.cv_results(view(left.grid_search_cv, metric="val_loss"))
    assert table is not None
    assert (table["Mean"] > 0).all()
    assert (table["Split 1"] > 0).all()


def test_halving_rounds_fill_while_they_run(view: Callable[..., StudyView]) -> None:
    table = techniques.rounds(view(left.halving, ends_in_round=2))
    assert table is not None
    assert list(table["Candidates"]) == [18, 6]
    assert list(table["Begun"]) == [18, 2]
    assert list(table["Epochs each"]) == [1, 3]
    running = view(left.halving, ends_in_round=2)
    assert techniques.cv_results(running) is None
    assert techniques.best_params(running) is None
    ended = techniques.cv_results(view(left.halving))
    assert ended is not None
    assert set(ended["Round"]) == {1, 2}


# -- KerasTuner ----------------------------------------------------------------------------------


def test_the_summaries_of_keras_tuner(view: Callable[..., StudyView]) -> None:
    found = view(left.bayesian)
    space = techniques.space_summary(found)
    assert list(space["Kind"]) == ["Int", "Float", "Float"]
    assert list(space["Values"]) == ["16 to 256", "0.0001 to 0.1", "0 to 0.5"]
    best = techniques.best_trials(found)
    assert len(best) == 10
    assert best["Score"].is_monotonic_decreasing
    assert best["Trial"].iloc[0] == found.study.best_number


def test_the_space_is_told_before_the_technique_has_ended(view: Callable[..., StudyView]) -> None:
    running = techniques.space_summary(view(left.hyperband, stop_after=5))
    ended = techniques.space_summary(view(left.hyperband))
    assert list(running["Values"]) == list(ended["Values"])
    assert list(running["Kind"]) == list(ended["Kind"])


def test_rungs_tell_who_was_promoted(view: Callable[..., StudyView]) -> None:
    table = techniques.members(view(left.hyperband))
    top = table[(table["bracket"] == 2) & (table["rung"] == 0)]
    assert list(top["status"]) == ["promoted"] * 3 + ["ended"] * 6
    assert top["score"].is_monotonic_decreasing
    assert set(top["until"]) == {1}
    last = table[(table["bracket"] == 2) & (table["rung"] == 2)]
    assert (list(last["until"]), list(last["status"])) == ([9], ["ended"])
    assert "planned" not in set(table["status"])
    told = techniques.halved(view(left.hyperband))
    assert (told.begun, told.promoted, told.all_through) == (17, 6, 17 * 9 * 2)
    assert told.epochs == 2 * (9 * 1 + 3 * 2 + 1 * 6 + 5 * 3 + 2 * 6 + 3 * 9)


def test_who_just_missed_a_line_and_by_how_little(view: Callable[..., StudyView]) -> None:
    table = techniques.members(view(left.hyperband))
    top = table[(table["bracket"] == 2) & (table["rung"] == 0)]
    scores = list(top["score"])
    assert top["missed"].isna().tolist() == [True] * 3 + [False] * 6
    assert list(top["missed"][3:]) == pytest.approx([scores[2] - s for s in scores[3:]])
    cuts = techniques.cuts(table)
    assert list(cuts["Kept"]) == ["3 of 9", "1 of 3", "2 of 5"]
    first = cuts.iloc[0]
    assert (first["The line"], first["Trial below"]) == (scores[2], top["number"].iloc[3])
    assert first["Missed by"] == pytest.approx(scores[2] - scores[3])
    begun = techniques.members(view(left.hyperband, stop_after=2))
    assert len(techniques.cuts(begun)) == 0


def test_rungs_to_come_are_there_while_it_runs(view: Callable[..., StudyView]) -> None:
    table = techniques.members(view(left.hyperband, stop_after=11))
    assert len(table) == 23
    assert (table["status"] == "planned").sum() == 12
    assert table["number"].notna().sum() == 11


def test_guesses_are_held_against_what_came(view: Callable[..., StudyView]) -> None:
    table = techniques.guesses(view(left.bayesian))
    assert table["expected"].isna().sum() == 4
    judged = table.dropna()
    within = (judged["score"] - judged["expected"]).abs() <= judged["uncertainty"]
    assert techniques.right_guesses(table) == (within.sum(), 10)
    seconds = view(left.bayesian).totals.thinking
    assert seconds == pytest.approx(table["thinking"].sum())


# -- one at a time -------------------------------------------------------------------------------


def test_the_path_is_what_the_technique_itself_reports(view: Callable[..., StudyView]) -> None:
    found = view(left.one_at_a_time)
    table = techniques.path(found)
    told = found.study.result["path"]
    assert list(table["Keeps"]) == [str(step["best"]) for step in told]
    assert list(table["Best score"]) == pytest.approx([step["score"] for step in told])
    assert list(table["Trials so far"]) == [3, 5, 6]
    assert (techniques.walked(found), techniques.full_grid_fits(found)) == (6, 36)


# -- figures -------------------------------------------------------------------------------------


def test_figures_of_techniques_are_plain_json(view: Callable[..., StudyView]) -> None:
    ended, running = view(left.hyperband), view(left.hyperband, stop_after=2)
    figures = [
        drawn.rungs(techniques.members(ended), "#e07b39", ended.study.best_number),
        drawn.rungs(techniques.members(running), "#e07b39"),
        drawn.guesses(techniques.guesses(view(left.bayesian)), "#8e5bd0", "val_accuracy"),
        drawn.path(techniques.path(view(left.one_at_a_time)), "#c2458b", "val_accuracy"),
    ]
    for figure in figures:
        assert json.loads(json.dumps(figure, allow_nan=False)) == figure
        go.Figure(figure)
        uids = [trace["uid"] for trace in figure["data"]]
        assert len(set(uids)) == len(uids)


def test_the_rungs_of_a_bracket_say_how_far_they_are(view: Callable[..., StudyView]) -> None:
    figure = drawn.rungs(techniques.members(view(left.hyperband, stop_after=11)), "#e07b39")
    rows = figure["layout"]["yaxis"]["categoryarray"][::-1]
    assert rows[:3] == [
        "Bracket 2 · 1 epoch · 9 of 9",
        "Bracket 2 · 3 epochs · 2 of 3",
        "Bracket 2 · 9 epochs · 0 of 1",
    ]
