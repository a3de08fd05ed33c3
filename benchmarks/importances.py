"""How often noise is taken for an effect, and from how many trials on an effect is found.

`python -m benchmarks.importances [--seeds 100]` prints both; see `tuning/analysis/permuted.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import click
import numpy as np

from tuning.analysis.permuted import permuted

Scores = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def noise(columns: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Scores that know nothing of the hyperparameters, some of them far off."""
    return rng.standard_t(3, len(columns))


def planted(part: float) -> Scores:
    """The first column decides `part` of the variance, best in its middle; the rest is noise."""

    def scores(columns: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        effect = -((columns[:, 0] - 0.5) ** 2)
        effect = (effect - effect.mean()) / effect.std()
        return part**0.5 * effect + (1 - part) ** 0.5 * rng.normal(size=len(columns))

    return scores


def drawn(trials: int, across: int, rng: np.random.Generator) -> np.ndarray:
    """Values of a random search: two thirds of the columns any number, the others one of three."""
    columns = rng.random((trials, across))
    columns[:, 2::3] = rng.integers(0, 3, columns[:, 2::3].shape)
    return columns


def told(trials: int, across: int, scores: Scores, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    columns = drawn(trials, across, rng)
    return permuted(columns, scores(columns, rng), np.arange(trials)).told()


@click.command()
@click.option("--seeds", default=100, show_default=True)
def main(seeds: int) -> None:
    click.echo("scores  hyperparameters  trials  first found  others claimed  any claimed  CPU s")
    cases: list[tuple[str, Scores]] = [("noise", noise)]
    cases += [(f"{part:.0%}", planted(part)) for part in (0.8, 0.5, 0.25)]
    for name, scores in cases:
        for across in (3, 6):
            for trials in (20, 30, 50, 100, 300):
                begun = time.process_time()
                found = np.array([told(trials, across, scores, seed) for seed in range(seeds)])
                first, others, some = found[:, 0], found[:, 1:].any(axis=1), found.any(axis=1)
                click.echo(
                    f"{name:>6}  {across:>15}  {trials:>6}  {first.mean():>11.0%}  "
                    f"{others.mean():>14.0%}  {some.mean():>11.0%}  "
                    f"{(time.process_time() - begun) / seeds:>5.2f}"
                )


if __name__ == "__main__":
    main()
