"""`python -m benchmarks.training`: the article's workloads, our engine against the plain library.

Pairs run in turn on one machine: ours, theirs, theirs, ours. Our clock runs from Start to the end
of the study (every trial, the refit, the winner's test, all of it recorded); the engine is new for
every pair. Its start and warming up are left out, and so is the reading of the data, which the app
asks for as soon as they are chosen; the other side has its data in memory, too, when its clock
begins. Their clock is described in `benchmarks._theirs`.
"""

from __future__ import annotations

import json
import math
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any, cast

import click

from benchmarks import _apart, _data, _limit, _report
from benchmarks._engine import Engine
from benchmarks._machine import Stretch, machine
from benchmarks._workloads import Name, Workload, key, searched, workload
from tuning import catalog
from tuning.store.view import StudyView
from tuning.study import FitKind

Fits = dict[tuple[Any, ...], list[float]]
"""The accuracy of each fit, by configuration."""


@click.command()
@click.option(
    "--workload", "name", type=click.Choice(["grid", "hparams", "random_search"]), required=True
)
@click.option("--quick", is_flag=True, help="A slice of the workload, one pair.")
@click.option("--pairs", type=click.IntRange(1), default=None, help="Default: 3, or 1 if quick.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def main(name: Name, quick: bool, pairs: int | None, as_json: bool) -> None:
    """Wall seconds of one workload of the article, ours and theirs."""
    load = workload(name, quick)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        result = compare(load, pairs or (1 if quick else 3), Path(folder))
    result["quick"] = quick
    if as_json:
        _report.print_json(result)
    else:
        _table(load, result)


def compare(load: Workload, pairs: int, folder: Path) -> dict[str, Any]:
    """Runs the pairs and sums them up."""
    data, holds = _data.mnist(folder)
    _report.say(f"{load.title}: {pairs} pair(s) on {holds}")
    names, done, sides = searched(load.spec()), [], order(pairs)
    limit: dict[str, float] = {}
    for number in range(pairs):
        pair: dict[str, Any] = {"order": sides[number]}
        for side in sides[number]:
            where = folder / f"{side}-{number}"
            where.mkdir()
            if side == "ours":
                pair |= _run_ours(load, data, where, limit)
            else:
                pair |= _run_theirs(load, data, where, names)
            _report.say(
                f"  pair {number + 1}, {side}: {pair[f'{side}_seconds']:.1f} s"
                f" (others used {pair[f'{side}_elsewhere']:.2f} cores)"
            )
        _same_configurations(pair["ours_fits"], pair["theirs_fits"])
        done.append(pair)
    return summary(load, holds, done, limit)


def order(pairs: int) -> list[list[str]]:
    """Who goes first in each pair: ours, theirs, theirs, ours …"""
    return [["ours", "theirs"] if k % 2 == 0 else ["theirs", "ours"] for k in range(pairs)]


def _run_ours(load: Workload, data: Path, where: Path, limit: dict[str, float]) -> dict[str, Any]:
    with Engine(where, {"TUNING_DATASETS": str(data.parent)}) as engine:
        ran = engine.run(load.spec())
        workers = engine.settings.workers
    if not limit:
        works = works_of(ran.view, rows=60_000, features=784, classes=10)
        limit["flops"] = _limit.flops(works)
        limit["seconds"] = _limit.seconds(works, workers)
        limit["workers"] = workers
    return {
        **{f"ours_{name}": value for name, value in ran.time._asdict().items()},
        "ours_fits": fits_of(ran.view, searched(load.spec())),
        "first_epoch_seconds": ran.first_epoch,
        "warm_seconds": engine.warm_seconds,
    }


def _run_theirs(load: Workload, data: Path, where: Path, names: list[str]) -> dict[str, Any]:
    asked = json.dumps(load.job() | {"data": str(data)})
    told = _apart.run("benchmarks._theirs", asked, where, _apart.plain_environment())
    return {
        **{f"theirs_{name}": told[name] for name in Stretch._fields},
        "theirs_fits": {key(fit["values"], names): fit["scores"] for fit in told["fits"]},
    }


def fits_of(view: StudyView, names: list[str]) -> Fits:
    """The scores of a study's fits, by configuration."""
    return {
        key(trial.values, names): [
            float(cast(float, fit.score))
            for fit in view.fits_of(number)
            if fit.kind is not FitKind.REFIT
        ]
        for number, trial in sorted(view.trials.items())
    }


def works_of(view: StudyView, rows: int, features: int, classes: int) -> list[_limit.Work]:
    """The matrix products of every fit of a study, its refit and the untuned network included."""
    spec, evaluation = view.study.spec, view.study.spec.evaluation
    untuned = catalog.family(spec.model).defaults()
    found = []
    for (number, kind, _), curve in view.curves.items():
        part = rows
        if kind is FitKind.FOLD:
            part = rows - rows // evaluation.folds
        elif kind is not FitKind.REFIT and evaluation.method == "split":
            part = round(rows * (1 - evaluation.fraction))
        own = view.trials[number].values if number in view.trials else untuned
        values = {name: spec.fixed(name) for name in ("batch_size", "epochs")} | own
        found.append(_limit.work(values | {"epochs": len(curve)}, part, features, classes))
    return found


def _same_configurations(ours: Fits, theirs: Fits) -> None:
    if set(ours) != set(theirs) or any(len(ours[k]) != len(theirs[k]) for k in ours):
        raise RuntimeError(
            f"Both sides must train the same: ours {sorted(map(str, ours))}, "
            f"theirs {sorted(map(str, theirs))}."
        )


def summary(
    load: Workload, data: str, pairs: list[dict[str, Any]], limit: dict[str, float]
) -> dict[str, Any]:
    """The JSON object: medians over the pairs."""
    ours = statistics.median(pair["ours_seconds"] for pair in pairs)
    theirs = statistics.median(pair["theirs_seconds"] for pair in pairs)
    ratios = [pair["theirs_seconds"] / pair["ours_seconds"] for pair in pairs]
    every = {
        side: [score for pair in pairs for score in _scores(pair[f"{side}_fits"])]
        for side in ("ours", "theirs")
    }
    return {
        "workload": load.name,
        "ratio": round(statistics.median(ratios), 2),
        "ours_seconds": round(ours, 2),
        "theirs_seconds": round(theirs, 2),
        "limit_ratio": round(ours / limit["seconds"], 2),
        "ours_accuracy": spread(every["ours"]),
        "theirs_accuracy": spread(every["theirs"]),
        "accuracy": agreement(pairs),
        "goal": load.goal,
        "limit_goal": load.limit_goal,
        "limit_seconds": round(limit["seconds"], 2),
        "gflop": round(limit["flops"] / 1e9, 1),
        "workers": int(limit["workers"]),
        "data": data,
        "pairs": [
            {
                "order": pair["order"],
                "ratio": round(ratio, 2),
                **{name: round(pair[name], 2) for name in _PAIR},
                "ours_accuracy": spread(_scores(pair["ours_fits"])),
                "theirs_accuracy": spread(_scores(pair["theirs_fits"])),
            }
            for pair, ratio in zip(pairs, ratios, strict=True)
        ],
        "machine": machine(),
    }


_PAIR = (
    "ours_seconds",
    "theirs_seconds",
    "ours_cpu",
    "theirs_cpu",
    "ours_elsewhere",
    "theirs_elsewhere",
    "first_epoch_seconds",
    "warm_seconds",
)


def _scores(fits: Fits) -> list[float]:
    return [score for scores in fits.values() for score in scores]


def spread(scores: list[float]) -> dict[str, float]:
    """Mean and standard deviation of the fits' accuracies."""
    return {
        "mean": round(statistics.fmean(scores), 5),
        "deviation": round(statistics.stdev(scores), 5) if len(scores) > 1 else 0.0,
        "fits": len(scores),
    }


def agreement(pairs: list[dict[str, Any]]) -> dict[str, Any]:
    """Whether both sides learn equally well: fit against fit of the same configuration.

    Equal: the mean difference is within three standard errors, or below 0.002. Our fits are the
    same in every pair, being drawn from the same seed, so a fit counts once, as the mean over the
    pairs.
    """
    found: dict[tuple[Any, ...], list[float]] = defaultdict(list)
    for pair in pairs:
        for values, scores in pair["ours_fits"].items():
            both = zip(scores, pair["theirs_fits"][values], strict=True)
            for index, (ours, theirs) in enumerate(both):
                found[*values, index].append(ours - theirs)
    differences = [statistics.fmean(same) for same in found.values()]
    mean = statistics.fmean(differences)
    error = math.inf
    if len(differences) > 1:
        error = statistics.stdev(differences) / math.sqrt(len(differences))
    return {
        "difference": round(mean, 5),
        "standard_error": round(error, 5) if math.isfinite(error) else None,
        "equal": abs(mean) <= max(3 * error, 0.002),
    }


def _table(load: Workload, result: dict[str, Any]) -> None:
    def accuracy(side: str) -> str:
        told = result[f"{side}_accuracy"]
        return f"{told['mean']:.4f} ± {told['deviation']:.4f}"

    _report.show(
        f"{load.title}, {result['data']}{', a slice' if result['quick'] else ''}",
        ["", "seconds", "accuracy of the fits"],
        [
            [f"theirs: {load.library}", f"{result['theirs_seconds']:.1f}", accuracy("theirs")],
            ["ours, engine warm", f"{result['ours_seconds']:.1f}", accuracy("ours")],
            ["limit: matrix products alone", f"{result['limit_seconds']:.1f}", ""],
        ],
    )
    told = result["accuracy"]
    cpu = result["machine"]
    _report.note(
        f"{result['ratio']:.1f} times as fast (to reach: {load.goal:g}); "
        f"{result['limit_ratio']:.1f} times the limit (at most {load.limit_goal:g}).\n"
        f"Accuracies {'are equal within their noise' if told['equal'] else 'DIFFER'}: difference "
        f"{told['difference']:+.4f}, standard error {told['standard_error']}.\n"
        f"Median of {len(result['pairs'])} pair(s) with {result['workers']} workers, "
        f"{cpu['cores']} × {cpu['cpu']}."
    )


if __name__ == "__main__":
    main()
