"""KerasTuner's Gaussian process, made quick, still says and proposes what it did."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras_tuner
import numpy as np
import pytest
from keras_tuner.engine.trial import Trial, TrialStatus
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import Matern
from threadpoolctl import threadpool_limits

from tests.engine.strategies.test_oracles import RATE, opened
from tuning.engine.strategies._kerastuner.bayesian_oracle import BayesianOptimizationOracle
from tuning.engine.strategies._kerastuner.gaussian_process import GaussianProcess
from tuning.engine.strategies._kerastuner.gradients import Point
from tuning.space import Values

Plain = keras_tuner.oracles.BayesianOptimizationOracle

RNG = np.random.default_rng(0)
X = np.vstack([RNG.random((14, 3)), np.full((2, 3), 0.5)])  # the last two at one place
Y = 0.8 + 0.1 * np.sin(5 * X[:, 0]) * X[:, 1] + 0.01 * RNG.normal(size=len(X))
SETTINGS: dict[str, Any] = {
    "kernel": Matern(nu=2.5),
    "n_restarts_optimizer": 20,
    "normalize_y": True,
    "random_state": 4,
}


@pytest.mark.parametrize(("alpha", "rows"), [(1e-10, 14), (1e-4, 16), (10.0, 16)])
def test_a_fit_is_scikit_learns(alpha: float, rows: int) -> None:
    """With two scores of one place and next to no noise, rounding would decide."""
    ours, theirs = (
        kind(alpha=alpha, **SETTINGS).fit(X[:rows], Y[:rows])
        for kind in (GaussianProcess, GaussianProcessRegressor)
    )
    assert ours.kernel_.theta == pytest.approx(theirs.kernel_.theta, abs=1e-5)
    for theta in (-11.5, -2.0, 0.3, 2.0):
        found = ours.log_marginal_likelihood(np.array([theta]), eval_gradient=True)
        expected = theirs.log_marginal_likelihood(np.array([theta]), eval_gradient=True)
        assert found[0] == pytest.approx(expected[0], rel=1e-6)
        assert found[1] == pytest.approx(expected[1], rel=1e-6, abs=1e-9)


def test_a_length_scale_without_a_likelihood() -> None:
    """Two trials of one configuration, and no noise: no process has drawn both."""
    ours = GaussianProcess(**SETTINGS, alpha=1e-4).fit(X, Y).set_params(alpha=0.0)
    likelihood, gradient = ours.log_marginal_likelihood(np.array([8.0]), eval_gradient=True)
    assert (likelihood, list(gradient)) == (-np.inf, [0.0])


@pytest.mark.parametrize("alpha", [1e-4, 0.1])
def test_what_is_said_of_a_point_is_scikit_learns_and_its_gradient_the_difference_quotient(
    alpha: float,
) -> None:
    ours = GaussianProcess(alpha=alpha, **SETTINGS).fit(X, Y)
    for point in (X[0], X[-1], np.zeros(3), np.array([0.2, 1.0, 0.7])):
        found = ours.predict(point.reshape(1, -1).view(Point), return_std=True)
        expected = GaussianProcessRegressor.predict(ours, point.reshape(1, -1), return_std=True)
        step = 1e-6 * np.eye(3)
        above = GaussianProcessRegressor.predict(ours, point + step, return_std=True)
        below = GaussianProcessRegressor.predict(ours, point - step, return_std=True)
        for number, value, up, down in zip(found, expected, above, below, strict=True):
            assert number.value == pytest.approx(value[0], rel=1e-10)
            assert number.slope == pytest.approx((up - down) / 2e-6, rel=1e-4, abs=1e-6)


def test_where_nothing_is_unsure_no_way_is_up() -> None:
    ours = GaussianProcess(alpha=0.0, **SETTINGS).fit(X[:-1], Y[:-1])
    _, deviation = ours.predict(X[:1].view(Point), return_std=True)
    assert deviation.value == pytest.approx(0.0, abs=1e-8)
    assert np.isfinite(deviation.slope).all()


# -- proposals -----------------------------------------------------------------------------------

SPACE = {
    "learning_rate": RATE,
    "units": {"type": "int", "low": 8, "high": 512},
    "optimizer": ["adam", "rmsprop", "adagrad"],
}
STARTS = 8


def asked(folder: Path) -> BayesianOptimizationOracle:
    adapter = opened(folder, "bayesian", SPACE, max_trials=99, num_initial_points=STARTS)
    assert isinstance(adapter.oracle, BayesianOptimizationOracle)
    return adapter.oracle


def with_one_under_way(oracle: BayesianOptimizationOracle, proposals: int) -> Iterator[Trial]:
    """What it proposes after its random starts, each as it is proposed; one is always under way."""
    before = oracle.create_trial("first")
    for number in range(STARTS + proposals):
        trial = oracle.create_trial(f"tuner{number}")
        if number >= STARTS:
            yield trial
        values = before.hyperparameters.values
        off = abs(math.log10(values["learning_rate"]) + 2.5) + abs(values["units"] - 90) / 500
        oracle.update_trial(before.trial_id, {"val_accuracy": 0.9 - 0.1 * off})
        before.status = TrialStatus.COMPLETED
        oracle.end_trial(before)
        before = trial


def by_itself(oracle: BayesianOptimizationOracle, trial: Trial) -> Values:
    """What KerasTuner's own oracle proposes where ours proposed `trial`."""
    own = Plain(
        seed=oracle.seed,
        objective=oracle.objective,
        hyperparameters=oracle.get_space(),
        num_initial_points=STARTS,
    )
    own.trials = {name: t for name, t in oracle.trials.items() if t is not trial}
    own.ongoing_trials = {name: t for name, t in oracle.ongoing_trials.items() if t is not trial}
    own._random_state = np.random.RandomState([own.seed, len(own.trials)])
    BayesianOptimizationOracle._expect(own, oracle.ended())
    found: Values = own.populate_space(trial.trial_id)["values"]
    return found


def test_it_proposes_what_kerastuner_s_own_oracle_does(tmp_path: Path) -> None:
    """The same choices, and numbers but for late digits.

    KerasTuner's own takes gradients from differences of neighbouring values, so that the last bits
    of the scores decide its late digits.
    """
    with threadpool_limits(limits=1):
        for trial in with_one_under_way(oracle := asked(tmp_path), 2):
            found, expected = trial.hyperparameters.values, by_itself(oracle, trial)
            assert len(oracle.ongoing_trials) == 2
            assert found == expected | {"learning_rate": found["learning_rate"]}
            assert found["learning_rate"] == pytest.approx(expected["learning_rate"], rel=1e-3)


def test_no_point_is_asked_for_without_its_gradient_but_those_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a proposal took ten times as long, unnoticed."""
    asked_for: list[int] = []
    predict = GaussianProcessRegressor.predict

    def count(process: Any, X: np.ndarray, *how: bool) -> Any:
        asked_for.append(len(X))
        return predict(process, X, *how)

    monkeypatch.setattr(GaussianProcessRegressor, "predict", count)
    with threadpool_limits(limits=1):
        assert len(list(with_one_under_way(asked(tmp_path), 2))) == 2
    assert asked_for == [1, 1]
