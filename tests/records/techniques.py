"""Studies as each technique would have left them, reasons and results included."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.records.curves import quality
from tests.records.recording import START, Recording
from tuning import strategies
from tuning.objective import Objective
from tuning.planning.checks import completed
from tuning.space import Choice, Fixed, Float, Int, Space, Values, show
from tuning.store import Store
from tuning.strategies.hyperband import rungs
from tuning.study import Evaluation, StrategySpec, StudySpec, StudyState

SPACE = Space(
    parameters={
        "units": Int(low=16, high=256, step=16),
        "learning_rate": Float(low=1e-4, high=1e-1, scale="log"),
        "dropout": Float(low=0.0, high=0.5, step=0.1),
    }
)
LISTS = Space(
    parameters={
        "units": Choice(values=[16, 64, 256]),
        "learning_rate": Choice(values=[0.0001, 0.003, 0.1]),
        "optimizer": Choice(values=["adam", "sgd"]),
        "epochs": Fixed(value=4),
    }
)


def spec(name: str, space: Space = SPACE, folds: int = 0, **options: Any) -> StudySpec:
    """A checked spec; `folds` of 0 keep a part for validation."""
    evaluation = Evaluation(method="folds", folds=folds) if folds else Evaluation(executions=2)
    strategy = StrategySpec(name=name, options=options)
    named = f"{name} told by itself"
    study = StudySpec(name=named, space=space, strategy=strategy, evaluation=evaluation)
    return completed(study.model_copy(update={"objective": Objective(metric="val_accuracy")}))


class Left(Recording):
    """What a technique leaves: its trials get better the longer they train."""

    def train(self, number: int, values: Values, end: int, first: int = 0, **reason: Any) -> float:
        """One trial, trained from epoch `first` to `end`; its score."""
        best = quality(values) - 0.25 / (end + 1) ** 1.5
        fits = range(self.study.evaluation.fits)
        tops = [best + float(self.rng.normal(0, 0.004)) for _ in fits]
        return self.add(number, values, end, first=first, tops=tops, **reason)


def hyperband(store: Store, *, stop_after: int = 10**6, start: float = START) -> int:
    """Brackets and rungs; `stop_after` so many trials it still runs."""
    left = Left(spec("hyperband", max_epochs=9, factor=3), start, seed=4)
    number = 0
    for sizes in rungs(9, 3):
        bracket, before, begun = len(sizes) - 1, 0, []
        for rung, (size, until) in enumerate(sizes):
            ranked = sorted(begun, reverse=True)[:size]
            begun = []
            for place in range(size):
                if number >= stop_after:
                    return left.keep(store, StudyState.RUNNING, result={})
                parent = ranked[place] if rung else None
                values = parent[2] if parent else left.draw()
                more = {"continues": parent[1]} if parent else {}
                reason = {"bracket": bracket, "rung": rung, "until": until, **more}
                text = f"Bracket {bracket}, rung {rung}: trained to epoch {until}."
                score = left.train(number, values, until, before, text=text, **reason)
                begun.append((score, number, values))
                number += 1
            before = until
    return left.keep(store, StudyState.COMPLETED, result={"space": SUMMARY})


SUMMARY = [
    {"name": "units", "kind": "Int", "min_value": 16, "max_value": 256, "step": 16}
    | {"sampling": "linear", "default": 16},
    {"name": "learning_rate", "kind": "Float", "min_value": 1e-4, "max_value": 0.1}
    | {"sampling": "log", "default": 1e-4},
    {"name": "dropout", "kind": "Float", "min_value": 0.0, "max_value": 0.5, "step": 0.1}
    | {"sampling": "linear", "default": 0.0},
]


def believed(left: Left, values: Values, expected: float, uncertainty: float) -> dict[str, Any]:
    """Slices through a point, as if the truth were known near it and less so farther away."""
    found = {}
    for name, parameter in left.study.space.searched.items():
        along = sorted({*parameter.points(25), values[name]}, key=lambda v: float(v or 0))
        away = [abs(along.index(v) - along.index(values[name])) / len(along) for v in along]
        off = expected - quality(values)
        found[name] = {
            "values": along,
            "mean": [round(quality({**values, name: v}) + off, 5) for v in along],
            "uncertainty": [round(uncertainty * (1 + far), 5) for far in away],
        }
    return {"slices": found}


def bayesian(store: Store, trials: int = 14, start: float = START) -> int:
    left = Left(spec("bayesian", max_trials=trials, num_initial_points=4), start, seed=6)
    for number in range(trials):
        values = left.draw()
        reason: dict[str, Any] = {"text": "A random start."}
        if number >= 4:
            guess = quality(values) + float(left.rng.normal(0, 0.05))
            reason = {"expected": guess, "uncertainty": 0.3 / number, "beta": 2.6}
            reason["text"] = f"The Gaussian process expects a validation accuracy of {guess:.4f}."
            left.batch.knowledge[number] = believed(left, values, guess, 0.3 / number)
        left.train(number, values, 5, thinking_seconds=0.02 + 0.01 * number, **reason)
    return left.keep(store, StudyState.COMPLETED, result={"space": SUMMARY})


def grid_search_cv(store: Store, start: float = START, metric: str = "val_accuracy") -> int:
    """As scikit-learn leaves it; of a loss its scores are negative."""
    objective = Objective.model_validate({"metric": metric})
    plain = spec("grid_search_cv", LISTS, 3)
    study = completed(plain.model_copy(update={"objective": objective}))
    left = Left(study, start)
    total = study.space.grid_size()
    for number, values in enumerate(study.space.combinations(), 1):
        left.train(number, values, 4, text=f"Combination {number} of {total} in the grid.")
    result = _result(left, 1 if metric == "val_accuracy" else -1)
    left.refit(4)
    return left.keep(store, StudyState.COMPLETED, result=result)


def _result(left: Left, sign: int, rounds: Sequence[tuple[int, int]] = ()) -> dict[str, Any]:
    searched = left.study.space.searched
    ranked = sorted(-sign * (t.score or 0.0) for t in left.batch.trials)
    rows = []
    for trial in left.batch.trials:
        parts = [fit.score for fit in left.batch.fits if fit.trial == trial.number]
        rows.append(
            {
                "trial": trial.number,
                "params": {n: v for n, v in trial.values.items() if n in searched},
                "mean_test_score": sign * (trial.score or 0.0),
                "std_test_score": trial.deviation,
                "rank_test_score": ranked.index(-sign * (trial.score or 0.0)) + 1,
                **{f"split{k}_test_score": sign * (part or 0.0) for k, part in enumerate(parts)},
                **(
                    {"iter": trial.reason["round"] - 1, "n_resources": trial.reason["resources"]}
                    if rounds
                    else {}
                ),
            }
        )
    best = min(rows, key=lambda row: row["rank_test_score"])
    return {
        "best_score": sign * best["mean_test_score"],
        "best_params": best["params"],
        "cv_results": rows,
    }


def halving(store: Store, *, ends_in_round: int = 99, start: float = START) -> int:
    """Rounds of ever fewer candidates; in round `ends_in_round` it still runs."""
    study = spec("halving_grid_search", LISTS, 3, factor=3)
    left, (planned,) = Left(study, start), strategies.brackets(study)
    candidates = list(study.space.combinations())
    number = 1
    for round_, (size, epochs) in enumerate(planned, 1):
        scored = []
        for values in candidates[:size]:
            if round_ >= ends_in_round and len(scored) == 2:
                return left.keep(store, StudyState.RUNNING, result={})
            text = f"Round {round_} of {len(planned)}: with {epochs} epochs."
            score = left.train(number, values, epochs, text=text, round=round_, resources=epochs)
            scored.append((score, number, values))
            number += 1
        candidates = [values for _, _, values in sorted(scored, key=lambda s: (-s[0], s[1]))]
    return left.keep(store, StudyState.COMPLETED, result=_result(left, 1, planned))


def one_at_a_time(store: Store, start: float = START) -> int:
    study = spec("one_at_a_time", LISTS, 2)
    left = Left(study, start)
    best: Values = {name: p.points(1)[0] for name, p in study.space.parameters.items()}
    known: dict[str, float] = {}
    path: list[dict[str, Any]] = []
    for name in study.space.searched:
        candidates = [{**best, name: value} for value in study.space[name].points()]
        for values in sorted(candidates, key=lambda v: v != best):
            if str(values) not in known:
                text = f"{name} = {show(values[name])}, while the others keep their best values."
                reason = {"text": text, "parameter": name, "pass": 1}
                known[str(values)] = left.train(len(known), values, 4, **reason)
        best = max(candidates, key=lambda v: known[str(v)])
        path.append({"pass": 1, "parameter": name, "best": best[name], "score": known[str(best)]})
    return left.keep(
        store, StudyState.COMPLETED, result={"path": path, "full_grid": study.space.grid_size()}
    )


ALL: dict[str, Callable[[Store], int]] = {
    "hyperband": hyperband,
    "bayesian": bayesian,
    "grid_search_cv": grid_search_cv,
    "halving_grid_search": halving,
    "one_at_a_time": one_at_a_time,
}


def fill_home(store: Store) -> None:
    """One study of each, for looking at; Hyperband and a halving search as they run, too."""
    now = time.time() - 400
    for leave in (hyperband, bayesian, grid_search_cv, halving, one_at_a_time):
        leave(store, start=now)
    hyperband(store, stop_after=11, start=time.time() - 20)
    halving(store, ends_in_round=2, start=time.time() - 10)
