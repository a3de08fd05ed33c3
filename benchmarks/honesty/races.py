"""`python -m benchmarks.honesty.races`: how often a race says "better", rightly and falsely.

Simulated, in NumPy alone. A network is right on a row by how hard the row is, by a smooth function
of the hyperparameter (so that near settings are right on the same rows) and by luck of its own; the
truth is therefore known. A strategy draws settings, or climbs from the best so far by the very rows
that judge it. Every study is judged by its score where it was chosen, by that score corrected for
the choosing (BBC-CV) and by test rows; seeds share the rows, as they do in a race.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any

import click
import numpy as np
from scipy.special import ndtri

from benchmarks import _report
from tuning.analysis import paired, ranks

Bits = np.ndarray
WAVES, LENGTH = 48, 0.15
"""Of the smooth function: how many waves, and how far settings are alike."""
HARD, SMOOTH, LUCK = 0.5, 0.3, 0.2
"""The shares of what decides whether a network is right on a row."""
BASE, TEST = 0.75, 0.5
"""The accuracy of the plain; test rows for each validation row."""
RESAMPLES = 200
BETTER = 1.0
"""On each data set the first of several leads by so many deviations, where it does."""
WAYS = ("chosen", "corrected", "test")
ROPES = (0.0, paired.ROPE)
SEEDS = (5, 10)


@dataclass(frozen=True)
class Searcher:
    """A strategy: how many trials it has, whether it climbs, how much better its networks are."""

    trials: int = 12
    climbs: bool = False
    lead: float = 0.0


@dataclass(frozen=True)
class Contest:
    """Two strategies on one landscape: `peak` is how much better its best setting is."""

    title: str
    one: Searcher
    other: Searcher
    peak: float = 0.0


CONTESTS = (
    Contest("equal, 12 trials each", Searcher(), Searcher()),
    Contest("equal, 12 and 48 trials", Searcher(), Searcher(48)),
    Contest("equal, the other climbs", Searcher(48), Searcher(48, climbs=True)),
    Contest("the other's networks lead by 0.01", Searcher(), Searcher(lead=0.01)),
    Contest("the other's networks lead by 0.02", Searcher(), Searcher(lead=0.02)),
    Contest("the other's networks lead by 0.05", Searcher(), Searcher(lead=0.05)),
    Contest("a peak of 0.1, 12 and 48 trials", Searcher(), Searcher(48), 0.1),
    Contest("a peak of 0.1, the other climbs", Searcher(12), Searcher(12, climbs=True), 0.1),
)


class Rows:
    """Rows, and which of them a network with a setting is right on."""

    def __init__(self, count: int, random: np.random.Generator) -> None:
        self.hard = random.standard_normal((count, 1))
        self.weights = random.standard_normal((count, WAVES))
        self.waves = random.standard_normal(WAVES) / LENGTH
        self.phases = random.uniform(0, 2 * math.pi, WAVES)

    def right(self, settings: np.ndarray, truth: np.ndarray, random: np.random.Generator) -> Bits:
        """(settings, rows): whether each network is right on each row."""
        waves = np.cos(np.outer(settings, self.waves) + self.phases)
        smooth = waves @ self.weights.T * math.sqrt(2 / WAVES)
        luck = random.standard_normal(smooth.shape)
        drawn = math.sqrt(HARD) * self.hard.T + math.sqrt(SMOOTH) * smooth + math.sqrt(LUCK) * luck
        return drawn < ndtri(truth)[:, None]


def truth_of(settings: np.ndarray, who: Searcher, peak: float) -> np.ndarray:
    return BASE + who.lead + peak * np.exp(-(((settings - 0.6) / 0.12) ** 2))


def study(
    who: Searcher, peak: float, rows: Rows, test: Rows, random: np.random.Generator
) -> list[float]:
    """One study's scores, a way each, and the truth about its winner."""
    settings, bits = np.empty(0), np.empty((0, len(rows.hard)), dtype=bool)
    while len(settings) < who.trials:
        fresh = random.random(1)
        if who.climbs and len(settings) >= 4:
            best = settings[bits.mean(axis=1).argmax()]
            fresh = np.clip(best + 0.08 * random.standard_normal(1), 0, 1)
        elif not who.climbs:
            fresh = random.random(who.trials)
        bits = np.vstack([bits, rows.right(fresh, truth_of(fresh, who, peak), random)])
        settings = np.append(settings, fresh)
    scores = bits.mean(axis=1)
    winner = settings[[scores.argmax()]]
    truth = truth_of(winner, who, peak)
    tested = test.right(winner, truth, random).mean()
    return [float(scores.max()), corrected(bits, random), float(tested), float(truth[0])]


def corrected(bits: Bits, random: np.random.Generator) -> float:
    """BBC-CV: chosen on a resample of the rows, scored on the rows that it left out."""
    count = bits.shape[1]
    drawn = random.multinomial(count, np.full(count, 1 / count), RESAMPLES)
    chosen, out = (drawn @ bits.T).argmax(axis=1), drawn == 0
    return float(((bits[chosen] & out).sum(axis=1) / np.maximum(out.sum(axis=1), 1)).mean())


def chance(lead: np.ndarray, rope: float = 0.0) -> float:
    """The probability, from the leads of each seed, that the mean lead is above the rope."""
    return paired.better([rope] * len(lead), lead.tolist()) or 0.0


def raced(contest: Contest, rows: int, races: int, seeds: int, seed: int) -> np.ndarray:
    """(races, seeds, ways and truth): the other's leads."""
    leads = np.empty((races, seeds, len(WAYS) + 1))
    for race in range(races):
        random = np.random.default_rng((seed, race))
        known, test = Rows(rows, random), Rows(round(rows * TEST), random)
        for k in range(seeds):
            pair = [
                study(who, contest.peak, known, test, random)
                for who in (contest.one, contest.other)
            ]
            leads[race, k] = np.subtract(pair[1], pair[0])
    return leads


def said(leads: np.ndarray, rope: float) -> tuple[float, float]:
    """In what share of the races (races, seeds) the other, and the one, is called better."""
    other = np.mean([chance(lead, rope) >= paired.SURE for lead in leads])
    one = np.mean([chance(-lead, rope) >= paired.SURE for lead in leads])
    return float(other), float(one)


def told_apart(contenders: int, datasets: int, lead: float, races: int) -> float:
    """In what share of the races mean ranks tell any two strategies apart; the first leads."""
    noise, told = np.random.default_rng((contenders, datasets)), 0
    for _ in range(races):
        costs = noise.standard_normal((datasets, contenders))
        costs[:, 0] -= lead
        found = ranks.ranks(costs)
        told += any(found.differ(one, other) for one in range(contenders) for other in range(one))
    return told / races


def on_rows(rows: int, races: int) -> list[dict[str, Any]]:
    """A line a contest and what it is judged by."""
    found, begun = [], time.perf_counter()
    for number, contest in enumerate(CONTESTS):
        leads = raced(contest, rows, races, max(SEEDS), number)
        for k, way in enumerate(WAYS):
            line = {"contest": contest.title, "rows": rows, "judged_by": way}
            line |= {"lead": leads[:, :, k].mean(), "truth": leads[:, :, -1].mean()}
            for seeds in SEEDS:
                for rope in ROPES:
                    line[f"{seeds} seeds, rope {rope:g}"] = said(leads[:, :seeds, k], rope)
            found.append(line)
        _report.say(f"{rows} rows, {contest.title}: {time.perf_counter() - begun:.0f} s")
    return found


def over_datasets(races: int) -> list[dict[str, Any]]:
    """A line a number of strategies and of data sets."""
    return [
        {
            "strategies": contenders,
            "datasets": datasets,
            "least": ranks.least(contenders),
            "falsely": told_apart(contenders, datasets, 0.0, races),
            "rightly": told_apart(contenders, datasets, BETTER, races),
        }
        for contenders in (2, 3, 5)
        for datasets in (2, 3, 4, 6, 10)
    ]


@click.command()
@click.option("--races", type=click.IntRange(1), default=200, help="Races of each kind.")
@click.option("--rows", type=click.IntRange(20), default=200, help="Validation rows.")
@click.option("--quick", is_flag=True, help="40 races of each kind.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def main(races: int, rows: int, quick: bool, as_json: bool) -> None:
    """How often a race says "better", by what it is judged and from how many seeds."""
    races = min(races, 40) if quick else races
    found, several = on_rows(rows, races), over_datasets(races)
    if as_json:
        _report.print_json({"races": races, "contests": found, "datasets": several})
        return
    names = [name for name in found[0] if "seeds" in name]
    _report.show(
        f"How often the other | the one is called better: {races} races, {rows} rows",
        ["contest", "judged by", "mean lead", "true lead", *names],
        [[*_leads(line), *(_shares(line[name]) for name in names)] for line in found],
    )
    _report.show(
        f"How often mean ranks tell any two apart: {races} races",
        ["strategies", "data sets", "a claim is possible from", "all equal", "the first leads"],
        [[_text(value) for value in line.values()] for line in several],
    )


def _leads(line: dict[str, Any]) -> list[str]:
    numbers = [f"{line[name]:+.3f}" for name in ("lead", "truth")]
    return [line["contest"], line["judged_by"], *numbers]


def _shares(shares: tuple[float, float]) -> str:
    return " | ".join(f"{share:.0%}" for share in shares)


def _text(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.0%}"


if __name__ == "__main__":
    main()
