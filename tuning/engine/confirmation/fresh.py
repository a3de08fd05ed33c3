"""The fits of a confirmation: on seeds and splits that no fit of the search had.

A repeat has one split for all trials, so that they can be compared in pairs. Both depend on the
study's seed and the repeat alone: whoever confirms a study again is not given other rows to choose
from, and more repeats go on where the last ones ended.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tuning.engine.fits import FitTask, Source, SplitKey
from tuning.store import TrialRecord
from tuning.study import FitKind

APART = 0xC0FFEE
"""What a seed here is made with, which no seed of a search is."""


def task(source: Source, trial: TrialRecord, epochs: int, repeat: int) -> FitTask:
    """One fit of a confirmation: as the trial's own are trained, but just to the kept epoch.

    Its learning rate falls as over all epochs. Its score is that of its last one: none is chosen by
    the fresh rows, and so it stops at none.
    """
    whole = source.task(trial.number, trial.values, repeat, FitKind.CONFIRMATION)
    objective = whole.objective
    if objective.reduce == "best":
        objective = objective.model_copy(update={"reduce": "last"})
    seed = source.spec.seed
    return replace(
        whole,
        seed=_seed(seed, trial.number, repeat),
        split=split(whole.split, seed, repeat),
        objective=objective,
        patience=None,
        epochs=epochs,
        planned=whole.epochs,
        wants_weights=False,
    )


def split(of_search: SplitKey, seed: int, repeat: int) -> SplitKey:
    """The split of a repeat: a fold of a fresh division, else a fresh split of the same size."""
    evaluation, fold = of_search.evaluation.fresh, 0
    division = repeat
    if evaluation.method == "folds":
        division, fold = divmod(repeat, evaluation.folds)
    return replace(of_search, evaluation=evaluation, seed=_seed(seed, division), fold=fold)


def _seed(*parts: int) -> int:
    return int(np.random.SeedSequence([APART, *parts]).generate_state(1)[0] % 2**31)
