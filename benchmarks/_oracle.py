"""What KerasTuner's random oracle takes to propose a trial and to take in its score, by itself."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

from benchmarks import _report
from tuning.engine.strategies import strategy_class
from tuning.study import StudySpec


def measure(spec: StudySpec, folder: Path, trials: int) -> dict[str, Any]:
    """Asked and told so often, as numbers by name; its files lie in `folder`."""
    from keras_tuner.engine.trial import TrialStatus

    strategy: Any = strategy_class("random_search")(spec, folder)
    asked = strategy.open_oracle()
    strategy.files.follow()
    path = next(folder.rglob("oracle.json"))
    _report.say("KerasTuner's RandomSearchOracle, asked and told")
    seconds: list[float] = []
    for number in range(trials):
        began = time.perf_counter()
        proposal = asked.create_trial(f"tuner{number}")
        asked.update_trial(proposal.trial_id, {"val_accuracy": 0.9}, step=1)
        proposal.status = TrialStatus.COMPLETED
        asked.end_trial(proposal)
        seconds.append(time.perf_counter() - began)
    part = min(1000, trials // 2)
    return {
        "oracle": "RandomSearchOracle",
        "trial_seconds_first": round(statistics.fmean(seconds[:part]), 5),
        "trial_seconds_last": round(statistics.fmean(seconds[-part:]), 5),
        "state_kb": round(path.stat().st_size / 1024, 1),
        "trial_files": sum(1 for _ in path.parent.glob("trial_*/trial.json")),
    }


def told(result: dict[str, Any]) -> str:
    """What was measured, in a sentence."""
    return (
        f"KerasTuner's own thinking ({result['oracle']}): "
        f"{result['trial_seconds_first'] * 1e3:.1f} ms a trial at first, "
        f"{result['trial_seconds_last'] * 1e3:.1f} ms at last; its state file is "
        f"{result['state_kb']:.0f} KB, written in a twentieth of the time at most."
    )
