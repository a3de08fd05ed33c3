"""scikit-learn's searches, unchanged, as studies: what they report is what is recorded."""

from __future__ import annotations

import math
import os
import signal
from typing import Any

import keras
import numpy as np
import pytest

from tests.engine.conftest import QUICK, Bench, Trained
from tests.waiting import wait_for
from tuning import strategies
from tuning.engine import downloads
from tuning.engine.books import recorder
from tuning.engine.fits import fit_seed
from tuning.engine.strategies._scikit.spaces import conditionless, distribution, searched
from tuning.errors import InvalidInput
from tuning.planning import files
from tuning.space import Float, Int, Space
from tuning.store.view import StudyView
from tuning.study import FitKind, FitState, StudyState, TrialState

FOLDS = {"method": "folds", "folds": 2}
DIVERGES = {"optimizer": "sgd", "activation": "linear", "layers": 4, "units": 64, "epochs": 3}
"""With a learning rate of 100, its loss leaves the numbers within three epochs."""
OPTIMIZERS = {"optimizer": ["sgd", "rmsprop"]}


def document(strategy: str, **changes: Any) -> dict[str, Any]:
    options = changes.pop("options", {})
    base = QUICK | {"strategy": {"name": strategy, **options}, "evaluation": FOLDS}
    return base | changes


def completed(bench: Bench, strategy: str, **changes: Any) -> StudyView:
    view = bench.run(bench.create(document(strategy, **changes)))
    assert view.study.state is StudyState.COMPLETED, view.study.error
    return view


def settled(view: StudyView, kind: FitKind) -> dict[tuple[int, int], float | None]:
    return {(f.trial, f.index): f.score for f in view.fits.values() if f.kind is kind}


def test_the_records_of_a_grid_are_scikit_learn_s_results(trained: Trained) -> None:
    view = trained.study(document("grid_search_cv"))
    result, spec = view.study.result, view.study.spec
    scores = settled(view, FitKind.FOLD)
    assert len(result["cv_results"]) == len(view.trials) == 4
    for row in result["cv_results"]:
        trial = view.trials[row["trial"]]
        assert spec.space.active(row["params"] | spec.space.fixed) == trial.values
        assert trial.score == pytest.approx(row["mean_test_score"], abs=1e-12)
        for index in (0, 1):
            assert scores[trial.number, index] == row[f"split{index}_test_score"]
            curve = view.curves[trial.number, FitKind.FOLD, index]
            assert [epoch.epoch for epoch in curve] == [1, 2]
            # The network's own validation after the last epoch, in single precision.
            assert curve[-1].metrics["val_accuracy"] == pytest.approx(
                row[f"split{index}_test_score"], abs=1e-6
            )
            fit = view.fits[trial.number, FitKind.FOLD, index]
            assert fit.seed == fit_seed(spec.seed, trial.number, index)
            assert (fit.program or "").partition(":")[0] in ("graph", "xla")
            assert fit.worker
    best = view.trials[view.study.best_number or 0]
    assert result["best_score"] == pytest.approx(best.score)
    assert result["cv_results"][best.number - 1]["rank_test_score"] == 1
    assert result["best_params"] == {name: best.values[name] for name in spec.space.searched}


def test_the_refit_on_all_rows_is_the_best_model(trained: Trained) -> None:
    view = trained.study(document("grid_search_cv"))
    best = view.study.best_number or 0
    (refit,) = [fit for fit in view.fits.values() if fit.kind is FitKind.REFIT]
    assert (refit.trial, refit.index, refit.state) == (best, 0, FitState.COMPLETED)
    assert refit.seed not in {f.seed for f in view.fits.values() if f is not refit}
    curve = view.curves[refit.key]
    assert [epoch.epoch for epoch in curve] == [1, 2]
    assert all(epoch.metrics.get("val_accuracy") is None for epoch in curve)
    with np.load(trained.models(view) / "best.npz") as file:
        assert (int(file["trial"]), str(file["kind"])) == (best, "refit")


def test_without_a_refit_the_best_fold_s_model_is_kept(bench: Bench) -> None:
    view = completed(bench, "grid_search_cv", options={"refit": False})
    assert not [fit for fit in view.fits.values() if fit.kind is FitKind.REFIT]
    spec = view.study.spec
    scores = settled(view, FitKind.FOLD)
    best = view.study.best_number or 0
    index = max((0, 1), key=lambda k: scores[best, k] or 0)
    dataset = downloads.get(spec.data, bench.settings, spec.seed)
    _, rows = dataset.splits(spec.evaluation, spec.seed)[index]
    model = keras.models.load_model(bench.settings.models / str(view.study.id) / "best.keras")
    right = model.predict(dataset.x_train[rows], verbose=0).argmax(axis=1) == dataset.y_train[rows]
    assert right.mean() == pytest.approx(scores[best, index])


def test_combinations_that_no_condition_allows_are_not_tried(bench: Bench) -> None:
    space = {"optimizer": ["adam", "sgd"], "momentum": [0.0, 0.5, 0.9], "units": 4, "epochs": 1}
    view = completed(bench, "grid_search_cv", space=space)
    tried = {
        (trial.values["optimizer"], trial.values.get("momentum")) for trial in view.trials.values()
    }
    assert tried == {("adam", None), ("sgd", 0.0), ("sgd", 0.5), ("sgd", 0.9)}
    assert len(view.trials) == 4


def test_fixed_values_reach_the_model(bench: Bench) -> None:
    space = {"optimizer": "sgd", "activation": "linear", "units": [4, 8], "epochs": 1}
    view = completed(bench, "grid_search_cv", space=space)
    assert {trial.values["optimizer"] for trial in view.trials.values()} == {"sgd"}
    model = keras.models.load_model(bench.settings.models / str(view.study.id) / "best.keras")
    assert model.get_layer("network").layers[1].activation is keras.activations.linear


def test_ranges_are_cut_and_lists_are_whole(bench: Bench) -> None:
    space = {
        "learning_rate": {"type": "float", "low": 1e-4, "high": 1e-2, "scale": "log"},
        "activation": ["relu", "tanh", "elu"],
        "units": 4,
        "epochs": 1,
    }
    evaluation = {"method": "split", "fraction": 0.25}
    view = completed(
        bench, "grid_search_cv", space=space, evaluation=evaluation, options={"points": 2}
    )
    rates = {trial.values["learning_rate"] for trial in view.trials.values()}
    assert rates == {1e-4, 1e-2}
    assert len(view.trials) == 6


def test_images_and_tables_come_as_the_model_takes_them(bench: Bench) -> None:
    space = {"filters": [2, 4], "blocks": 1, "epochs": 1}
    view = completed(bench, "grid_search_cv", model="conv", space=space)
    assert len(view.trials) == 2
    space = {"units": [4, 8], "batch_size": 8, "epochs": 10}
    view = completed(bench, "grid_search_cv", dataset="breast_cancer", space=space)
    assert view.study.best_score is not None
    assert view.study.best_score > 0.85
    # To choose a threshold by: what each fold's own network says of the rows that it validates.
    with np.load(bench.settings.models / str(view.study.id) / "test.npz") as file:
        said, truth = file["validation"], file["validation_y"]
        assert file["out_of_fold"]
    assert len(truth) == 455
    assert np.mean(said.argmax(1) == truth) == pytest.approx(view.study.best_score, abs=1e-3)


def test_a_space_with_conditions_becomes_grids_without() -> None:
    space = Space.model_validate(
        {
            "optimizer": ["adam", "sgd", "rmsprop"],
            "momentum": {"type": "float", "low": 0.0, "high": 0.9, "when": OPTIMIZERS},
            "nesterov": {"type": "boolean", "when": {"momentum": [0.9]}},
            "units": [4, 8],
        }
    )
    grids = [
        {name: parameter.points(2) for name, parameter in part.items()}
        for part in conditionless(space, 2)
    ]
    assert {"model__optimizer": ["adam"], "model__units": [4, 8]} in grids
    assert sum(math.prod(map(len, grid.values())) for grid in grids) == space.grid_size(2)
    with_momentum = [grid for grid in grids if "model__nesterov" in grid]
    assert [grid["model__momentum"] for grid in with_momentum] == [[0.9], [0.9]]


@pytest.mark.parametrize(
    ("parameter", "low", "high"),
    [
        (Float(low=1e-4, high=1e-2, scale="log"), 1e-4, 1e-2),
        (Float(low=0.2, high=0.4), 0.2, 0.4),
        (Int(low=16, high=1024, step=16, scale="log"), 16, 1024),
    ],
)
def test_ranges_are_drawn_from_their_whole_width(
    parameter: Float | Int, low: float, high: float
) -> None:
    drawn = distribution(parameter)
    draws = [drawn.rvs(random_state=seed) for seed in range(300)]
    assert all(parameter.contains(searched({"model__x": draw})["x"]) for draw in draws)
    assert min(draws) < low + (high - low) * 0.05
    middle = math.sqrt(low * high) if parameter.scale == "log" else (low + high) / 2
    assert 0.4 < sum(draw > middle for draw in draws) / 300 < 0.6


def test_what_can_be_listed_is_listed() -> None:
    assert distribution(Int(low=8, high=32, step=8)) == [8, 16, 24, 32]
    assert distribution(Float(low=0.0, high=0.2, step=0.1)) == [0.0, 0.1, 0.2]


CASES = [
    ("grid_search_cv", {}, {"method": "split", "fraction": 0.25, "executions": 2}),
    ("grid_search_cv", {}, {"method": "test"}),
    ("grid_search_cv", {}, FOLDS | {"executions": 2}),
    ("randomized_search_cv", {"n_iter": 3}, FOLDS),
    ("randomized_search_cv", {"n_iter": 50}, {"method": "split"}),
    ("halving_grid_search", {"factor": 2}, FOLDS),
    ("halving_grid_search", {"factor": 2, "resource": "samples"}, FOLDS),
    ("halving_grid_search", {"factor": 2, "resource": "samples"}, {"method": "test"}),
    ("halving_random_search", {"factor": 2, "n_candidates": 3}, FOLDS),
    ("halving_random_search", {"factor": 3, "min_resources": 1}, {"method": "split"}),
]


@pytest.mark.parametrize(("strategy", "options", "evaluation"), CASES)
def test_what_runs_is_what_was_counted(
    trained: Trained, strategy: str, options: dict[str, Any], evaluation: dict[str, Any]
) -> None:
    view = trained.study(document(strategy, options=options, evaluation=evaluation))
    spec, planned = view.study.spec, strategies.count(view.study.spec)
    assert planned.exact
    assert len(view.trials) == planned.trials == len(view.study.result["cv_results"])
    curves = [curve for (_, kind, _), curve in view.curves.items() if kind.is_of_search]
    assert len(curves) == planned.fits
    assert sum(map(len, curves)) == planned.epochs
    assert view.study.epochs_done == planned.epochs
    for row in view.study.result["cv_results"]:
        assert view.trials[row["trial"]].score == pytest.approx(row["mean_test_score"])
    if "resource" in spec.strategy.options:
        (rounds,) = strategies.brackets(spec)
        rows = view.study.result["cv_results"]
        assert [sum(r["iter"] == k for r in rows) for k in range(len(rounds))] == [
            candidates for candidates, _ in rounds
        ]
        assert sorted({r["n_resources"] for r in rows}) == [each for _, each in rounds]


def test_rounds_of_a_halving_search_raise_the_epochs(bench: Bench) -> None:
    space = QUICK["space"] | {"epochs": 4}
    view = completed(bench, "halving_grid_search", space=space, options={"factor": 2})
    epochs = [trial.values["epochs"] for trial in view.trials.values()]
    assert epochs == [1, 1, 1, 1, 2, 2, 4]
    assert view.trials[7].reason["text"] == "Round 3 of 3: one of the 1 best so far, with 4 epochs."
    assert view.study.best_number == 7


def test_executions_repeat_the_folds_from_other_seeds(trained: Trained) -> None:
    view = trained.study(document("grid_search_cv", evaluation=FOLDS | {"executions": 2}))
    folds = [fit for fit in view.fits_of(1) if fit.kind is FitKind.FOLD]
    assert [fit.index for fit in folds] == [0, 1, 2, 3]
    assert len({fit.seed for fit in folds}) == 4


def test_a_loss_is_minimised_and_recorded_as_a_loss(bench: Bench) -> None:
    view = completed(bench, "grid_search_cv", objective={"metric": "val_loss"})
    scores = {number: trial.score or 0 for number, trial in view.trials.items()}
    assert view.study.best_number == min(scores, key=lambda number: scores[number])
    assert view.study.result["best_score"] == pytest.approx(min(scores.values()))
    for (number, index), score in settled(view, FitKind.FOLD).items():
        last = view.curves[number, FitKind.FOLD, index][-1]
        assert score == pytest.approx(last.metrics["val_loss"], rel=1e-3)


def test_a_stopped_grid_goes_on_where_it_was(bench: Bench) -> None:
    changes = {"space": QUICK["space"] | {"epochs": 30}}
    number = bench.create(document("grid_search_cv", **changes))
    runner = bench.start(number)
    bench.wait(number, lambda view: FitState.COMPLETED in {f.state for f in view.fits.values()})
    runner.stop()
    stopped = bench.wait(number, lambda view: view.study.state.is_finished())
    assert stopped.study.state is StudyState.STOPPED
    assert FitState.RUNNING not in {fit.state for fit in stopped.fits.values()}
    done = {key: fit for key, fit in stopped.fits.items() if fit.state is FitState.COMPLETED}
    assert 0 < len(done) < 8
    check_nothing_is_kept_on_workers(bench)
    resumed = bench.run(number)
    assert resumed.study.state is StudyState.COMPLETED, resumed.study.error
    for key, fit in done.items():
        assert resumed.fits[key] == fit
    whole = completed(bench, "grid_search_cv", **changes)
    assert settled(whole, FitKind.FOLD) == settled(resumed, FitKind.FOLD)
    assert whole.study.result == resumed.study.result
    assert whole.study.test == resumed.study.test
    check_nothing_is_kept_on_workers(bench)


def check_nothing_is_kept_on_workers(bench: Bench) -> None:
    """Dask trains a fit again whose result it still keeps for us once that worker is lost."""
    kept = bench.cluster.client.futures
    wait_for(lambda: not [key for key in list(kept) if "fit_and_score" in key], seconds=30)


def test_a_stopped_grid_can_be_finished_with_the_best_so_far(bench: Bench) -> None:
    number = bench.create(document("grid_search_cv", space=QUICK["space"] | {"epochs": 30}))
    runner = bench.start(number)
    bench.wait(number, lambda view: bool(view.study.trials_finished))
    runner.stop()
    stopped = bench.wait(number, lambda view: view.study.state.is_finished())
    view = bench.run(number, finish_only=True)
    assert view.study.state is StudyState.COMPLETED, view.study.error
    assert view.study.best_number == stopped.study.best_number
    assert view.study.test_score is not None
    assert len(view.fits) == len(stopped.fits)


def test_a_candidate_that_diverges_fails_and_the_search_goes_on(bench: Bench) -> None:
    space = DIVERGES | {"learning_rate": [0.01, 100.0]}
    view = completed(bench, "grid_search_cv", space=space)
    bad = [trial for trial in view.trials.values() if trial.state is TrialState.FAILED]
    assert [trial.values["learning_rate"] for trial in bad] == [100.0]
    assert "loss became" in (bad[0].error or "")
    row = view.study.result["cv_results"][bad[0].number - 1]
    assert (row["mean_test_score"], row["rank_test_score"]) == (None, 2)


def test_when_every_candidate_fails_the_study_says_so(bench: Bench) -> None:
    space = DIVERGES | {"learning_rate": [90.0, 100.0]}
    view = bench.run(bench.create(document("grid_search_cv", space=space)))
    assert view.study.state is StudyState.FAILED
    assert view.study.error == "No trial could be trained to the end, so there is no best model."
    assert {trial.state for trial in view.trials.values()} == {TrialState.FAILED}


def test_a_killed_worker_does_not_lose_the_search(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "INTERVAL", 0.01)  # killed long before its first fit ends
    check_a_search_whose_worker_is_killed(bench)


@pytest.mark.long
def test_the_only_worker_killed_does_not_lose_the_search(
    lone: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "INTERVAL", 0.01)
    check_a_search_whose_worker_is_killed(lone)


def check_a_search_whose_worker_is_killed(bench: Bench) -> None:
    space = {"units": [4, 8], "epochs": 800}
    number = bench.create(document("grid_search_cv", space=space))
    runner = bench.start(number)
    started = bench.wait(
        number,
        lambda view: any(
            len(view.curves.get(key, [])) > 5 and fit.state is FitState.RUNNING
            for key, fit in view.fits.items()
        ),
    )
    address = next(fit.worker for fit in started.fits.values() if fit.state is FitState.RUNNING)
    os.kill(bench.cluster.client.run(os.getpid, workers=[address])[address], signal.SIGKILL)
    wait_for(lambda: not runner.is_alive(), seconds=120)
    view = StudyView(bench.store, number)
    assert view.study.state is StudyState.COMPLETED, view.study.error
    assert max(fit.attempt for fit in view.fits.values()) == 2
    curves = [curve for (_, kind, _), curve in view.curves.items() if kind.is_of_search]
    assert len(curves) == 5
    for curve in curves:
        assert [epoch.epoch for epoch in curve] == list(range(1, 801))
    for row in view.study.result["cv_results"]:
        assert view.trials[row["trial"]].score == pytest.approx(row["mean_test_score"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"objective": {"metric": "accuracy"}}, "metric must be val_accuracy, got accuracy"),
        ({"strategy": {"name": "grid_search_cv", "points": 1}}, "points must be at least 2"),
        (
            {"strategy": "halving_grid_search", "space": {"epochs": [1, 2]}},
            "epochs must be one value",
        ),
        (
            {"strategy": {"name": "halving_grid_search", "min_resources": 9}},
            "min_resources must be at most the 2 epochs there are, got 9",
        ),
        (
            {
                "strategy": {
                    "name": "halving_grid_search",
                    "resource": "samples",
                    "min_resources": 500,
                }
            },
            "min_resources must be at most the 200 samples there are, got 500",
        ),
    ],
)
def test_what_cannot_be_searched_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        files.parse(document("grid_search_cv") | changes)


def test_the_spec_says_that_the_last_epoch_is_scored() -> None:
    assert files.parse(document("grid_search_cv")).objective.reduce == "last"
