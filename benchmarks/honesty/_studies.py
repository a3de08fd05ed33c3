"""Simulated studies: what a study would keep of its trials, and the exact truth beside it.

A table is noise, or its classes depend on its inputs by a rule that is known: either way the true
accuracy of any model follows from what it says of rows enough, without the luck of their labels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from benchmarks.honesty._networks import Values, Weights, said, trained

FOLDS, EPOCHS = 5, 20
FRESH = 4000
"""Rows on which the truth is measured."""


@dataclass(frozen=True)
class Table:
    """A kind of table that rows are drawn from."""

    shares: tuple[float, ...]
    strength: float = 0.0
    """0: noise, its classes are drawn by `shares`."""
    inputs: int = 8

    def drawn(self, rows: int, rng: np.random.Generator, rule: Rule) -> tuple[np.ndarray, ...]:
        """Inputs (rows, inputs), classes (rows,), each class's true probability (rows, K)."""
        x = rng.normal(size=(rows, self.inputs)).astype(np.float32)
        p = rule.probabilities(x)
        y = (p.cumsum(1) < rng.random((rows, 1))).sum(1)
        return x, np.minimum(y, len(self.shares) - 1), p


@dataclass(frozen=True)
class Rule:
    """How classes depend on inputs: a line and some products of two inputs."""

    line: np.ndarray
    products: np.ndarray
    offset: np.ndarray

    @classmethod
    def of(cls, table: Table, rng: np.random.Generator) -> Rule:
        """Drawn; its classes have about the table's shares."""
        classes, inputs = len(table.shares), table.inputs
        line = rng.normal(0, table.strength / 2, (inputs, classes))
        line[inputs // 2 :] = 0
        products = rng.normal(0, table.strength * rng.choice([0, 0.5]), (inputs // 2, classes))
        rule = cls(line, products, np.log(table.shares))
        x = rng.normal(size=(2000, inputs))
        for _ in range(20 if table.strength else 0):
            found = rule.probabilities(x).mean(0)
            rule = replace(rule, offset=rule.offset + np.log(table.shares) - np.log(found))
        return rule

    def probabilities(self, x: np.ndarray) -> np.ndarray:
        half = len(self.products)
        logits = x @ self.line + (x[:, :half] * x[:, half : 2 * half]) @ self.products + self.offset
        power = np.exp(logits - logits.max(1, keepdims=True))
        return np.asarray(power / power.sum(1, keepdims=True))


@dataclass(frozen=True)
class Method:
    """What one way to evaluate (folds, one split) keeps and delivers."""

    bits: np.ndarray
    """Which rows each trial got right after each epoch, (trials, epochs, rows)."""
    epochs: np.ndarray
    """The epoch that each trial is scored by, (trials,)."""
    truth: np.ndarray
    """The true accuracy of each trial's model as it would be delivered, (trials,)."""
    stops: np.ndarray
    """The epochs that each trial trained, (trials,): all, unless a pruner stopped it."""
    constant: np.ndarray
    """Which rows the most frequent class got right."""
    linear: np.ndarray

    @property
    def own(self) -> np.ndarray:
        """Each trial's rows at its own epoch, (trials, rows)."""
        return self.bits[np.arange(len(self.bits)), self.epochs]

    @property
    def winner(self) -> int:
        return int(self.own.mean(1).argmax())


@dataclass(frozen=True)
class Simulated:
    """A study and its truth."""

    rows: int
    table: Table
    folds: Method
    split: Method
    fold_of: np.ndarray
    constant: float
    """True accuracy of the most frequent class."""
    linear: float
    """That of logistic regression on all rows."""


def simulated(
    table: Table, rows: int, trials: int, seed: int, *, rounds: int = 1, prunes: bool = False
) -> Simulated:
    """A study of random trials.

    `rounds`: later ones search near the best so far. `prunes`: half of the trials are stopped at
    epoch 4, and half of the others at epoch 10, by the scores that they have then.
    """
    rng = np.random.default_rng(seed)
    rule = Rule.of(table, rng)
    while True:
        x, y, _ = table.drawn(rows, rng, rule)
        if np.bincount(y, minlength=len(table.shares)).min() >= FOLDS:
            break
    fresh, _, p = table.drawn(FRESH, rng, rule)
    study = _Study(x, y, fresh, p, rng, prunes)
    each = trials // rounds
    study.run(Values.drawn(trials - each * (rounds - 1), rng))
    for _ in range(rounds - 1):
        study.run(study.values.near(study.folds().winner, each, rng))
    linear, truth = study.linear()
    constant = np.bincount(y).argmax()
    part = study.divided[0][1]
    return Simulated(
        rows,
        table,
        replace(study.folds(), constant=y == constant, linear=linear),
        replace(study.split(), constant=y[part] == constant, linear=linear[part]),
        study.fold_of,
        float(p[:, constant].mean()),
        truth,
    )


def pruned(scores: np.ndarray) -> np.ndarray:
    """The epochs (trials,) that successive halving grants, by scores (trials, epochs)."""
    stops = np.full(len(scores), scores.shape[1])
    alive = np.arange(len(scores))
    for epoch in (4, 10):
        order = alive[np.argsort(-scores[alive, :epoch].max(1), kind="stable")]
        alive = order[: (len(order) + 1) // 2]
        stops[order[len(alive) :]] = epoch
    return stops


class _Study:
    """Trains trials on folds, on the first fold's split alone, and on all rows."""

    def __init__(
        self,
        x: np.ndarray,
        y: np.ndarray,
        fresh: np.ndarray,
        p: np.ndarray,
        rng: np.random.Generator,
        prunes: bool,
    ) -> None:
        self._x, self._y, self._fresh, self._p, self._rng = x, y, fresh, p, rng
        self._prunes = prunes
        self.values = Values.drawn(0, rng)
        self._classes = p.shape[1]
        cut = StratifiedKFold(FOLDS, shuffle=True, random_state=int(rng.integers(2**31)))
        self.divided = list(cut.split(x, y))
        self.fold_of = np.empty(len(y), int)
        for number, (_, part) in enumerate(self.divided):
            self.fold_of[part] = number
        self._bits: list[np.ndarray] = []
        self._whole: list[list[Weights]] = []
        self._first: list[list[Weights]] = []

    def run(self, values: Values) -> None:
        count = len(values.rate)
        rows = [train for train, _ in self.divided] * count
        kept = self._trained(rows, values.repeated(FOLDS))
        self._first.append([_every(weights, FOLDS) for weights in kept])
        bits = np.empty((count, EPOCHS, len(self._y)), bool)
        for epoch, weights in enumerate(kept):
            for fold, (_, part) in enumerate(self.divided):
                of_fold = _every(weights, FOLDS, fold)
                bits[:, epoch, part] = said(of_fold, self._x[part]) == self._y[part]
        self._bits.append(bits)
        self._whole.append(self._trained([np.arange(len(self._y))] * count, values))
        self.values = self.values.joined(values)

    def folds(self) -> Method:
        bits = np.concatenate(self._bits)
        return self._method(bits, self._whole)

    def split(self) -> Method:
        return self._method(np.concatenate(self._bits)[:, :, self.divided[0][1]], self._first)

    def linear(self) -> tuple[np.ndarray, float]:
        """Which rows folds of a linear model got right, and its truth when it has all of them."""
        right = np.empty(len(self._y), bool)
        for train, part in self.divided:
            model = LogisticRegression(max_iter=300).fit(self._x[train], self._y[train])
            right[part] = model.predict(self._x[part]) == self._y[part]
        model = LogisticRegression(max_iter=300).fit(self._x, self._y)
        return right, self._accuracy(model.predict(self._fresh)[None])[0]

    def _trained(self, rows: list[np.ndarray], values: Values) -> list[Weights]:
        given = self._x, self._y, rows, values, self._classes, EPOCHS, self._rng
        return trained(*given)

    def _method(self, bits: np.ndarray, whole: list[list[Weights]]) -> Method:
        scores = bits.mean(2)
        stops = pruned(scores) if self._prunes else np.full(len(bits), EPOCHS)
        reached = np.arange(EPOCHS) < stops[:, None]
        epochs = np.where(reached, scores, -1).argmax(1)
        truth, done = np.empty(len(bits)), 0
        for part in whole:
            count = len(part[0][0])
            for place in range(count):
                weights = _every(part[epochs[done + place]], count, place)
                truth[done + place] = self._accuracy(said(weights, self._fresh))[0]
            done += count
        nothing = np.empty(0)
        return Method(bits, epochs, truth, stops, nothing, nothing)

    def _accuracy(self, classes: np.ndarray) -> np.ndarray:
        """Of what models say of the fresh rows: the true probability of just that."""
        return np.array([self._p[np.arange(len(self._p)), one].mean() for one in classes])


def _every(weights: Weights, step: int, first: int = 0) -> Weights:
    return tuple(each[first::step] for each in weights)  # type: ignore[return-value]
