"""Many small networks trained at once by NumPy: one hidden layer, softmax, Adam, dropout, L2.

All networks of a call see the same table, each its own rows of it. A thousandth of the time that
Keras would take, which is what lets rules be tried on a thousand studies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BATCH = 32
WIDEST = 32
Weights = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""By network: (M, d, H), (M, 1, H), (M, H, K), (M, 1, K)."""


@dataclass(frozen=True)
class Values:
    """Hyperparameters of several networks, an array (networks,) each."""

    rate: np.ndarray
    width: np.ndarray
    dropout: np.ndarray
    l2: np.ndarray

    @classmethod
    def drawn(cls, networks: int, rng: np.random.Generator) -> Values:
        """As a random search draws them."""
        return cls(
            10 ** rng.uniform(-3, -1, networks),
            rng.integers(4, WIDEST + 1, networks),
            rng.uniform(0, 0.5, networks),
            10 ** rng.uniform(-5, -2, networks),
        )

    def near(self, best: int, networks: int, rng: np.random.Generator) -> Values:
        """So many close to one of these, as a search that learns proposes them."""
        width = self.width[best] + rng.integers(-6, 7, networks)
        return Values(
            np.clip(self.rate[best] * 10 ** rng.normal(0, 0.25, networks), 1e-3, 1e-1),
            np.clip(width, 4, WIDEST),
            np.clip(self.dropout[best] + rng.normal(0, 0.1, networks), 0, 0.5),
            np.clip(self.l2[best] * 10 ** rng.normal(0, 0.5, networks), 1e-5, 1e-2),
        )

    def repeated(self, times: int) -> Values:
        """Each network so many times in a row."""
        return Values(*(np.repeat(each, times) for each in self._all))

    def joined(self, other: Values) -> Values:
        return Values(*(np.concatenate(pair) for pair in zip(self._all, other._all, strict=True)))

    @property
    def _all(self) -> tuple[np.ndarray, ...]:
        return self.rate, self.width, self.dropout, self.l2


def trained(
    x: np.ndarray,
    y: np.ndarray,
    rows: list[np.ndarray],
    values: Values,
    classes: int,
    epochs: int,
    rng: np.random.Generator,
) -> list[Weights]:
    """The weights after each epoch of networks that train on these `rows` of a table each."""
    count, inputs = len(rows), x.shape[1]
    used = (np.arange(WIDEST) < values.width[:, None]).astype(np.float32)[:, None, :]
    first = rng.normal(0, np.sqrt(2 / inputs), (count, inputs, WIDEST)).astype(np.float32)
    last = rng.normal(0, 1, (count, WIDEST, classes)).astype(np.float32)
    last *= np.sqrt(1 / values.width)[:, None, None].astype(np.float32)
    shapes = ((count, 1, WIDEST), (count, 1, classes))
    weights = [first, np.zeros(shapes[0], np.float32), last, np.zeros(shapes[1], np.float32)]
    adam = _Adam(weights, values.rate)
    targets = np.eye(classes, dtype=np.float32)[y]
    longest = max(map(len, rows))
    kept = []
    for _ in range(epochs):
        order = np.stack([np.resize(rng.permutation(each), longest) for each in rows])
        for start in range(0, longest, BATCH):
            batch = order[:, start : start + BATCH]
            adam.step(weights, _gradients(weights, x[batch], targets[batch], used, values, rng))
        kept.append(tuple(each.copy() for each in weights))
    return kept


def _gradients(
    weights: list[np.ndarray],
    x: np.ndarray,
    targets: np.ndarray,
    used: np.ndarray,
    values: Values,
    rng: np.random.Generator,
) -> list[np.ndarray]:
    first, first_bias, last, last_bias = weights
    keep = (1 - values.dropout)[:, None, None].astype(np.float32)
    mask = used * (rng.random((*x.shape[:2], WIDEST), np.float32) < keep) / keep
    hidden = np.maximum(x @ first + first_bias, 0) * mask
    logits = hidden @ last + last_bias
    error = np.exp(logits - logits.max(-1, keepdims=True))
    error = (error / error.sum(-1, keepdims=True) - targets) / x.shape[1]
    back = (error @ last.transpose(0, 2, 1)) * mask * (hidden > 0)
    decay = 2 * values.l2[:, None, None].astype(np.float32)
    return [
        x.transpose(0, 2, 1) @ back + decay * first,
        back.sum(1, keepdims=True),
        hidden.transpose(0, 2, 1) @ error + decay * last,
        error.sum(1, keepdims=True),
    ]


class _Adam:
    def __init__(self, weights: list[np.ndarray], rate: np.ndarray) -> None:
        self._mean = [np.zeros_like(each) for each in weights]
        self._square = [np.zeros_like(each) for each in weights]
        self._rate, self._steps = rate[:, None, None].astype(np.float32), 0

    def step(self, weights: list[np.ndarray], gradients: list[np.ndarray]) -> None:
        self._steps += 1
        scale = self._rate * np.float32((1 - 0.999**self._steps) ** 0.5 / (1 - 0.9**self._steps))
        for w, g, m, v in zip(weights, gradients, self._mean, self._square, strict=True):
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            w -= scale * m / (np.sqrt(v) + 1e-7)


def said(weights: Weights, x: np.ndarray) -> np.ndarray:
    """The class that each network says of each row, (networks, rows)."""
    first, first_bias, last, last_bias = weights
    hidden = np.maximum(x @ first + first_bias, 0)
    return (hidden @ last + last_bias).argmax(-1)
