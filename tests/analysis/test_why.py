"""Why a trial was proposed: what was known then, and nothing that came later."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from tests.records import techniques as left
from tuning import strategies
from tuning.analysis.why import (
    EVIDENCE,
    Cells,
    Coverage,
    Cut,
    Evidence,
    Process,
    Stage,
    why,
)
from tuning.charts import why as drawn
from tuning.objective import Objective
from tuning.planning.checks import completed
from tuning.space import Choice, Float, Int, Space
from tuning.store import Batch, Store, TrialRecord
from tuning.store.moments import Moment, at
from tuning.store.view import StudyView
from tuning.study import StrategySpec, StudySpec, TrialState

RATE = Float(low=1e-4, high=1.0, scale="log")
UNITS = Choice(values=[16, 64, 256])
OPTIMIZER = Choice(values=["adam", "rmsprop"])


def trial(number: int, score: float | None = None, **more: Any) -> TrialRecord:
    """A trial of one second, from second `number` on; without a score it runs."""
    known: dict[str, Any] = {"started": float(number), "values": {}}
    if score is not None:
        known |= {"finished": number + 1.0}
    state = TrialState.RUNNING if score is None else TrialState.COMPLETED
    return TrialRecord(number, **({"state": state, "score": score} | known | more))


@pytest.fixture
def study(tmp_path: Path) -> Callable[..., StudyView]:
    store = Store(tmp_path / "studies.sqlite")

    def kept(
        strategy: str,
        space: dict[str, Any],
        trials: Sequence[TrialRecord],
        knowledge: dict[int, Any] | None = None,
        metric: str = "val_accuracy",
        **options: Any,
    ) -> StudyView:
        spec = StudySpec(
            space=Space(parameters=space),
            strategy=StrategySpec(name=strategy, options=options),
            objective=Objective(metric=metric),
        )
        number = store.create_study(completed(spec))
        store.write(number, Batch(trials=list(trials), knowledge=knowledge or {}))
        return StudyView(store, number)

    return kept


def evidence(view: StudyView, number: int, kind: type[Evidence]) -> Any:
    found = why(view, number).evidence
    assert isinstance(found, kind)
    return found


# -- drawn at random -----------------------------------------------------------------------------


def draws(view: Callable[..., StudyView], *values: tuple[float, int], **more: Any) -> StudyView:
    trials = [
        trial(k, 0.5, values={"learning_rate": rate, "units": units}, **more)
        for k, (rate, units) in enumerate(values, start=1)
    ]
    return view("random_search", {"learning_rate": RATE, "units": UNITS}, trials)


def test_coverage_counts_the_trials_before_in_tenths_of_a_log_range(
    study: Callable[..., StudyView],
) -> None:
    view = draws(study, (1e-4, 16), (2e-4, 16), (0.02, 64), (0.03, 16), (1.0, 256))
    rate, units = evidence(view, 4, Coverage).ranges
    # Ten parts of 0.4 decades: 2e-4 lies 0.3 decades above the lower end, 0.02 lies 2.3, 0.03 2.5.
    assert [part.before for part in rate.parts] == [2, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    assert (rate.parts[0].trials, rate.parts[5].trials) == ((1, 2), (3,))
    assert (rate.own, rate.is_new, rate.visited) == (6, True, 2)
    assert (rate.edges[0], rate.edges[5], rate.edges[10]) == ("0.0001", "0.01", "1")
    assert [(part.label, part.before) for part in units.parts] == [("16", 2), ("64", 1), ("256", 0)]
    assert (units.own, units.is_new, units.edges) == (0, False, ())
    assert why(view, 4).sentence == (
        "No score had a say: of 4, it is the first in its part of Learning rate."
    )
    assert why(view, 1).sentence == "No score had a say: it is the first."


def test_what_a_trial_does_not_use_has_no_place(study: Callable[..., StudyView]) -> None:
    space = {
        "optimizer": Choice(values=["adam", "sgd"]),
        "momentum": Float(low=0.0, high=0.9, when={"optimizer": ["sgd"]}),
    }
    values = [{"optimizer": "sgd", "momentum": 0.9}, {"optimizer": "adam"}]
    trials = [trial(k, 0.5, values=v) for k, v in enumerate(values, start=1)]
    optimizer, momentum = evidence(study("random_search", space, trials), 2, Coverage).ranges
    assert [part.before for part in momentum.parts] == [0] * 9 + [1]
    assert (momentum.own, momentum.is_new) == (None, False)
    assert [part.before for part in optimizer.parts] == [0, 1]


def test_an_explanation_stays_what_it_is_as_the_study_goes_on(
    study: Callable[..., StudyView],
) -> None:
    values = [(1e-4, 16), (2e-4, 64), (0.5, 16), (0.7, 256)]
    whole, short = draws(study, *values), draws(study, *values[:3])
    assert why(whole, 3) == why(short, 3)
    then = at(whole, Moment("trials", 2))
    assert sorted(then.trials) == [1, 2, 3]
    assert why(then, 3) == why(whole, 3)


# -- grids ---------------------------------------------------------------------------------------


def test_cells_are_walked_under_way_this_one_or_left(study: Callable[..., StudyView]) -> None:
    values = [{"units": u, "optimizer": o} for u in (16, 64) for o in OPTIMIZER.values]
    trials = [
        trial(1, 0.7, values=values[0]),
        trial(2, 0.8, values=values[1], finished=9.0),
        trial(3, 0.9, values=values[2]),
    ]
    view = study("hparams_grid", {"units": UNITS, "optimizer": OPTIMIZER}, trials)
    found = evidence(view, 3, Cells)
    assert (found.rows, found.columns) == (("16", "64", "256"), ("adam", "rmsprop"))
    told = [(cell.row, cell.column, cell.status, cell.score) for cell in found.cells]
    assert told == [
        (0, 0, "score known", 0.7),
        (0, 1, "under way", None),  # it ended later
        (1, 0, "this trial", None),
        (1, 1, "left", None),
        (2, 0, "left", None),
        (2, 1, "left", None),
    ]
    assert "2 of 6 cells had been walked, 3 were left" in why(view, 3).sentence
    assert "Units, first layer from 16 to 64" in why(view, 3).sentence


def test_a_grid_too_large_to_be_laid_out_shows_its_ranges(study: Callable[..., StudyView]) -> None:
    space = {name: Int(low=1, high=64) for name in ("units", "batch_size")}
    values = {"units": 1, "batch_size": 1}
    view = study("grid_search", space, [trial(1, 0.5, values=values)], points=60)
    assert isinstance(why(view, 1).evidence, Coverage)


# -- halving -------------------------------------------------------------------------------------


def rung(number: int, score: float | None, rung: int, until: int, **more: Any) -> TrialRecord:
    place = {"bracket": 1, "rung": rung, "until": until}
    reason = {"text": f"Rung {rung}.", **place, **more.pop("reason", {})}
    return trial(number, score, values={"units": 15 + number}, reason=reason, **more)


def ends(number: int) -> dict[str, int]:
    return {"continues": number}


def test_a_rung_as_it_stood_and_by_how_little_the_next_missed_it(
    study: Callable[..., StudyView],
) -> None:
    """Factor 2, 2 epochs: bracket 1 begins with 2 (iteration 1), then 2 (iteration 2)."""
    sizes = strategies.brackets(
        completed(
            StudySpec(
                space=Space(parameters={"units": Int(low=16, high=256)}),
                strategy=StrategySpec(name="hyperband", options={"max_epochs": 4, "factor": 2}),
            )
        )
    )
    assert [[size for size, _ in bracket] for bracket in sizes] == [[4, 2, 1], [3, 2], [3]]
    trials = [
        rung(1, 0.90, 0, 2, told=0, due=1.0),
        rung(2, 0.80, 0, 2, told=0, due=3.0),
        rung(3, 0.88, 0, 2, told=0, due=2.0),
        # The best two of three are kept: with the results of 1 and 3, trial 1 is not sure yet.
        rung(4, 0.95, 1, 4, reason=ends(1), told=3, due=4.0),
        rung(5, 0.94, 1, 4, reason=ends(3), told=3, due=5.0),
    ]
    options = {"max_epochs": 4, "factor": 2}
    view = study("hyperband", {"units": Int(low=16, high=256)}, trials, **options)
    found = evidence(view, 5, Cut)
    assert [(m.number, m.score, m.place) for m in found.members] == [
        (1, 0.90, 1),
        (3, 0.88, 2),
        (2, 0.80, 3),
    ]
    assert (found.size, found.keep, found.own.place) == (3, 2, 2)
    assert (found.last.number, found.next.number) == (3, 2)
    assert found.missed == pytest.approx(0.08)
    assert why(view, 5).sentence == (
        "Rung 1. Of all 3, trial 3 was at place 2 (0.8800); the best 2 train on. Trial 2 missed "
        "the line by 0.0800."
    )
    assert isinstance(why(view, 1).evidence, Coverage)


def test_only_the_results_that_were_told_by_then_are_ranked(
    study: Callable[..., StudyView],
) -> None:
    """Told in the order of `due`: 2, then 3; trial 1 had ended, and its result was not told."""
    trials = [
        rung(1, 0.99, 0, 2, told=0, due=9.0),
        rung(2, 0.80, 0, 2, told=0, due=1.0),
        rung(3, 0.70, 0, 2, told=0, due=2.0),
        rung(4, 0.95, 1, 4, reason=ends(2), told=2, due=10.0),
    ]
    options = {"max_epochs": 4, "factor": 2}
    view = study("hyperband", {"units": Int(low=16, high=256)}, trials, **options)
    found = evidence(view, 4, Cut)
    assert [member.number for member in found.members] == [2, 3]
    assert (found.next, found.missed) == (None, None)
    assert "Of 2 of 3 scores known" in found.sentence
    assert "Nobody stood below the line yet." in found.sentence


def test_brackets_of_two_iterations_are_told_apart(study: Callable[..., StudyView]) -> None:
    options = {"max_epochs": 4, "factor": 2, "hyperband_iterations": 2}
    first = [rung(k, 0.9 - 0.01 * k, 0, 2) for k in (1, 2, 3)]
    second = [rung(k, 0.5 - 0.01 * k, 0, 2) for k in (4, 5, 6)]
    last = rung(7, 0.95, 1, 4, reason=ends(5))
    view = study("hyperband", {"units": Int(low=16, high=256)}, [*first, *second, last], **options)
    found = evidence(view, 7, Cut)
    assert [member.number for member in found.members] == [4, 5, 6]
    assert (found.own.place, found.size, found.keep) == (2, 3, 2)


def test_a_failed_trial_leaves_its_place_to_nobody(study: Callable[..., StudyView]) -> None:
    trials = [
        rung(1, None, 0, 2, state=TrialState.FAILED, finished=2.0),
        rung(2, None, 0, 2, state=TrialState.FAILED, finished=3.0),
        rung(3, 0.7, 0, 2),
        rung(4, 0.95, 1, 4, reason=ends(3)),
    ]
    options = {"max_epochs": 4, "factor": 2}
    view = study("hyperband", {"units": Int(low=16, high=256)}, trials, **options)
    found = evidence(view, 4, Cut)
    assert (found.keep, found.failed, len(found.members)) == (1, 2, 1)


def test_a_round_of_a_halving_search_and_who_just_missed_it(tmp_path: Path) -> None:
    view = StudyView(*(lambda store: (store, left.halving(store)))(Store(tmp_path / "s.sqlite")))
    first = sorted(
        (t.score or 0.0 for t in view.trials.values() if t.reason["round"] == 1), reverse=True
    )
    second = [n for n, t in view.trials.items() if t.reason["round"] == 2]
    found = evidence(view, second[0], Cut)
    assert (found.size, found.keep, found.own.place) == (18, 6, 1)
    assert found.missed == pytest.approx(first[5] - first[6])
    assert view.trials[found.parent].values["units"] == view.trials[second[0]].values["units"]
    assert isinstance(why(view, 1).evidence, Cells)


# -- the Gaussian process ------------------------------------------------------------------------

SLICES = {
    "units": {"values": [16, 64, 256], "mean": [0.8, 0.9, 0.7], "uncertainty": [0.01, 0.02, 0.1]}
}


def guess(number: int, told: int, expected: float, uncertainty: float) -> TrialRecord:
    reason = {"text": "A guess.", "expected": expected, "uncertainty": uncertainty, "beta": 2.0}
    return trial(number, values={"units": 64}, reason=reason, told=told, due=9.0)


def test_a_guess_is_held_against_the_best_of_what_was_told(
    study: Callable[..., StudyView],
) -> None:
    trials = [
        trial(1, 0.85, values={"units": 16}, told=0, due=1.0),
        trial(2, 0.99, values={"units": 256}, told=0, due=3.0),  # ended, and not told yet
        guess(3, 1, 0.9, 0.02),
    ]
    view = study("bayesian", {"units": UNITS}, trials, {3: {"slices": SLICES}})
    found = evidence(view, 3, Process)
    assert (found.known, found.under_way, found.explores) == (1, 1, False)
    assert found.bound == pytest.approx(0.94)
    (one,) = found.slices
    assert one.bound == pytest.approx([0.82, 0.94, 0.9])
    assert (one.scale, one.chosen) == ("category", 64)
    assert [(known.number, known.value, known.score) for known in one.known] == [(1, 16, 0.85)]
    assert found.note == ""
    assert why(view, 3).sentence == (
        "A guess. That is better than the best by then, 0.8500 of trial 1. It exploits what it "
        "knows."
    )


def test_of_a_loss_the_acquisition_looks_down(study: Callable[..., StudyView]) -> None:
    trials = [trial(1, 0.3, values={"units": 16}, told=0, due=1.0), guess(2, 1, 0.4, 0.1)]
    known = {2: {"slices": SLICES}}
    view = study("bayesian", {"units": UNITS}, trials, known, metric="val_loss")
    found = evidence(view, 2, Process)
    assert found.bound == pytest.approx(0.2)
    assert found.slices[0].bound == pytest.approx([0.78, 0.86, 0.5])
    assert found.explores
    assert found.note == ""  # 0.5 is above, and of a loss that is worse
    assert "mean − 2 × uncertainty is 0.2000. It explores." in found.sentence


def test_a_choice_below_the_highest_point_of_a_slice_is_noted(
    study: Callable[..., StudyView],
) -> None:
    trials = [trial(1, 0.85, values={"units": 16}), guess(2, 1, 0.88, 0.02)]
    view = study("bayesian", {"units": UNITS}, trials, {2: {"slices": SLICES}})
    assert evidence(view, 2, Process).bound == pytest.approx(0.92)  # and 0.94 at 64 units
    assert "50 random starts" in why(view, 2).note


def test_what_an_older_study_did_not_record_is_said(study: Callable[..., StudyView]) -> None:
    trials = [trial(1, 0.85, values={"units": 16}), guess(2, 1, 0.9, 0.02)]
    found = evidence(study("bayesian", {"units": UNITS}, trials), 2, Process)
    assert found.slices == ()
    assert "was not recorded" in found.note
    start = study("bayesian", {"units": UNITS}, [trial(1, 0.85, values={"units": 16})])
    assert isinstance(why(start, 1).evidence, Coverage)


# -- one after the other -------------------------------------------------------------------------


def test_a_stage_varies_one_hyperparameter_of_the_incumbent(
    study: Callable[..., StudyView],
) -> None:
    def walk(number: int, name: str, score: float | None, units: int, by: str) -> TrialRecord:
        values = {"units": units, "optimizer": by}
        return trial(number, score, values=values, reason={"parameter": name, "pass": 1})

    trials = [
        walk(1, "units", 0.7, 16, "adam"),
        walk(2, "units", 0.9, 64, "adam"),
        walk(3, "units", 0.8, 256, "adam"),
        walk(4, "optimizer", None, 64, "rmsprop"),
    ]
    view = study("one_at_a_time", {"units": UNITS, "optimizer": OPTIMIZER}, trials)
    found = evidence(view, 4, Stage)
    assert found.incumbent.number == 2
    told = [(step.value, step.status, step.number, step.score) for step in found.steps]
    assert told == [("adam", "incumbent", 2, 0.9), ("rmsprop", "this trial", 4, None)]
    assert found.kept == (("Units, first layer", "64"),)
    second = evidence(view, 2, Stage)
    assert [(step.value, step.status) for step in second.steps] == [
        (16, "incumbent"),
        (64, "this trial"),
        (256, "still to try"),
    ]
    assert second.left == 1
    assert evidence(view, 1, Stage).incumbent is None
    at_once = [trials[0], replace(trials[1], started=1.5)]  # before the first one's score is known
    view = study("one_at_a_time", {"units": UNITS, "optimizer": OPTIMIZER}, at_once)
    assert evidence(view, 2, Stage).incumbent.score is None


# -- without evidence ----------------------------------------------------------------------------


def test_a_person_s_trial_and_a_strategy_without_evidence_say_a_sentence(
    study: Callable[..., StudyView],
) -> None:
    by_hand = {"text": "Proposed by hand.", "by_hand": True}
    trials = [trial(1, 0.5, values={"units": 16}, reason=by_hand)]
    told = why(study("random_search", {"units": UNITS}, trials), 1)
    assert (told.sentence, told.evidence) == ("Proposed by hand.", None)
    plain = study("by_hand", {"units": UNITS}, [trial(1, 0.5, values={"units": 16})])
    assert why(plain, 1).sentence == strategies.STRATEGIES["by_hand"].help


def test_whatever_evidence_a_strategy_names_is_there_and_can_be_drawn() -> None:
    named = {kind for one in strategies.STRATEGIES.values() for kind in one.evidence}
    assert named == set(EVIDENCE)


@pytest.mark.parametrize("name", left.ALL)
def test_every_trial_of_every_technique_is_told_and_drawn(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path / "studies.sqlite")
    view = StudyView(store, left.ALL[name](store))
    strategy = strategies.STRATEGIES[view.study.strategy]
    for number in (view.numbers[0], view.numbers[-1]):
        told = why(view, number)
        assert told.sentence
        found = drawn.drawn(told, color=strategy.color, own="#2f7ed8", metric="val_accuracy")
        assert found is not None
        assert found.panels
        for panel in found.panels:
            assert json.loads(json.dumps(panel.figure, allow_nan=False)) == panel.figure
            uids = [trace["uid"] for trace in panel.figure["data"]]
            assert len(set(uids)) == len(uids)
            assert panel.name
        go.Figure(found.panels[0].figure)
