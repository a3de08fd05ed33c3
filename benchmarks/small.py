"""`python -m benchmarks.small`: small data, as classes have them, our engine and plain libraries.

Random searches on digits, iris and a table, a grid with cross-validation, and a single fit. First
all of ours on one engine, warm before any clock starts, with the data in memory; then the plain
libraries in a process of their own (`benchmarks._theirs_small`), a few configurations each, for
their rate. Our clock runs from Start to the study's end: every trial, the baselines, the winner's
refit and test, all of it recorded; `trials_seconds` is when the last trial's end was in the store.
Epochs are those of the search's fits, counted in the store: not those of baselines and refit.
Processor seconds are those of the engine's processes over the same stretch.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import click

from benchmarks import _apart, _report, training
from benchmarks._engine import Engine
from benchmarks._machine import machine
from benchmarks._small import NAMES, Name, Small, workload
from benchmarks._workloads import key
from tuning import settings
from tuning.engine.workers import environment
from tuning.store.view import StudyView
from tuning.study import StudySpec, TrialState

CHOOSING = 1.0
"""Seconds that the engine has for data before Start: small data take less."""
AT_MOST = ("seconds",)
"""What is to stay below its target; rates and ratios are to reach theirs."""


@click.command()
@click.option("--workload", "names", type=click.Choice(NAMES), multiple=True, help="Default: all.")
@click.option("--quick", is_flag=True, help="A slice of each: some seconds a workload.")
@click.option("--ours", "is_alone", is_flag=True, help="Our side alone: half of the time.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def main(names: tuple[Name, ...], quick: bool, is_alone: bool, as_json: bool) -> None:
    """Epochs a second on small data, ours and theirs."""
    loads = [workload(name, quick) for name in names or NAMES]
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        results = compare(loads, Path(folder), is_alone)
    told = {"workloads": results, "quick": quick, "machine": machine()}
    _report.print_json(told) if as_json else _table(told)


def compare(loads: list[Small], folder: Path, is_alone: bool) -> list[dict[str, Any]]:
    """Every workload by both sides, or by ours alone, and what came of it."""
    here = settings.load(folder / "home").prepare()
    specs = [load.spec(here) for load in loads]
    ours = _ours(loads, specs, folder)
    results = [summary(load, told) for load, told in zip(loads, ours, strict=True)]
    if is_alone:
        return results
    _report.say("the plain libraries")
    jobs = [load.job(spec, here, folder) for load, spec in zip(loads, specs, strict=True)]
    asked, plainly = json.dumps(jobs), _apart.plain_environment()
    theirs = _apart.run("benchmarks._theirs_small", asked, folder, plainly)
    every = zip(loads, results, ours, theirs, strict=True)
    return [compared(load, told, each["fits"], plain) for load, told, each, plain in every]


# -- ours ------------------------------------------------------------------------------------


def _ours(loads: list[Small], specs: list[StudySpec], folder: Path) -> list[dict[str, Any]]:
    """What our side took; one engine runs all studies."""
    home = folder / "home"
    if all(load.name == "single" for load in loads):
        return [_one_fit(spec, home, folder) for spec in specs]
    found = []
    with Engine(home) as engine:
        for load, spec in zip(loads, specs, strict=True):
            _report.say(load.title)
            found.append({} if load.name == "single" else _study(engine, load, spec))
    return [told or _one_fit(spec, home, folder) for told, spec in zip(found, specs, strict=True)]


def _study(engine: Engine, load: Small, spec: StudySpec) -> dict[str, Any]:
    ran = engine.run(spec, CHOOSING)
    check(ran.view, load)
    fits = [fit for fit in ran.view.fits.values() if fit.kind.scores]
    return {
        **ran.time._asdict(),
        "engine_cpu": ran.engine_cpu,
        "trials_seconds": ran.trials_ended,
        "epochs": sum(len(ran.view.curves[fit.key]) for fit in fits),
        "program": dict(Counter(str(fit.program) for fit in fits)),
        "fits": training.fits_of(ran.view, load.searched),
    }


def check(view: StudyView, load: Small) -> None:
    """Raises RuntimeError unless every epoch of every fit of every trial is in the store."""
    fits = max(load.folds, 1)
    whole = list(range(1, load.epochs + 1))
    ended = [t for t in view.trials.values() if t.number and t.state is TrialState.COMPLETED]
    if len(ended) != load.trials:
        raise RuntimeError(f"{len(ended)} of {load.trials} trials were trained to their end.")
    for trial in ended:
        curves = [view.curves[fit.key] for fit in view.fits_of(trial.number) if fit.kind.scores]
        told = [[epoch.epoch for epoch in curve] for curve in curves]
        if told != [whole] * fits:
            raise RuntimeError(f"Trial {trial.number} has the epochs {told} in the store.")


def _one_fit(spec: StudySpec, home: Path, folder: Path) -> dict[str, Any]:
    """A fit on a worker's thread, without the engine around it."""
    variables = os.environ | environment.of_worker(1)
    asked = spec.model_dump_json()
    told = _apart.run("benchmarks._one_fit", asked, folder, variables, str(home))
    return told | {"epochs": spec.fixed("epochs"), "fits": {(): told["scores"]}}


# -- what came of it -------------------------------------------------------------------------


def summary(load: Small, ours: dict[str, Any]) -> dict[str, Any]:
    """One workload's part of the JSON object."""
    rate = ours["epochs"] / ours["seconds"]
    told = {
        "workload": load.name,
        "title": load.title,
        "epochs_per_second": round(rate, 1),
        "to_reach": load.to_reach,
        "seconds": round(ours["seconds"], 4),
        "trials_seconds": round(ours.get("trials_seconds", ours["seconds"]), 4),
        "epochs": ours["epochs"],
        "trials": load.trials,
        "program": ours["program"],
        "processor_seconds": round(ours["cpu"], 4),
        "engine_processor_seconds": round(ours.get("engine_cpu", 0.0), 3),
        "elsewhere": round(ours["elsewhere"], 2),
    }
    return _judged(told)


def compared(
    load: Small, ours: dict[str, Any], fits: training.Fits, theirs: dict[str, Any]
) -> dict[str, Any]:
    """The same beside the plain library; `fits`: what ours learned, all that theirs trained too."""
    plain_rate = theirs["epochs"] / theirs["seconds"]
    told = ours | {
        "plain_epochs_per_second": round(plain_rate, 2),
        "ratio": round(ours["epochs"] / ours["seconds"] / plain_rate, 1),
        "plain_epochs": theirs["epochs"],
        "plain_processor_seconds": round(theirs["cpu"], 2),
        "plain_elsewhere": round(theirs["elsewhere"], 2),
    }
    return _judged(told | agreement(load, fits, theirs["fits"]))


def _judged(told: dict[str, Any]) -> dict[str, Any]:
    """With what was reached of that which was measured."""
    goals = told["to_reach"].items()
    return told | {"reached": {n: reached(n, told[n], at) for n, at in goals if n in told}}


def reached(name: str, value: float, target: float) -> bool:
    return value <= target if name in AT_MOST else value >= target


def agreement(load: Small, ours: training.Fits, theirs: list[dict[str, Any]]) -> dict[str, Any]:
    """How well both sides learned what both trained: fit against fit of one configuration."""
    plain = {key(fit["values"], load.searched): fit["scores"] for fit in theirs}
    if missing := set(plain) - set(ours):
        raise RuntimeError(f"Ours did not train what theirs did: {sorted(map(str, missing))}")
    shared = {values: ours[values][: len(plain[values])] for values in plain}
    told = training.agreement([{"ours_fits": shared, "theirs_fits": plain}])
    return {
        "accuracy": _mean(shared),
        "plain_accuracy": _mean(plain),
        "difference": told["difference"],
        "standard_error": told["standard_error"],
        "compared": sum(map(len, plain.values())),
    }


def _mean(fits: training.Fits) -> float:
    return round(statistics.fmean(score for scores in fits.values() for score in scores), 4)


def _table(told: dict[str, Any]) -> None:
    every = told["workloads"]
    _report.show(
        f"Small data{', slices' if told['quick'] else ''}",
        ["", "epochs/s", "plain", "ratio", "seconds", "others' cores"],
        [
            [
                each["title"],
                f"{each['epochs_per_second']:,.0f}",
                _told(each, "plain_epochs_per_second", ",.1f"),
                _told(each, "ratio", ",.0f"),
                f"{each['seconds']:,.3g}",
                f"{each['elsewhere']:.1f} {_told(each, 'plain_elsewhere', '.1f')}",
            ]
            for each in every
        ],
    )
    _report.show(
        "How, and what was learned",
        ["", "processor ms a trial", "the engine's", "fits by way", "accuracy, ours less plain"],
        [
            [
                each["workload"],
                f"{1000 * each['processor_seconds'] / each['trials']:,.1f}",
                f"{1000 * each['engine_processor_seconds'] / each['trials']:,.1f}",
                ", ".join(f"{fits} {way}" for way, fits in each["program"].items()),
                f"{_told(each, 'difference', '+.4f')} ± {_told(each, 'standard_error', '.4f')}",
            ]
            for each in every
        ],
    )
    goals = [
        [
            each["workload"],
            name.replace("_", " "),
            f"{each[name]:,.3g}",
            f"{'at most' if name in AT_MOST else 'at least'} {target:g}",
            "yes" if each["reached"][name] else "[bold]no[/bold]",
        ]
        for each in every
        for name, target in each["to_reach"].items()
        if name in each
    ]
    _report.show("Targets", ["", "of", "measured", "to reach", "reached"], goals)
    cpu = told["machine"]
    _report.note(
        "Clock: from Start to the study's end, engine warm, data in memory; epochs of the search "
        f"alone are counted, each found in the store.\n{cpu['cores']} × {cpu['cpu']}."
    )


def _told(each: dict[str, Any], name: str, form: str) -> str:
    """A number, or nothing where it was not measured."""
    value = each.get(name)
    return "–" if value is None else format(value, form)


if __name__ == "__main__":
    main()
