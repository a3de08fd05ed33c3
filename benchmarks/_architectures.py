"""Memory over many unlike architectures: every trial's network is one that no worker compiled.

Really trained, on few rows for an epoch, so that nearly all of the time is compiling. Run twice,
with workers that are renewed and with none: the ratio is of processor seconds, workers that came
and went included.
"""

from __future__ import annotations

import itertools
import resource
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from benchmarks import _report
from tuning import datasets, settings
from tuning.engine import strategies
from tuning.engine.books.recorder import Recorder
from tuning.engine.books.summaries import Summaries
from tuning.engine.proposals import Reason
from tuning.engine.trials import Trials
from tuning.engine.workers.cluster import Cluster
from tuning.planning import files
from tuning.settings import Settings
from tuning.space import Values
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import StudySpec, StudyState, TrialState

EVERY = 100
NEVER = 10**6
"""MB at which no worker is renewed."""
MOST_GB, LEVEL_AFTER, MOST_RATIO = 1.5, 300, 1.05


def spec(trials: int) -> StudySpec:
    return files.parse(
        {
            "name": "Benchmark: unlike architectures",
            "dataset": {"name": "digits", "rows": 200},
            "evaluation": {"method": "split"},
            "strategy": {"name": "random_search", "max_trials": trials},
            "space": {
                "units": {"type": "int", "low": 4, "high": 128},
                "layers": {"type": "int", "low": 1, "high": 4},
                "activation": ["relu", "tanh", "sigmoid", "elu"],
                "epochs": 1,
            },
        }
    )


def networks() -> list[Values]:
    """Two thousand, no two alike."""
    every = itertools.product(range(4, 129), (1, 2, 3, 4), ("relu", "tanh", "sigmoid", "elu"))
    return [{"units": u, "layers": n, "activation": a} for u, n, a in every]


def measure(home: Path, count: int) -> dict[str, Any]:
    """Both runs, with what they took and how memory went."""
    here = settings.load(home / "renewed")
    renewed = run(here.prepare(), count)
    never = replace(settings.load(home / "never"), worker_memory=NEVER).prepare()
    kept = run(never, count)
    return {
        "architectures": count,
        "limit_mb": here.worker_memory,
        "renewed": renewed,
        "never": kept,
        "ratio": round(renewed["processor_seconds"] / kept["processor_seconds"], 3),
    }


def run(here: Settings, count: int) -> dict[str, Any]:
    """One run over `count` architectures."""
    store, summaries = Store(here.store_path), Summaries(here.logs)
    before, began = _processor_seconds(), time.perf_counter()
    recorder, cluster = Recorder(store, summaries), Cluster(here, strategies.ON_WORKERS)
    try:
        cluster.client.gather(cluster.warm())
        rows, most = _walk(here, store, summaries, recorder, cluster, count)
        renewals = cluster.renewals
    finally:
        recorder.close()
        cluster.close()
        store.close()
    return {
        "rows": rows,
        "most_mb": most,
        "renewals": renewals,
        "seconds": round(time.perf_counter() - began, 1),
        "processor_seconds": round(_processor_seconds() - before, 1),
    }


def _walk(
    here: Settings,
    store: Store,
    summaries: Summaries,
    recorder: Recorder,
    cluster: Cluster,
    count: int,
) -> tuple[list[dict[str, Any]], float]:
    plan = spec(count)
    number = store.create_study(plan)
    store.set_state(number, StudyState.RUNNING)
    dataset = datasets.load(plan.data, here).subset(plan.data.rows, plan.seed)
    summaries.open(number, plan)
    view, folder = StudyView(store, number), here.models / str(number)
    books = Trials(number, plan, cluster, recorder, view, dataset, "benchmark", folder)
    waiting, rows, most, ended = iter(networks()[:count]), [], 0.0, 0
    while ended < count:
        while books.has_room and (values := next(waiting, None)) is not None:
            books.start(values, reason=Reason("One of a list."), native=str(values))
        books.next_ended()
        ended += 1
        if ended % 10 == 0:
            memory = _memory(cluster)
            most = max(most, *memory["workers"])
            if ended % EVERY == 0:
                rows.append({"after": ended, **memory, "renewals": cluster.renewals})
                _report.say(f"  {rows[-1]}")
    recorder.flush()
    books.close(TrialState.STOPPED)
    summaries.close(number)
    return rows, most


def _memory(cluster: Cluster) -> dict[str, Any]:
    """Resident memory in MB, of the engine (this process) and of each worker."""
    assert cluster._local is not None
    pids = [nanny.pid for nanny in list(cluster._local.workers.values())]
    found = []
    for pid in pids:
        try:
            found.append(round(psutil.Process(pid).memory_info().rss / 1e6))
        except psutil.Error:
            continue
    return {"engine": round(psutil.Process().memory_info().rss / 1e6), "workers": found}


def _processor_seconds() -> float:
    """Of this process and of those that it started and that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def table(result: dict[str, Any]) -> None:
    """What came of it, and the verdict."""
    renewed, kept = result["renewed"], result["never"]
    for title, told in (("renewed", renewed), ("never renewed", kept)):
        _report.show(
            f"{result['architectures']:,} unlike architectures, workers {title} (resident, MB)",
            ["after", "engine", "workers", "renewals"],
            [
                [
                    f"{row['after']:,}",
                    f"{row['engine']:,}",
                    " ".join(f"{mb:,}" for mb in row["workers"]),
                    str(row["renewals"]),
                ]
                for row in told["rows"]
            ],
        )
    engine = [row["engine"] for row in renewed["rows"] if row["after"] >= LEVEL_AFTER]
    growth = engine[-1] - engine[0] if engine else 0
    _report.show(
        "Verdict",
        ["", "measured", "at most", "reached"],
        [
            [
                "largest worker",
                f"{renewed['most_mb'] / 1e3:.2f} GB",
                f"{MOST_GB} GB",
                _report.met(renewed["most_mb"] / 1e3, MOST_GB),
            ],
            [f"engine's growth after {LEVEL_AFTER}", f"{growth} MB", "", ""],
            [
                "processor seconds, renewed to never",
                f"{result['ratio']:.3f}",
                f"{MOST_RATIO}",
                _report.met(result["ratio"], MOST_RATIO),
            ],
            ["seconds", f"{renewed['seconds']} to {kept['seconds']}", "", ""],
        ],
    )
