"""A race as an engine would have left it, or in its middle: strategies, seeds, one budget."""

from __future__ import annotations

import time
from collections.abc import Sequence

from tests.records.curves import quality
from tests.records.recording import START, Recording
from tests.records.studies import MOMENTUM, spec
from tuning import strategies
from tuning.planning import race
from tuning.planning.checks import completed
from tuning.space import Space, Values
from tuning.store import Store
from tuning.study import Evaluation, StudySpec, StudyState, TrialState

RACERS = ("random_search", "bayesian", "hyperband")
LOOKS = {"random_search": 1, "bayesian": 4, "hyperband": 2}
"""Of so many draws a strategy tries the best: how clever it is here."""
SPREAD = 0.006
_SPACE = Space(
    parameters={
        name: MOMENTUM.parameters[name] for name in ("units", "learning_rate", "dropout", "epochs")
    }
)


def keep(
    store: Store,
    racers: Sequence[str] = RACERS,
    *,
    seeds: int = 5,
    budget: int = 200,
    name: str = "Race on digits",
) -> int:
    """A race that waits for its engine; its number."""
    base = spec(evaluation=Evaluation(executions=1))
    base = completed(base.model_copy(update={"space": _SPACE}))
    entries = race.enter(base, racers, budget, seeds)
    specs = [one for entry in entries for one in entry.specs]
    return store.create_race(specs, name=name, budget=budget)


def fill(
    store: Store,
    racers: Sequence[str] = RACERS,
    *,
    seeds: int = 5,
    budget: int = 200,
    share: float = 1.0,
    state: StudyState = StudyState.COMPLETED,
    start: float = START,
    name: str = "Race on digits",
) -> int:
    """A race of which each study has done this share of its budget; its number."""
    number = keep(store, racers, seeds=seeds, budget=budget, name=name)
    for study in store.race_studies(number):
        _leave(store, study.id, budget * share, state, start)
    return number


def _leave(store: Store, study_id: int, budget: float, state: StudyState, start: float) -> None:
    study = store.study(study_id).spec
    recording = Recording(study, start, seed=97 * study.seed + len(study.strategy.name))
    planned, spent, number = strategies.count(study), 0, 0
    while number < planned.trials:
        epochs = _epochs(study, number)
        if spent + epochs > budget:
            break
        values = _choice(recording, LOOKS.get(study.strategy.name, 1))
        luck = float(recording.rng.normal(0, SPREAD)) - 0.2 / (epochs + 1) ** 1.5
        thinking = 0.05 * number if study.strategy.name == "bayesian" else 0.001
        text = "Drawn for a race."
        recording.add(
            number,
            values,
            epochs,
            tops=[min(quality(values) + luck, 0.995)],
            text=text,
            thinking_seconds=thinking,
        )
        spent, number = spent + epochs, number + 1
    if state is StudyState.RUNNING:
        values = recording.draw()
        recording.add(number, values, 5, state=TrialState.RUNNING, text="Drawn for a race.")
    recording.keep(store, state, study_id)


def _epochs(study: StudySpec, number: int) -> int:
    """Of a trial: Hyperband's first rungs are short."""
    most = int(study.strategy.options.get("max_epochs", 0))
    return (3 if number % 4 else most) if most else int(study.fixed("epochs"))


def _choice(recording: Recording, looks: int) -> Values:
    return max((recording.draw() for _ in range(looks)), key=quality)


def fill_home(store: Store) -> None:
    """A race that has ended and one that runs, for looking at."""
    fill(store, start=time.time() - 7000)
    fill(
        store,
        (*RACERS, "randomized_search_cv"),
        share=0.4,
        state=StudyState.RUNNING,
        start=time.time() - 60,
        name="Four strategies on digits",
    )
