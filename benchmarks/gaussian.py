"""`python -m benchmarks.gaussian`: what a proposal of Bayesian optimization takes.

KerasTuner's own oracle and ours are told the same trials, drawn at random and scored by a formula,
and propose in turn; BLAS has one thread, as in a study. Processor seconds, the median of three
proposals in a row, with as many more trials under way.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from typing import Any

import click
import keras_tuner
import numpy as np
from keras_tuner.engine.trial import Trial, TrialStatus
from threadpoolctl import threadpool_limits

from benchmarks import _report
from benchmarks._machine import machine
from tuning.engine.strategies._kerastuner.bayesian_oracle import BayesianOptimizationOracle

TRIALS = (20, 60, 200)
PROPOSALS = 3
Plain = keras_tuner.oracles.BayesianOptimizationOracle


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def main(as_json: bool) -> None:
    """Seconds a proposal, by KerasTuner's own oracle and by ours, and whether they agree."""
    with threadpool_limits(limits=1):
        rows = [row(trials, across) for trials in TRIALS for across in (4, 8)]
    if as_json:
        _report.print_json({"workload": "gaussian", "rows": rows, "machine": machine()})
        return
    _report.show(
        "A proposal of Bayesian optimization, processor seconds",
        ["trials", "hyperparameters", "KerasTuner's own", "ours", "ratio", "same", "numbers apart"],
        [
            [
                *(str(r["trials"]), str(r["hyperparameters"])),
                *(f"{r[name]:.3f}" for name in ("plain_seconds", "ours_seconds")),
                *(f"{r['ratio']:.1f}", f"{r['same']} of {PROPOSALS}", f"{r['apart']:.0e}"),
            ]
            for r in rows
        ],
    )


def row(trials: int, across: int) -> dict[str, Any]:
    """Both oracles after so many trials of a space of so many hyperparameters."""
    _report.say(f"{trials} trials, {across} hyperparameters")
    settings = {"objective": keras_tuner.Objective("score", "max"), "seed": 3, "max_trials": 999}
    settings |= {"hyperparameters": space(across), "num_initial_points": trials}
    plain, ours = Plain(**settings), BayesianOptimizationOracle(recall=lambda _: None, **settings)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        ours._set_project_dir(folder, "project")
        ours.verbose = 0
        for number in range(trials):
            tell(ours, ours.create_trial(f"start{number}"))
        for number in range(PROPOSALS):
            found.append(in_turn(plain, ours, f"tuner{number}"))
    plain_seconds, ours_seconds, same, apart = zip(*found, strict=True)
    of_plain, of_ours = statistics.median(plain_seconds), statistics.median(ours_seconds)
    return {
        "trials": trials,
        "hyperparameters": across,
        "plain_seconds": round(of_plain, 4),
        "ours_seconds": round(of_ours, 4),
        "ratio": round(of_plain / of_ours, 2),
        "same": sum(same),
        "apart": max(apart),
    }


def space(across: int) -> keras_tuner.HyperParameters:
    """Four or eight hyperparameters: ranges, linear and logarithmic, lists and yes or no."""
    hps = keras_tuner.HyperParameters()
    hps.Float("learning_rate", 1e-4, 1e-1, sampling="log")
    hps.Int("units", 8, 512, sampling="log")
    hps.Choice("optimizer", ["adam", "sgd", "rmsprop"])
    hps.Boolean("batch_norm")
    if across == 8:
        hps.Float("dropout", 0.0, 0.5)
        hps.Int("layers", 1, 4)
        hps.Choice("batch_size", [16, 32, 64, 128])
        hps.Choice("activation", ["relu", "tanh", "sigmoid"])
    return hps


def tell(oracle: BayesianOptimizationOracle, trial: Trial) -> None:
    """Scores a trial: a hill in the middle of the space, and waves."""
    values = trial.hyperparameters.values
    places = np.array([hp.value_to_prob(values[hp.name]) for hp in oracle._nonfixed_space()])
    height = 0.9 - 0.2 * float(((places - 0.4) ** 2).mean() + 0.02 * np.sin(20 * places).sum())
    oracle.update_trial(trial.trial_id, {"score": height})
    trial.status = TrialStatus.COMPLETED
    oracle.end_trial(trial)


def in_turn(
    plain: Plain, ours: BayesianOptimizationOracle, name: str
) -> tuple[float, float, bool, float]:
    """Seconds of both, whether they choose the same, and how far their numbers are apart."""
    plain.trials, plain.ongoing_trials = dict(ours.trials), dict(ours.ongoing_trials)
    # What ours begins with, KerasTuner's own has from the proposal before.
    plain._random_state = np.random.RandomState([ours.seed, len(ours.trials)])
    BayesianOptimizationOracle._expect(plain, ours.ended())
    began = time.process_time()
    expected = plain.populate_space(name)["values"]
    between = time.process_time()
    found = ours.create_trial(name).hyperparameters.values
    ended = time.process_time()
    floats = [key for key, value in expected.items() if isinstance(value, float)]
    apart = max(abs(found[key] / expected[key] - 1) if expected[key] else 0.0 for key in floats)
    same = all(found[key] == expected[key] for key in expected.keys() - set(floats))
    return between - began, ended - between, same, apart


if __name__ == "__main__":
    main()
