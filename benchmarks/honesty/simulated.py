"""`python -m benchmarks.honesty.simulated`: the rules of `tuning.honesty` on simulated studies.

Networks that NumPy trains, on tables of which the true accuracy of any model is known. What the
product would say of each study is held against that truth, and beside it what it would say by other
rules: another part of the rows that counts in the interval, other thresholds of a claim, resamples
without replacement.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, product
from typing import Any, NamedTuple

import click
import numpy as np

from benchmarks import _report
from benchmarks.honesty._studies import Method, Simulated, Table, simulated
from tuning.honesty.claims import claim
from tuning.honesty.correction import Candidate, Fit, Rule, candidate
from tuning.honesty.course import OF_A_REFIT, Ended, Rows, course
from tuning.honesty.intervals import wilson
from tuning.honesty.judges import Judge
from tuning.honesty.resamples import Resamples, draw
from tuning.honesty.tied import tied

ROWS = (60, 100, 200, 400)
EQUAL = ((0.5, 0.5), (1 / 3,) * 3, (0.25,) * 4)
UNEQUAL = ((0.65, 0.35), (0.8, 0.2), (0.7, 0.2, 0.1))
STRENGTHS = (0.7, 1.5, 3.0)
NEAR = 0.01
PARTS = (0.6, 0.7, 0.8, 1.0)
"""Of the rows, the parts that could count in an interval."""
THRESHOLDS = (0.7, 1.0, 1.28, 1.645)
"""Errors of its lead from which on a claim could be made."""
DRAWS = 500


class Situation(NamedTuple):
    """Studies of one kind."""

    title: str
    tables: tuple[Table, ...]
    trials: int = 12
    rounds: int = 1
    prunes: bool = False


SIGNALS = tuple(Table(s, k) for s, k in product((*EQUAL, *UNEQUAL), STRENGTHS))
SITUATIONS = (
    Situation("noise, equal classes", tuple(map(Table, EQUAL))),
    Situation("noise, unequal classes", tuple(map(Table, UNEQUAL))),
    Situation("classes depend on inputs", SIGNALS),
    Situation("noise, 40 trials", tuple(map(Table, (*EQUAL, *UNEQUAL))), 40),
    Situation("noise, 40 that search near the best", tuple(map(Table, (*EQUAL, *UNEQUAL))), 40, 8),
    Situation("inputs, 40 that search near the best", SIGNALS, 40, 8),
    Situation("noise, half are stopped twice", tuple(map(Table, (*EQUAL, *UNEQUAL))), 12, 1, True),
    Situation("inputs, half are stopped twice", SIGNALS, 12, 1, True),
)


@dataclass(frozen=True)
class Said:
    """What is said of one study, and the truth."""

    rows: int
    chosen: float
    corrected: float
    redrawn: float
    """Corrected by resamples without replacement that keep 0.8 of the rows."""
    truth: float
    truths: dict[str, float]
    z: dict[str, float]
    """By baseline, the corrected lead in its errors."""
    near: bool
    """Whether the tied set holds a trial within `NEAR` of the truly best."""
    kept: float
    """The share of trials in the tied set."""


def said(study: Simulated, method: Method, parts: list[np.ndarray]) -> Said:
    """By the functions of the product. `parts`: the rows of each split."""
    sizes = [len(part) for part in parts]
    resamples = draw(sizes, (study.rows,), draws=DRAWS)
    rows = Rows(Judge("accuracy"), resamples, sum(sizes), is_refitted=len(parts) > 1)
    make = partial(_candidate, parts=parts, resamples=resamples)
    trials = [make(number, bits[: method.stops[number]]) for number, bits in enumerate(method.bits)]
    ended = [Ended(one, one.gain) for one in trials]
    found = course(rows, ended, {})
    winner = found.winner.candidate
    baselines = {
        "constant": make(-1, method.constant[None]),
        "linear": make(-1, method.linear[None]),
    }
    claims = {
        name: claim(rows.judge, found.choosing, winner, one, resamples)
        for name, one in baselines.items()
    }
    together = tied(winner, trials, resamples)
    truth = method.truth
    return Said(
        resamples.rows,
        found.winner.score,
        rows.corrected(found.winner.score, found.choosing),
        _redrawn(method, parts, resamples),
        float(truth[winner.number]),
        {"constant": study.constant, "linear": study.linear},
        {name: one.lead / one.error for name, one in claims.items()},
        bool(truth[list(together)].max() >= truth.max() - NEAR),
        len(together) / len(trials),
    )


def _candidate(
    number: int, bits: np.ndarray, parts: list[np.ndarray], resamples: Resamples
) -> Candidate:
    fits = [Fit(k, bits[:, part].astype(np.float32)) for k, part in enumerate(parts)]
    return candidate(number, fits, Rule(is_common=True), resamples)


def _redrawn(method: Method, parts: list[np.ndarray], resamples: Resamples) -> float:
    """The winner's score corrected by drawing 0.8 of the rows, each once."""
    rank = np.random.default_rng(0).random(resamples.inside.shape).argsort(1).argsort(1)
    out = (rank < max(1, round(0.2 * resamples.rows))).astype(np.float32)
    other = replace(resamples, inside=1 - out, outside=out)
    trials = [
        _candidate(number, bits[: method.stops[number]], parts, other)
        for number, bits in enumerate(method.bits)
    ]
    rows = Rows(Judge("accuracy"), other, other.rows)
    found = course(rows, [Ended(one, one.gain) for one in trials], {})
    return rows.corrected(found.winner.score, found.choosing)


def one(situation: Situation, number: int) -> tuple[Said, Said]:
    """What is said of a situation's study of this number, with folds and on one split."""
    tables = situation.tables
    table, rows = tables[number % len(tables)], ROWS[number // len(tables) % len(ROWS)]
    study = simulated(
        table,
        rows,
        situation.trials,
        number,
        rounds=situation.rounds,
        prunes=situation.prunes,
    )
    folds = [np.flatnonzero(study.fold_of == k) for k in range(study.fold_of.max() + 1)]
    return (
        said(study, study.folds, folds),
        said(study, study.split, [np.arange(len(folds[0]))]),
    )


COLUMNS = (
    *("situation", "studies", "chosen", "corrected", "its error", "redrawn", "its error"),
    *("held", "> constant", "> linear", "near best", "kept"),
)


def row(title: str, found: list[Said], part: float) -> list[str]:
    """A line of the table: biases, errors and shares."""
    truth = np.array([each.truth for each in found])
    corrected = np.array([each.corrected for each in found]) - truth
    redrawn = np.array([each.redrawn for each in found]) - truth
    return [
        title,
        f"{len(found):,}",
        f"{np.mean([each.chosen for each in found] - truth):+.3f}",
        f"{corrected.mean():+.3f}",
        f"{(corrected**2).mean() ** 0.5:.3f}",
        f"{redrawn.mean():+.3f}",
        f"{(redrawn**2).mean() ** 0.5:.3f}",
        f"{held(found, part):.2f}",
        *(f"{false(found, name, 1.645)}" for name in ("constant", "linear")),
        f"{np.mean([each.near for each in found]):.2f}",
        f"{np.mean([each.kept for each in found]):.2f}",
    ]


def held(found: list[Said], part: float) -> float:
    """How often the interval of this part of the rows holds the truth."""
    ends = [wilson(each.corrected, part * each.rows) for each in found]
    pairs = zip(ends, found, strict=True)
    return float(np.mean([low <= each.truth <= high for (low, high), each in pairs]))


def false(found: list[Said], name: str, threshold: float) -> str:
    """How often a claim is made where it is false."""
    wrong = [each for each in found if each.truth <= each.truths[name] + 1e-9]
    return _share(each.z[name] > threshold for each in wrong)


def power(found: list[Said], name: str, threshold: float, least: float, most: float) -> str:
    """How often it is made where the lead is in this range."""
    right = [each for each in found if least < each.truth - each.truths[name] <= most]
    return _share(each.z[name] > threshold for each in right)


def _share(values: Iterator[bool]) -> str:
    given = list(values)
    return f"{100 * np.mean(given):.1f} %" if given else "–"


@click.command()
@click.option("--studies", default=240, show_default=True, help="Of each situation.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def main(studies: int, as_json: bool) -> None:
    """Bias, intervals, claims and ties by the product's rules, and by others."""
    folds, split = dict[str, list[Said]](), dict[str, list[Said]]()
    begun = time.monotonic()
    with ProcessPoolExecutor() as pool:
        for situation in SITUATIONS:
            found = list(pool.map(partial(one, situation), range(studies), chunksize=8))
            folds[situation.title], split[situation.title] = map(list, zip(*found, strict=True))
            _report.say(f"{situation.title}: {time.monotonic() - begun:.0f} s")
    tables = {
        "With 5 folds": [row(title, found, OF_A_REFIT) for title, found in folds.items()],
        "On one split": [row(title, found, 1.0) for title, found in split.items()],
    }
    rules = _rules(folds, split)
    if as_json:
        _report.print_json({"columns": COLUMNS, **tables, **rules})
        return
    for title, rows in tables.items():
        _report.show(title, COLUMNS, rows)
    for title, rows in rules.items():
        _report.show(title, rows[0], rows[1:])


def _rules(
    folds: dict[str, list[Said]], split: dict[str, list[Said]]
) -> dict[str, list[list[str]]]:
    """What other parts of the rows, and other thresholds, would give."""
    whole = {
        "folds": list(chain.from_iterable(folds.values())),
        "split": list(chain.from_iterable(split.values())),
    }
    parts: list[Any] = [["method", *(f"{part:g} n" for part in PARTS)]]
    parts += [[name, *(f"{held(found, p):.3f}" for p in PARTS)] for name, found in whole.items()]
    claims: list[Any] = [["claim", "from", "false", "lead to .05", ".05 to .1", "above .1"]]
    for (method, found), name, threshold in product(
        whole.items(), ("constant", "linear"), THRESHOLDS
    ):
        given = [
            power(found, name, threshold, *ends) for ends in ((0.02, 0.05), (0.05, 0.1), (0.1, 1))
        ]
        claims.append(
            [f"{method}: > {name}", f"{threshold:g}", false(found, name, threshold), *given]
        )
    return {"The interval holds the truth": parts, "Claims": claims}


if __name__ == "__main__":
    main()
