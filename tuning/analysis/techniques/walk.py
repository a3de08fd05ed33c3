"""What the walk through one hyperparameter at a time reports: its path, and what it spared."""

from __future__ import annotations

import pandas as pd

from tuning import strategies
from tuning.analysis.trials import title_of
from tuning.space import Value, show
from tuning.store import TrialRecord
from tuning.store.view import StudyView


def path(view: StudyView) -> pd.DataFrame:
    """A row a hyperparameter of each pass: what was tried for it, which value it keeps."""
    rows = []
    best: TrialRecord | None = None
    walked = 0
    objective = view.study.spec.objective
    for (turn, name), trials in _stages(view).items():
        for trial in trials:
            if trial.score is not None and objective.is_better(
                trial.score, best.score if best else None
            ):
                best = trial
        walked += len(trials)
        tried: list[Value] = [trial.values.get(name) for trial in trials]
        rows.append(
            {
                "Pass": turn,
                "Hyperparameter": title_of(view.study, name),
                "Values tried": ", ".join(show(value) for value in tried),
                "Keeps": show(best.values.get(name)) if best else "–",
                "Best score": best.score if best else None,
                "± deviation": best.deviation if best else None,
                "Trials so far": walked,
            }
        )
    columns = ["Pass", "Hyperparameter", "Values tried", "Keeps", "Best score", "± deviation"]
    return pd.DataFrame(rows, columns=[*columns, "Trials so far"]).astype(
        {"Best score": float, "± deviation": float}
    )


def walked(view: StudyView) -> int:
    """Trials of the walk itself, those added by hand left out."""
    return sum(map(len, _stages(view).values()))


def _stages(view: StudyView) -> dict[tuple[int, str], list[TrialRecord]]:
    """The walk's trials by pass and hyperparameter, in their order."""
    stages: dict[tuple[int, str], list[TrialRecord]] = {}
    for _, trial in sorted(view.trials.items()):
        if "parameter" in trial.reason:
            stage = (int(trial.reason["pass"]), str(trial.reason["parameter"]))
            stages.setdefault(stage, []).append(trial)
    return stages


def full_grid_fits(view: StudyView) -> int:
    """Fits that a full grid of the same values would have cost."""
    spec = view.study.spec
    size = view.study.result.get("full_grid") or spec.space.grid_size(strategies.points(spec))
    return int(size) * spec.evaluation.fits
