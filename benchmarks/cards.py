"""How often cards claim what is not so: the ends of ranges, overfitting, divergence.

`python -m benchmarks.cards [--seeds 200]` prints it; the thresholds of `tuning/analysis/cards/` say
what they took from here. Networks are those of `benchmarks/honesty/`, whose loss on rows they never
saw is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click
import numpy as np

from benchmarks.honesty._networks import Values, Weights, trained
from tuning.analysis.cards._base import MeanCurve
from tuning.analysis.cards._trend import MATERIAL, rising
from tuning.analysis.cards.edge import AT_END, BEST, CHANCE, NEAR_END, chance
from tuning.analysis.cards.failures import EXPLODED, start_level

EPOCHS, FOLDS, FRESH, INPUTS = 40, 5, 2_000, 8
HYPERPARAMETERS, TOGETHER = 5, 10
Fit = tuple[list[MeanCurve], np.ndarray]
"""The curves of a configuration's first fold and of the mean of all, and what the loss was on fresh
rows, by epoch."""


@click.command()
@click.option("--seeds", default=200, show_default=True, help="Studies of each kind.")
def main(seeds: int) -> None:
    ends(seeds * 5)
    tables = [(rows, seed) for rows in (100, 300, 1000) for seed in range(max(seeds // 20, 1))]
    overfitted([one for rows, seed in tables for one in networks(rows, seed)])
    diverged(seeds)


# -- ends of ranges --------------------------------------------------------------------------------


def ends(studies: int) -> None:
    """Studies that point at an end, of noise and where the first hyperparameter decides."""
    click.echo("The best at the end of a range: studies that say so")
    click.echo("scores  trials  the first  another")
    kinds: list[tuple[str, Callable[[np.ndarray], np.ndarray]]] = [
        ("noise", lambda x: 0 * x),
        ("half", lambda x: (x - 0.5) * 12**0.5),
    ]
    for name, effect in kinds:
        for trials in (12, 24, 60, 200):
            found = np.array([_pointed(trials, effect, seed) for seed in range(studies)])
            first, other = found[:, 0].mean(), found[:, 1:].any(axis=1).mean()
            click.echo(f"{name:>6}  {trials:>6}  {first:>9.1%}  {other:>7.1%}")


def _pointed(trials: int, effect: Callable[[np.ndarray], np.ndarray], seed: int) -> list[bool]:
    rng = np.random.default_rng([seed, trials])
    places = rng.random((trials, HYPERPARAMETERS))
    score = effect(places[:, 0]) + rng.normal(size=trials)
    order = np.argsort(-score)
    best = order[: max(trials // BEST, 3)]
    return [_points_at(places[:, k], order[0], best) for k in range(HYPERPARAMETERS)]


def _points_at(places: np.ndarray, winner: int, best: np.ndarray) -> bool:
    margin = AT_END[False]
    if margin < places[winner] < 1 - margin:
        return False
    near = places <= NEAR_END if places[winner] <= margin else places >= 1 - NEAR_END
    found = chance(len(places), int(near.sum()), len(best), int(near[best].sum()))
    return found * HYPERPARAMETERS <= CHANCE


# -- overfitting -----------------------------------------------------------------------------------


def networks(rows: int, seed: int) -> Iterator[Fit]:
    """Configurations in folds, on one table."""
    rng = np.random.default_rng([rows, seed])
    x, y = _table(rows + FRESH, rng)
    folds = np.array_split(rng.permutation(rows), FOLDS)
    train = [np.setdiff1d(np.arange(rows), fold) for fold in folds]
    values = Values.drawn(TOGETHER, rng).repeated(FOLDS)
    kept = trained(x, y, train * TOGETHER, values, 2, EPOCHS, rng)
    shape = (EPOCHS, TOGETHER, FOLDS)
    loss, val_loss, fresh = np.empty(shape), np.empty(shape), np.empty(shape)
    for epoch, weights in enumerate(kept):
        every = _losses(weights, x, y).reshape(TOGETHER, FOLDS, -1)
        fresh[epoch] = every[:, :, rows:].mean(-1)
        for k in range(FOLDS):
            loss[epoch, :, k] = every[:, k, train[k]].mean(-1)
            val_loss[epoch, :, k] = every[:, k, folds[k]].mean(-1)
    for place in range(TOGETHER):
        own, val = loss[:, place], val_loss[:, place]
        folded = _curve(own.mean(-1), val.mean(-1))
        yield [_curve(own[:, 0], val[:, 0]), folded], fresh[:, place].mean(-1)


def _table(rows: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two classes, of which half of the numbers tell, and a tenth to a third of the rows lie."""
    x = rng.normal(size=(rows, INPUTS)).astype(np.float32)
    told = x[:, : INPUTS // 2] @ rng.normal(size=INPUTS // 2) + x[:, 0] * x[:, 1]
    lies = rng.random(rows) < rng.uniform(0.1, 0.33)
    return x, ((told > 0) ^ lies).astype(np.int64)


def _losses(weights: Weights, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(networks, rows)."""
    first, first_bias, last, last_bias = weights
    logits = np.maximum(x @ first + first_bias, 0) @ last + last_bias
    logits -= logits.max(-1, keepdims=True)
    own = np.take_along_axis(logits, y[None, :, None], -1)[..., 0]
    found: np.ndarray = np.log(np.exp(logits).sum(-1)) - own
    return found


def _curve(loss: np.ndarray, val_loss: np.ndarray) -> MeanCurve:
    return MeanCurve(np.arange(1, EPOCHS + 1), loss, val_loss, val_loss, val_loss, 1)


def overfitted(fits: list[Fit]) -> None:
    """How many are called overfitted, by how much the loss on fresh rows rises."""
    click.echo(f"\nOverfitting: called so, by the rise on {FRESH:,} rows that no network saw")
    click.echo("rise           networks  one split  folds")
    rises = np.array([_rise(fresh) for _, fresh in fits])
    for low, high in ((0, 0.03), (0.03, MATERIAL), (MATERIAL, 0.3), (0.3, np.inf)):
        pairs = zip(fits, rises, strict=True)
        among = [curves for (curves, _), rise in pairs if low <= rise < high]
        called = np.array([[rising(curve) is not None for curve in both] for both in among])
        split, folds = called.mean(axis=0) if len(among) else (np.nan, np.nan)
        name = f"{low:.0%} to {high:.0%}" if high < np.inf else f"from {low:.0%} on"
        click.echo(f"{name:<13}  {len(among):>8}  {split:>9.1%}  {folds:>5.1%}")


def _rise(fresh: np.ndarray) -> float:
    """Of its last quarter since the lowest, over the lowest."""
    begin = int(fresh.argmin())
    ends_at = fresh[-max((EPOCHS - begin) // 4, 1) :]
    return float(max(ends_at.mean() / fresh[begin] - 1, 0.0))


# -- divergence ------------------------------------------------------------------------------------


def diverged(seeds: int) -> None:
    """Trials that end so far above where a study's trials begin, by what they are worth on fresh
    rows: 0.69 knows nothing."""
    found = [one for seed in range(max(seeds // 10, 1)) for one in _levels(seed)]
    click.echo("\nDivergence: a training loss that ends so many times above the level of the start")
    click.echo("loss on fresh rows  networks  called")
    for name, low, high in (("below 0.69", 0, 0.69), ("to 2", 0.69, 2.0), ("above 2", 2.0, np.inf)):
        among = np.array([ratio for ratio, fresh in found if low <= fresh < high] or [np.nan])
        click.echo(f"{name:>18}  {len(among):>8}  {np.mean(among > EXPLODED):>6.1%}")


def _levels(seed: int) -> Iterator[tuple[float, float]]:
    """Of the trials of a study with rates between 0.001 and 100: the last training loss over the
    first ones' lower quartile, and the last loss on fresh rows."""
    rng = np.random.default_rng([seed, 7])
    x, y = _table(300 + FRESH, rng)
    drawn, rates = Values.drawn(2 * TOGETHER, rng), 10 ** rng.uniform(-3, 2, 2 * TOGETHER)
    values = Values(rates, drawn.width, drawn.dropout, drawn.l2)
    with np.errstate(all="ignore"):
        kept = trained(x, y, [np.arange(300)] * len(rates), values, 2, EPOCHS, rng)
        first, last = (_losses(kept[epoch], x, y) for epoch in (0, -1))
    level = start_level(first[:, :300].mean(axis=1).tolist())
    for own in last:
        yield float(own[:300].mean()) / level, float(own[300:].mean())


if __name__ == "__main__":
    main()
