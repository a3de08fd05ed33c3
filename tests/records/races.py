"""A race as an engine would have left it, or in its middle: strategies, seeds, one budget."""

from __future__ import annotations

import time
from collections.abc import Sequence
from zlib import crc32

from tests.records.curves import quality
from tests.records.recording import START, Recording
from tests.records.studies import MOMENTUM, spec
from tuning import strategies
from tuning.analysis import best_so_far
from tuning.honesty import Honest, Step
from tuning.planning import race
from tuning.planning.checks import completed
from tuning.space import Space, Values
from tuning.store import Batch, Store
from tuning.store.view import StudyView
from tuning.study import DataSpec, Evaluation, StudySpec, StudyState, TrialState

RACERS = ("random_search", "bayesian", "hyperband")
LOOKS = {"random_search": 1, "bayesian": 4, "hyperband": 2}
"""Of so many draws a strategy tries the best: how clever it is here."""
SPREAD = 0.006
_SPACE = Space(
    parameters={
        name: MOMENTUM.parameters[name] for name in ("units", "learning_rate", "dropout", "epochs")
    }
)


def correct(
    store: Store, study_id: int, scores: Sequence[float | None], *, test: float | None = None
) -> None:
    """Leaves what a study's best was, corrected for the choosing, as each of its trials ended.

    None: a trial without. `test`: what its winner did on test rows.
    """
    view = StudyView(store, study_id)
    metric, way = view.study.spec.objective.measure.name, zip(view.numbers, scores, strict=False)
    course = tuple(
        Step(number, number, score, score, score - 0.05, score + 0.05)
        for number, score in way
        if score is not None
    )
    batch = Batch(honest=Honest(metric, course=course))
    if test is not None:
        batch.study = {"test": {metric: test, "loss": 0.4}}
    store.write(study_id, batch)


def _flattered(study: StudyView) -> list[float]:
    """What is left of the best so far once the choosing among ever more trials is allowed for."""
    best = best_so_far(study)["best"].tolist()
    return [score - 0.03 * (1 - 0.5**k) for k, score in enumerate(best)]


def keep(
    store: Store,
    racers: Sequence[str] = RACERS,
    *,
    seeds: int = 5,
    budget: int = 200,
    name: str = "Race on digits",
    datasets: Sequence[str] = ("digits",),
) -> int:
    """A race that waits for its engine; its number."""
    specs = []
    for data in datasets:
        base = spec(evaluation=Evaluation(executions=1), data=DataSpec(name=data))
        base = completed(base.model_copy(update={"space": _SPACE}))
        entries = race.enter(base, racers, budget, seeds)
        specs += [one for entry in entries for one in entry.specs]
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
    corrected: bool = False,
    datasets: Sequence[str] = ("digits",),
) -> int:
    """A race of which each study has done this share of its budget; its number.

    `corrected`: it has corrected scores, and test scores where it has ended.
    """
    number = keep(store, racers, seeds=seeds, budget=budget, name=name, datasets=datasets)
    for study in store.race_studies(number):
        _leave(store, study.id, budget * share, state, start)
        if corrected:
            way = _flattered(StudyView(store, study.id))
            luck = 0.004 * (study.spec.seed % 7 - 3)
            ended = not state.is_active()
            correct(store, study.id, way, test=way[-1] + luck if ended else None)
    return number


def _leave(store: Store, study_id: int, budget: float, state: StudyState, start: float) -> None:
    study = store.study(study_id).spec
    about = len(study.strategy.name) + (
        0 if study.data.name == "digits" else crc32(study.data.name.encode())
    )
    recording = Recording(study, start, seed=97 * study.seed + about)
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
    """Races that have ended, by chosen and by corrected scores, and one that runs."""
    fill(store, start=time.time() - 7000)
    several = ("digits", "iris", "wine", "breast_cancer")
    start, name = time.time() - 4000, "Three strategies on four data sets"
    fill(store, seeds=3, start=start, corrected=True, datasets=several, name=name)
    fill(store, start=time.time() - 6000, corrected=True, name="Race by corrected scores")
    fill(
        store,
        (*RACERS, "randomized_search_cv"),
        share=0.4,
        state=StudyState.RUNNING,
        start=time.time() - 60,
        name="Four strategies on digits",
    )
