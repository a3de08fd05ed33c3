"""A quantity is learned standardised by the rows that train, and told in its own unit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from tests.engine import rerun
from tests.engine.conftest import Trained
from tests.records import samples
from tuning import datasets, settings, strategies
from tuning.engine import data, models, worker
from tuning.engine.fits import FitTask, Source
from tuning.export import study_json
from tuning.metrics import METRICS
from tuning.study import FitKind
from tuning.tasks import REGRESSION

DATA = {"name": "diabetes", "rows": 150}
SPACE = {"units": [4, 8], "learning_rate": [0.001, 0.05], "epochs": 3}
OPTIONS: dict[str, dict[str, Any]] = {
    "random_search": {"max_trials": 3},
    "randomized_search_cv": {"n_iter": 2},
    "hyperband": {"max_epochs": 3, "factor": 3},
}
"""An oracle, a search of scikit-learn's, and one that trains on."""


def document(strategy: str) -> dict[str, Any]:
    space = {name: v for name, v in SPACE.items() if (strategy, name) != ("hyperband", "epochs")}
    options = {"name": strategy, **OPTIONS[strategy]}
    evaluation = {"method": "split", "fraction": 0.25}
    return {"dataset": DATA, "space": space, "strategy": options, "evaluation": evaluation}


@pytest.fixture
def fit(tmp_path: Path) -> FitTask:
    spec = samples.spec(dataset={"name": "diabetes"}, objective={"metric": "val_rmse"}, space=SPACE)
    source = Source(1, spec, "diabetes", 0)
    data.hold("diabetes", datasets.load("diabetes", settings.load(tmp_path).prepare()))
    return source.task(1, {"units": 8, "learning_rate": 0.05, "epochs": 3}, 0)


def test_the_target_is_standardised_by_the_training_rows_alone(fit: FitTask) -> None:
    ready, whole = data.prepare(fit.split), data._datasets["diabetes"]
    assert ready.target is not None
    training = whole.y_train[ready.rows]
    assert ready.target.mean == pytest.approx(training.mean())
    assert ready.target.deviation == pytest.approx(training.std())
    learned = ready.y.numpy()
    assert learned[ready.rows].mean() == pytest.approx(0, abs=1e-6)
    assert ready.said(learned[:, None]) == pytest.approx(whole.y_train, abs=1e-3)
    held_out = np.setdiff1d(np.arange(len(learned)), ready.rows)
    assert ready.truth.tolist() == whole.y_train[held_out].tolist()


def test_a_fit_is_keras_own_on_the_standardised_target(fit: FitTask) -> None:
    outcome = worker.run_fit(fit, data._datasets["diabetes"], lambda _: None)
    assert outcome.error is None
    ready, random = data.prepare(fit.split), np.random.default_rng(fit.seed)
    model = models.build(fit.family, fit.values, ready.shape, 0, fit.seed, task=REGRESSION)
    x, y = ready.x.numpy(), ready.y.numpy()
    plain = keras.Model(model.inputs, model.outputs)
    plain.compile(optimizer=model.optimizer, loss="mean_squared_error")
    assert outcome.row_scores is not None
    costs = outcome.row_scores.row_costs()
    assert costs is not None
    for epoch, kept in zip(outcome.epochs, costs, strict=True):
        rows = random.permutation(ready.rows)
        history = plain.fit(x[rows], y[rows], batch_size=32, shuffle=False, verbose=0)
        said = ready.said(plain.predict(ready.validation[0], verbose=0))
        found = epoch.metrics
        assert found["loss"] == pytest.approx(history.history["loss"][0], rel=1e-5)
        assert found["val_rmse"] == pytest.approx(
            root_mean_squared_error(ready.truth, said), rel=1e-5
        )
        assert found["val_mae"] == pytest.approx(mean_absolute_error(ready.truth, said), rel=1e-5)
        assert found["val_r2"] == pytest.approx(r2_score(ready.truth, said), abs=1e-5)
        assert kept == pytest.approx((said - ready.truth) ** 2, rel=5e-3, abs=1e-1)
        # What Keras measures of the training rows as they train.
        assert found["rmse"] == pytest.approx(
            np.sqrt(found["loss"]) * ready.target.deviation, rel=1e-4
        )


@pytest.mark.parametrize("strategy", OPTIONS)
def test_every_kind_of_search_makes_an_error_small(
    trained: Trained, strategy: str, tmp_path: Path
) -> None:
    view = trained.study(document(strategy))
    study, spec = view.study, view.study.spec
    assert (spec.data.task, spec.objective.metric) == ("regression", "val_rmse")
    assert len(view.trials) == strategies.count(spec).trials
    scores = [trial.score for trial in view.trials.values() if trial.score is not None]
    assert study.best_score == min(scores)
    for key, fit in view.fits.items():
        if key[1] is not FitKind.REFIT and spec.objective.reduce == "last":
            # scikit-learn reckons what it ranks by from the model's predictions.
            assert fit.score == pytest.approx(view.curves[key][-1].metrics["val_rmse"], rel=1e-6)
    with np.load(trained.models(view) / "test.npz") as file:
        said, truth = file["predicted"], file["y"]
    assert study.test["rmse"] == pytest.approx(root_mean_squared_error(truth, said))
    assert study.test["r2"] == pytest.approx(r2_score(truth, said))
    assert 25 < said.mean() < 346
    rerun.check(view, trained.bench.settings, tmp_path)


def test_the_command_line_s_json_has_every_measure_and_its_direction(trained: Trained) -> None:
    told = study_json(trained.study(document("random_search")))
    known = {"task": "regression", "metric": "val_rmse", "direction": "min"}
    assert {name: told[name] for name in known} == known
    assert {name: told["study"][name] for name in known} == known
    epoch = told["trials"][0]["fits"][0]["epochs"][-1]
    assert [*epoch][:5] == ["epoch", "accuracy", "loss", "val_accuracy", "val_loss"]
    assert epoch["accuracy"] is epoch["val_accuracy"] is None
    assert {"val_rmse", "val_mae", "val_r2", "val_mse", "rmse"} <= epoch["metrics"].keys()
    assert epoch["metrics"].keys() <= METRICS.keys()
    assert {"rmse", "mae", "r2", "mse", "loss"} <= told["test"].keys()
    assert told["test"]["low"] < told["test"]["rmse"] < told["test"]["high"]
    assert told["test"]["rows"] == 89
    honest = told["honest"]
    assert honest["chosen"] == told["best"]["score"]
    assert honest["chosen"] < honest["corrected"]
    assert honest["low"] < honest["corrected"] < honest["high"]
    assert told["baselines"]["constant"] > 50
    assert told["best"]["number"] in told["tied"]
