"""How scikit-learn's searches count: grids, draws, halving rounds, the refit."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace

from tuning import datasets
from tuning.space import Int
from tuning.strategies._counts import Counts, distinct, mean_epochs, whole
from tuning.study import StudySpec

LAST_EPOCH = "scikit-learn scores a fit by what its last epoch left."


def grid(spec: StudySpec) -> Counts:
    """Every combination, ranges cut into points."""
    points = int(spec.strategy.options["points"])
    trials = spec.space.grid_size(points)
    epochs = float(spec.fixed("epochs"))
    if "epochs" in spec.space:
        epochs = statistics.fmean(map(float, spec.space["epochs"].points(points)))  # type: ignore[arg-type]
    fits = trials * spec.evaluation.fits
    counted = Counts(
        trials, fits, round(fits * epochs), notes=(LAST_EPOCH,), rungs=((trials, epochs),)
    )
    return _and_refit(spec, counted)


def sampled(spec: StudySpec) -> Counts:
    """`n_iter` draws, or as many as there are."""
    wanted, there = int(spec.strategy.options["n_iter"]), listed(spec)
    notes: tuple[str, ...] = (LAST_EPOCH,)
    if there is not None and there < wanted:
        notes = (f"The space has only {there} configurations.", LAST_EPOCH)
    counts = whole(spec, min(wanted, there or wanted), notes=notes)
    return _and_refit(spec, counts)


def listed(spec: StudySpec) -> int | None:
    """How many configurations scikit-learn can list; None where it draws from a distribution."""
    drawn_from = any(
        isinstance(parameter, Int) and parameter.scale == "log" and not parameter.grid
        for parameter in spec.space.searched.values()
    )
    return None if drawn_from else distinct(spec)


def halving(spec: StudySpec) -> Counts:
    """Rounds of ever fewer candidates with ever more epochs or rows, and the refit."""
    rounds, each = halving_rounds(spec), spec.evaluation.fits
    by_epochs = spec.strategy.options["resource"] == "epochs"
    epochs = [float(resources) if by_epochs else mean_epochs(spec) for _, resources in rounds]
    trials = sum(candidates for candidates, _ in rounds)
    total = sum(e * candidates for e, (candidates, _) in zip(epochs, rounds, strict=True))
    notes: tuple[str, ...] = (LAST_EPOCH,)
    if len(rounds) == 1:
        notes = ("There is only one round: too few candidates or resources to halve.", LAST_EPOCH)
    exact = by_epochs or "epochs" not in spec.space.searched
    fits, last = trials * each + 1, epochs[-1]
    sizes = [candidates for candidates, _ in rounds]
    rungs = tuple(zip(sizes, epochs, strict=True))
    return Counts(trials, fits, round(total * each + last), exact, notes, rungs, refit=last)


def halving_rounds(spec: StudySpec) -> list[tuple[int, int]]:
    """(candidates, resources of each) round by round, as scikit-learn computes them."""
    options = spec.strategy.options
    factor, least = int(options["factor"]), int(options["min_resources"])
    if "n_candidates" in options:
        candidates = min(int(options["n_candidates"]), listed(spec) or 10**9)
    else:
        candidates = spec.space.grid_size(int(options["points"]))
    most, smallest = halving_resources(spec)
    required = 1 + math.floor(math.log(candidates, factor))
    if not least:
        least = max(smallest, most // factor ** (required - 1))
    possible = 1 + math.floor(math.log(max(most // least, 1), factor))
    rounds = []
    for power in range(min(required, possible)):
        rounds.append((candidates, min(factor**power * least, most)))
        candidates = math.ceil(candidates / factor)
    return rounds


def halving_resources(spec: StudySpec) -> tuple[int, int]:
    """The most and the fewest epochs, or rows, that a candidate can be given."""
    if spec.strategy.options["resource"] == "epochs":
        return int(spec.fixed("epochs")), 1
    info = datasets.describe(spec.data)
    rows = min(spec.data.rows or info.rows, info.rows)
    if spec.evaluation.method == "test":
        rows += info.test_rows
    return rows, spec.evaluation.fits * 2 * info.classes


def _and_refit(spec: StudySpec, counts: Counts) -> Counts:
    if not spec.strategy.options["refit"]:
        return counts
    searched = "epochs" in spec.space.searched
    refit = mean_epochs(spec)
    epochs = counts.epochs + round(refit)
    return replace(counts, fits=counts.fits + 1, epochs=epochs, exact=not searched, refit=refit)
