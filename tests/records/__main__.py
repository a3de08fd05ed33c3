"""`python -m tests.records HOME [MORE]`: studies in every state and of every technique."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.records import races, techniques
from tests.records.studies import a_home, fill, leave_model, put_engine, spec
from tuning.objective import Objective
from tuning.planning.checks import completed
from tuning.planning.presets import PRESETS
from tuning.study import DataSpec, Evaluation, StudyState


def fill_home(folder: Path, more: int = 0) -> None:
    """Studies in every state, for looking at the pages; `more` further finished ones."""
    home, store = a_home(folder)
    put_engine(store)
    now = time.time()
    for k in range(more):
        fill(store, spec(4, name=f"Earlier study {k + 1}"), start=now - 90_000 - 60 * k, seed=k)
    article = PRESETS["article"].spec
    done = fill(store, completed(article), start=now - 7200, seed=5)
    leave_model(home, done)
    fill(
        store,
        spec(30, name="By the article's rule", evaluation=Evaluation(method="test")),
        start=now - 3000,
        failed=(4, 17),
    )
    fill(
        store,
        spec(20, evaluation=Evaluation(method="folds", folds=3), name="Folds, stopped early"),
        finished=7,
        state=StudyState.STOPPED,
        start=now - 2000,
    )
    folds = spec(60, name="Sixty trials on MNIST", data=DataSpec(name="mnist"))
    fill(store, folds, failed=(9, 31), start=now - 900, seed=8)
    loss = spec(8, name="Lowest loss", objective=Objective(metric="val_loss", reduce="last"))
    fill(store, loss, start=now - 600, seed=2)
    big = spec(24, name="Optimizers, momentum and width")
    fill(store, big, finished=11, running=2, failed=(4,), state=StudyState.RUNNING, start=now - 70)


if __name__ == "__main__":
    techniques.fill_home(a_home(sys.argv[1])[1])
    races.fill_home(a_home(sys.argv[1])[1])
    fill_home(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
