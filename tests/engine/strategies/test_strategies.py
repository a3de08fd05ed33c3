"""The contract that every search technique keeps, whatever library searches."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.engine import faults, rerun
from tests.engine.conftest import QUICK, Bench, Trained
from tests.engine.outcome import found
from tuning import strategies
from tuning.engine import worker
from tuning.engine.books import recorder
from tuning.engine.fits import FitOutcome, FitTask
from tuning.engine.retraining import Retraining
from tuning.engine.strategies import strategy_class
from tuning.honesty import Honest
from tuning.planning import files
from tuning.store import ENDING, Batch
from tuning.store.early_stopping import saved
from tuning.store.row_scores import LINEAR
from tuning.store.view import StudyView
from tuning.study import FitKind, FitState, StudyState, TrialState

WIDE = {
    "units": {"type": "int", "low": 4, "high": 64, "step": 1},
    "learning_rate": {"type": "float", "low": 1e-3, "high": 1e-1, "scale": "log"},
    "epochs": 2,
}
"""Enough configurations for techniques that must not run out of them."""
OPTIONS: dict[str, dict[str, Any]] = {
    "random_search": {"max_trials": 3},
    "randomized_search_cv": {"n_iter": 3},
    "hyperband": {"max_epochs": 3, "factor": 3},
    "bayesian": {"max_trials": 4, "num_initial_points": 2},
    "by_hand": {"trials": [{"units": 4}, {"units": 8}] * 2, "stay_open": False},
}
"""What makes a technique's study small; defaults where it is not named."""
SPACES = {"hyperband": WIDE, "bayesian": WIDE, "by_hand": {"units": [4, 8], "epochs": 2}}

DIVERGES = {"optimizer": "sgd", "activation": "linear", "layers": 4, "units": 64, "epochs": 3}
"""With a learning rate of 100, its loss leaves the numbers within three epochs."""

STRATEGIES = sorted(strategies.STRATEGIES)


EVALUATIONS: dict[str, Any] = {"random_search": {"method": "folds", "folds": 2}}
"""One by one split for the others: then nothing is trained on all rows in the end."""


def document(strategy: str, **changes: Any) -> dict[str, Any]:
    options = {"name": strategy, **OPTIONS.get(strategy, {})}
    space = SPACES.get(strategy, QUICK["space"])
    evaluation = EVALUATIONS.get(strategy, QUICK["evaluation"])
    own = {"strategy": options, "space": space, "evaluation": evaluation}
    return QUICK | own | changes


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_study_is_searched_recorded_and_tested_and_its_script_does_the_same(
    trained: Trained, strategy: str, tmp_path: Path
) -> None:
    view = trained.study(document(strategy))
    record, spec = view.study, view.study.spec
    expected = strategies.count(spec)
    assert len(view.trials) == expected.trials
    refits = int(strategies.refits(spec))
    assert len(view.fits) == expected.fits + refits
    trained_once_more = view.totals.refit_epochs * refits
    total = sum(len(curve) for curve in view.curves.values())
    assert total == expected.epochs + trained_once_more
    assert [trial.number for trial in view.trials.values()] == list(range(1, len(view.trials) + 1))
    for trial in view.trials.values():
        assert trial.state is TrialState.COMPLETED
        extra = {"epochs": trial.values["epochs"]} if strategies.decides_epochs(spec) else {}
        assert trial.values == spec.space.active(trial.values) | extra
        assert trial.reason["text"]
    for key, fit in view.fits.items():
        assert fit.state is FitState.COMPLETED
        epochs = [epoch.epoch for epoch in view.curves[key]]
        assert epochs == list(range(epochs[0], epochs[-1] + 1))
        if fit.kind is not FitKind.REFIT:
            assert view.trials[fit.trial].values["epochs"] == epochs[-1]
    scored = {key: curve for key, curve in view.curves.items() if key[1].scores}
    rows = trained.bench.store.row_scores(record.id)
    assert LINEAR in {one.kind for one in rows if not one.trial}
    kept = [one for one in rows if one.trial]
    assert {"constant", "linear"} <= (view.honest or Honest("")).baselines.keys()
    assert {(one.trial, FitKind(one.kind), one.index) for one in kept} == scored.keys()
    for one in kept:
        curve, hits = scored[one.trial, FitKind(one.kind), one.index], one.hits()
        assert hits is not None
        assert [epoch.metrics["val_accuracy"] for epoch in curve] == pytest.approx(hits.mean(1))
        assert one.first_epoch == curve[0].epoch
    best = view.trials[record.best_number or 0]
    scores = [trial.score for trial in view.trials.values() if trial.score is not None]
    assert record.best_score == best.score == max(scores)
    assert best.number == 1 + [t.score for t in view.trials.values()].index(best.score)
    assert record.test_score is not None
    assert (trained.models(view) / "best.keras").is_file()
    rerun.check(view, trained.bench.settings, tmp_path)


def test_what_the_gaussian_process_knew_is_kept_with_each_of_its_proposals(
    trained: Trained,
) -> None:
    more = {"name": "bayesian", "max_trials": 6, "num_initial_points": 2}
    view = trained.study(document("bayesian") | {"strategy": more})
    guessed = [t for t in view.trials.values() if "expected" in t.reason]
    assert len(guessed) >= 1
    for trial in guessed:
        slices = view.knowledge_of(trial.number)["slices"]
        assert slices.keys() == view.study.spec.space.searched.keys()
        for name, line in slices.items():
            at = line["values"].index(trial.values[name])
            assert line["mean"][at] == pytest.approx(trial.reason["expected"], abs=1e-4)
            assert line["uncertainty"][at] == pytest.approx(trial.reason["uncertainty"], abs=1e-4)
    drawn = view.trials.keys() - {trial.number for trial in guessed}
    assert not any(map(view.knowledge_of, drawn))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_whenever_its_engine_dies_a_study_ends_with_the_same_trials(
    bench: Bench, trained: Trained, strategy: str
) -> None:
    calm = trained.study(document(strategy))
    expected = found(calm, trained.models(calm))
    disturbed = bench.create(document(strategy))
    folder = bench.settings.models / str(disturbed)
    came: set[str] = set()
    of_refit = faults.REFIT if strategies.refits(calm.study.spec) else {}
    for event in (*[e for e in faults.EVENTS if e != "the test"], *of_refit, "the test"):
        if event not in came or event not in faults.WITH_EPOCHS:
            came = faults.run_until(bench, disturbed, event)
        assert event in came
        if event == "a trial is through":
            # Nothing depends on what is kept besides the store.
            shutil.rmtree(folder, ignore_errors=True)
    assert found(bench.run(disturbed), folder) == expected


@pytest.mark.parametrize("strategy", ["bayesian", "hyperband", "one_at_a_time"])
def test_a_trial_added_by_hand_has_its_place_in_the_record(bench: Bench, strategy: str) -> None:
    number = bench.create(document(strategy))
    runner = bench.start(number)
    bench.store.add_trial(number, {"units": 8, "activation": "tanh", "learning_rate": 0.02})
    runner.join(120)
    folder = bench.settings.models / str(number)
    whole = StudyView(bench.store, number)
    (added,) = (t.number for t in whole.trials.values() if t.reason.get("by_hand"))
    assert added < len(whole.trials)
    expected = found(whole, folder)
    faults.forget_after(bench, number, added)
    assert found(bench.run(number), folder) == expected


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_stopped_study_keeps_what_it_has_and_goes_on_there(
    bench: Bench, strategy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "INTERVAL", 0.01)  # seen long before the next fit ends
    space = SPACES.get(strategy, QUICK["space"]) | {"epochs": 120}
    long = document(strategy, space=space)
    if strategy == "hyperband":
        long["strategy"] = {"name": strategy, "max_epochs": 9}
    number = bench.create(long)
    runner = bench.start(number)
    bench.wait(number, lambda view: any(f.state is FitState.COMPLETED for f in view.fits.values()))
    runner.stop()
    stopped = bench.wait(number, lambda view: view.study.state.is_finished())
    assert stopped.study.state is StudyState.STOPPED
    assert stopped.study.test_score is None
    done = {key: fit for key, fit in stopped.fits.items() if fit.state is FitState.COMPLETED}
    kept = {key: list(stopped.curves[key]) for key in done}
    view = bench.run(number)
    assert view.study.state is StudyState.COMPLETED, view.study.error
    assert len(view.trials) == strategies.count(view.study.spec).trials
    for key, fit in done.items():
        assert view.fits[key].started == fit.started, "a finished fit was trained again"
        assert view.curves[key] == kept[key]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_trial_that_diverges_fails_and_the_study_goes_on(bench: Bench, strategy: str) -> None:
    space = DIVERGES | {"learning_rate": [0.01, 100]}
    diverges = document(strategy, space=space)
    if strategy == "by_hand":
        rates = [{"learning_rate": 0.01}, {"learning_rate": 100.0}]
        diverges["strategy"] = diverges["strategy"] | {"trials": rates}
    view = bench.run(bench.create(diverges))
    assert view.study.state is StudyState.COMPLETED, view.study.error
    failed = [trial for trial in view.trials.values() if trial.state is TrialState.FAILED]
    assert failed
    for trial in failed:
        assert trial.values["learning_rate"] == 100.0
        assert "loss became" in (trial.error or "")
        assert "(learning rate 100)" in (trial.error or "")
    assert view.study.best_number not in {trial.number for trial in failed}


def test_every_strategy_of_the_catalog_has_its_adapter_and_its_counts() -> None:
    for name in STRATEGIES:
        assert strategy_class(name).name == name
        assert strategies.count(files.parse(document(name))).trials


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_folds_and_executions_are_kept_each(bench: Bench, strategy: str) -> None:
    evaluation = {"method": "folds", "folds": 2, "executions": 1}
    view = bench.run(bench.create(document(strategy, evaluation=evaluation)))
    assert view.study.state is StudyState.COMPLETED, view.study.error
    spec = view.study.spec
    for trial in view.trials.values():
        folds = [fit for fit in view.fits_of(trial.number) if fit.kind is FitKind.FOLD]
        assert [fit.index for fit in folds] == [0, 1]
        curves = [[epoch.metrics for epoch in view.curves[fit.key]] for fit in folds]
        means = [
            np.mean([epoch["val_accuracy"] for epoch in row]) for row in zip(*curves, strict=True)
        ]
        top = means[-1] if spec.objective.reduce == "last" else max(means)
        assert trial.score == pytest.approx(top), "one epoch for both"
        first, second = (fit.score for fit in folds if fit.score is not None)
        assert trial.score == pytest.approx((first + second) / 2)
        assert trial.deviation == pytest.approx(abs(first - second) / np.sqrt(2))
    (refit,) = [fit for fit in view.fits.values() if fit.kind is FitKind.REFIT]
    assert refit.trial == view.study.best_number
    winner = view.curves[refit.trial, FitKind.FOLD, 0]
    if spec.objective.reduce == "best":
        scored = [
            epoch.epoch for epoch in winner if epoch.metrics["val_accuracy"] == first_of(view)
        ]
        assert len(view.curves[refit.key]) in scored


def test_where_the_refit_fails_the_best_of_the_folds_is_the_model(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = Retraining.on_a_worker

    def fails(self: Retraining, function: Any, task: FitTask, *more: Any, **named: Any) -> Any:
        if function is worker.run_fit and task.kind is FitKind.REFIT:
            named["begin"](task)
            return FitOutcome.failed(task, "The loss became nan in epoch 1.")
        return real(self, function, task, *more, **named)

    monkeypatch.setattr(Retraining, "on_a_worker", fails)
    number = bench.create(document("random_search"))
    view = bench.run(number)
    assert view.study.state is StudyState.COMPLETED, view.study.error
    (refit,) = [fit for fit in view.fits.values() if fit.kind is FitKind.REFIT]
    assert refit.state is FitState.FAILED
    told = [event.text for event in bench.store.events(number) if event.kind == "refit"]
    assert told[-1].endswith("fails on all training rows: the best of its folds is the model.")
    best, after = refit.trial, [e.text for e in bench.store.events(number) if e.kind == ENDING]
    rows = [f"trial {best} on all rows", f"trial {best} once more", "the test rows"]
    assert after[-4:] == [*rows, "the correction"]
    assert view.ending == ""
    rerun.check(view, bench.settings, tmp_path)


def first_of(view: StudyView) -> float | None:
    """What the best trial's first fold scored."""
    return view.fits[view.study.best_number or 0, FitKind.FOLD, 0].score


def test_the_script_of_a_promoted_trial_begins_with_its_first_rung(
    bench: Bench, tmp_path: Path
) -> None:
    number = bench.create(document("hyperband"))
    view = bench.run(number)
    promoted = next(t for t in view.trials.values() if "continues" in t.reason)
    best = {"best_number": promoted.number, "best_score": promoted.score}
    bench.store.write(number, Batch(study=best))
    rerun.check(StudyView(bench.store, number), bench.settings, tmp_path, tested=False)


def test_a_space_without_anything_to_split_by_is_refused_before_a_trial(bench: Bench) -> None:
    evaluation = {"method": "folds", "folds": 90}
    number = bench.create(document("random_search", evaluation=evaluation))
    view = bench.run(number)
    assert view.study.state is StudyState.FAILED
    assert "folds must be at most" in (view.study.error or "")
    assert not view.trials


def test_when_no_trial_can_be_trained_the_study_says_so(bench: Bench) -> None:
    space = DIVERGES | {"learning_rate": [99.0, 100.0]}
    view = bench.run(bench.create(document("random_search", space=space)))
    assert view.study.state is StudyState.FAILED
    assert view.study.error == "No trial could be trained to the end, so there is no best model."


EARLY = {"hyperband": {"max_epochs": 9, "factor": 3}}


@pytest.mark.parametrize(
    ("strategy", "evaluation"),
    [
        ("hyperband", QUICK["evaluation"]),
        ("grid_search_cv", {"method": "folds", "folds": 2}),
    ],
)
def test_fits_that_get_no_better_end_and_keep_their_best_epoch(
    bench: Bench, strategy: str, evaluation: dict[str, Any], tmp_path: Path
) -> None:
    schedule = "cosine" if strategy == "hyperband" else "plateau"
    space = {"units": [8, 16], "learning_rate": [0.03, 0.1], "schedule": schedule, "epochs": 12}
    if strategy == "hyperband":
        space.pop("epochs")
    options = {"name": strategy, **OPTIONS.get(strategy, {}), **EARLY.get(strategy, {})}
    asked = QUICK | {"strategy": options, "space": space, "evaluation": evaluation, "patience": 1}
    view = bench.run(bench.create(asked))
    study, objective = view.study, view.study.spec.objective
    assert study.state is StudyState.COMPLETED, study.error
    for key, fit in view.fits.items():
        values = [objective.value(epoch.metrics) for epoch in view.curves[key]]
        if fit.kind is FitKind.REFIT:
            scores = [v for k, v in view.curves.items() if k[0] == fit.trial and k != key]
            best = [objective.best_epoch([e.metrics for e in curve]) + 1 for curve in scores]
            assert len(values) == round(sum(best) / len(best))
            continue
        assert fit.score == pytest.approx(max(values), abs=1e-6)
        # No epoch but the last is without a better value than all before.
        running = [max(values[: k + 1]) for k in range(len(values))]
        assert all(b > a for a, b in pairwise(running[:-1]))
    early = saved(view)
    assert early is not None
    assert early.epochs == early.planned - view.totals.epochs > 0
    rerun.check(view, bench.settings, tmp_path)


def test_a_study_that_stops_early_is_the_same_after_its_engine_died(
    trained: Trained, bench: Bench, tmp_path: Path
) -> None:
    """In folds: its best is trained on all rows up to an epoch amid its schedule."""
    space = WIDE | {"schedule": "cosine", "epochs": 12}
    asked = document("random_search", space=space, patience=1)
    whole = trained.study(asked)
    rerun.check(whole, trained.bench.settings, tmp_path)
    assert 0 < whole.totals.refit_epochs < 12
    number = bench.create(asked)
    runner = bench.start(number)
    bench.wait(number, lambda view: any(t.state.is_finished() for t in view.trials.values()))
    runner.stop()
    runner.join(60)
    again = bench.run(number)
    folder = bench.settings.models / str(number)
    assert found(again, folder) == found(whole, trained.models(whole))
