"""The cases of the benchmark, each a search and the truth about its winner, as one line of figures.

On noise the truth is exact: a network that says a class in a share of rows is right in that share
of the class's. On a real table it is the score on the rows that were not used. There each trial is
trained again on all rows used, in a second study that validates on the others, so that the best of
them is known, too: at the epoch that scored the trial.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.honesty import _tables
from benchmarks.honesty._running import Job, Line
from benchmarks.honesty._tables import REAL, SHARES, Real
from tuning import datasets
from tuning.datasets import preprocessing
from tuning.export.tested import tested
from tuning.honesty import Honest
from tuning.planning.checks import check
from tuning.planning.suggest import Suggested
from tuning.settings import Settings
from tuning.space import Choice, Fixed, Float, Space
from tuning.store.view import StudyView
from tuning.study import DataSpec, Evaluation, StrategySpec, StudySpec

TRIALS = 12
NOISE_ROWS = (60, 100, 150, 240, 400)
REAL_ROWS = (60, 100, 200, 400, 800, 1600)
MANY = 800
"""Rows from which on every second table is enough: they take the longest."""
SMALL = Space(
    parameters={
        "layers": Fixed(value=1),
        "units": Choice(values=[8, 16, 32]),
        "dropout": Float(low=0.05, high=0.5),
        "l2": Float(low=1e-5, high=1e-2, scale="log"),
        "learning_rate": Float(low=1e-3, high=1e-1, scale="log"),
        "batch_size": Fixed(value=32),
        "epochs": Fixed(value=20),
    }
)
"""Small networks, as the rules were made with."""


@dataclass(frozen=True)
class Noise:
    """Random search on a table of noise."""

    rows: int
    shares: tuple[float, ...]
    seed: int

    @property
    def key(self) -> str:
        return f"noise-{'-'.join(f'{share:.2f}' for share in self.shares)}-{self.rows}-{self.seed}"

    def job(self, home: Settings) -> Job:
        data = _tables.noise(self.rows, self.shares, self.seed, home)
        view = yield check(_search(data, self.seed, space=SMALL), home)
        said = tested(view, home)
        assert said is not None
        classes, shares = said.outputs.argmax(1), np.array(self.shares)
        linear, y = _linear(data, home), datasets.load(data, home).y_train
        return _line(self.key, self.rows, view) | {
            "kind": "noise",
            "is_balanced": len(set(self.shares)) == 1,
            "truth": float(shares[classes].mean()),
            "truths": {
                "constant": float(shares[np.bincount(y).argmax()]),
                "linear": float(shares[linear].mean()),
            },
        }


@dataclass(frozen=True)
class OnReal:
    """Random search over the suggested space on some rows of a real table."""

    table: Real
    rows: int
    seed: int

    @property
    def key(self) -> str:
        return f"{self.table.name}-{self.rows}-{self.seed}"

    def job(self, home: Settings) -> Job | None:
        """None where the table has too few rows."""
        data = _tables.real(self.table, self.rows, self.seed, home)
        return None if data is None else self._job(data, home)

    def _job(self, data: DataSpec, home: Settings) -> Job:
        view = yield check(_search(data, self.seed, space=Suggested(parameters={})), home)
        epochs = common_epochs(view)
        again = yield check(_again(view, list(epochs)), home)
        dataset = datasets.load(data, home)
        truth, most = dataset.y_test, np.bincount(dataset.y_train).argmax()
        return _line(self.key, self.rows, view) | {
            "kind": "real",
            "table": self.table.name,
            "rest": len(truth),
            "truth": view.study.test["accuracy"],
            "truths": {
                "constant": float((truth == most).mean()),
                "linear": float((truth == _linear(data, home)).mean()),
            },
            "trials": _trained_again(again, epochs),
        }


Case = Noise | OnReal


def cases(quick: bool, seeds: int) -> Iterator[Case]:
    """All cases of the benchmark, or the few of its quick form.

    In an order that mixes them: one that was cut short says the same of fewer.
    """
    if quick:
        yield from (Noise(100, shares, 1) for shares in SHARES)
        yield from (OnReal(table, 100, 1) for table in REAL[3:6])
        return
    noise = _noise(200, seeds)
    real = [OnReal(t, n, s) for s in range(1, seeds + 1) for n, t in product(REAL_ROWS, REAL)]
    real = [case for case in real if case.rows < MANY or REAL.index(case.table) % 2 == 0]
    for case in random.Random(0).sample(real, len(real)):
        yield case
        yield from islice(noise, 2)
    yield from noise


def _noise(tables: int, seeds: int) -> Iterator[Noise]:
    """Of each number of rows and shares as many, in a mixed order."""
    kinds = list(product(NOISE_ROWS, SHARES))
    every = [Noise(*kinds[seed % len(kinds)], seed) for seed in range(tables * seeds)]
    return iter(random.Random(0).sample(every, len(every)))


def common_epochs(view: StudyView) -> dict[int, int]:
    """By trial that ended with a score, the place of the epoch that is common to its folds."""
    curves: dict[int, list[list[Mapping[str, float]]]] = {}
    for (trial, kind, _), curve in view.curves.items():
        if kind.scores and curve:
            curves.setdefault(trial, []).append([epoch.metrics for epoch in curve])
    objective = view.study.spec.objective
    scored = [number for number in view.numbers if view.trials[number].score is not None]
    return {n: objective.common_epoch(curves[n]) for n in scored if n in curves}


def _search(data: DataSpec, seed: int, space: Space) -> StudySpec:
    strategy = StrategySpec(name="random_search", options={"max_trials": TRIALS})
    return StudySpec(data=data, seed=seed, strategy=strategy, space=space)


def _again(view: StudyView, numbers: list[int]) -> StudySpec:
    """The study that trains these trials once on all rows used and validates on the rest."""
    spec = view.study.spec
    values = [
        {
            name: view.trials[n].values[name]
            for name in spec.space.searched
            if name in view.trials[n].values
        }
        for n in numbers
    ]
    return StudySpec(
        data=spec.data,
        model=spec.model,
        seed=spec.seed + 1000,
        space=spec.space,
        evaluation=Evaluation(method="test"),
        strategy=StrategySpec(name="by_hand", options={"trials": values, "stay_open": False}),
    )


def _trained_again(view: StudyView, epochs: dict[int, int]) -> dict[str, float]:
    """By number, what each trial's model of all rows used says of the others at its epoch."""
    curves = {trial: curve for (trial, kind, _), curve in view.curves.items() if kind.scores}
    return {
        str(number): float(
            curves[place][min(epoch, len(curves[place]) - 1)].metrics["val_accuracy"]
        )
        for place, (number, epoch) in zip(sorted(curves), epochs.items(), strict=True)
    }


def _linear(data: DataSpec, home: Settings) -> np.ndarray:
    """The classes that logistic regression on all training rows says of the test rows."""
    dataset = datasets.load(data, home)
    known = preprocessing.transformer(dataset).fit(dataset.x_train)
    model = LogisticRegression(max_iter=2000).fit(known.transform(dataset.x_train), dataset.y_train)
    return np.asarray(model.predict(known.transform(dataset.x_test)))


def _line(key: str, rows: int, view: StudyView) -> Line:
    """What the product says of its winner."""
    honest = view.honest or Honest("accuracy", missing="Nothing was reckoned.")
    return {
        "key": key,
        "rows": rows,
        "missing": honest.missing,
        "chosen": honest.chosen,
        "corrected": honest.corrected,
        "low": honest.low,
        "high": honest.high,
        "baselines": dict(honest.baselines),
        "leads": {name: claim.lead for name, claim in honest.claims.items()},
        "claims": {name: claim.is_shown for name, claim in honest.claims.items()},
        "prefers_linear": honest.prefers_linear,
        "tied": list(honest.tied),
        "winner": honest.winner,
        "metric": view.study.spec.objective.metric,
        "method": view.study.spec.evaluation.method,
        "seconds": (view.study.finished or 0.0) - (view.study.started or 0.0),
    }
