"""What a report says of a study in words: what was searched, what came out, what to know of it."""

from __future__ import annotations

import time
from collections import Counter
from typing import NamedTuple

from tuning import analysis, catalog, datasets, metrics, strategies, tasks
from tuning.analysis import Mattered
from tuning.errors import TuningError
from tuning.settings import Settings
from tuning.space import AnyParameter, Fixed, show, wording
from tuning.store import StudyRecord
from tuning.store.view import StudyView
from tuning.study import Evaluation, StudySpec, StudyState
from tuning.text.words import counted, duration, listed, number, score

REDUCTIONS = {
    "best": "the best epoch's",
    "last": "the last epoch's",
    "mean_last": "the mean of the last epochs'",
}
NOT_OVER = {
    StudyState.QUEUED: "This study had not begun when the report was made.",
    StudyState.RUNNING: "This study still ran when the report was made: it shows what there was.",
    StudyState.STOPPING: "This study was being stopped when the report was made.",
    StudyState.STOPPED: "This study was stopped before its end, and its winner was not tested.",
    StudyState.INTERRUPTED: "This study was interrupted, and its winner was not tested.",
    StudyState.FAILED: "This study failed.",
}


class Fact(NamedTuple):
    """One line of a list: what it is, and what there is to say of it."""

    title: str
    text: str


def state(study: StudyRecord) -> str:
    """Why a study's results are not its last ones; empty where they are."""
    told = NOT_OVER.get(study.state, "")
    return f"{told} {study.error}" if study.error else told


def result(view: StudyView) -> str:
    """What came out, in one or two sentences with what they rest on."""
    study, spec = view.study, view.study.spec
    best = view.trials.get(study.best_number) if study.best_number is not None else None
    if best is None:
        return nothing(view)
    fits = spec.evaluation.fits
    evidence = f"over {fits} fits" if fits > 1 else "of one fit, which cannot show luck"
    trials = counted(len(view.trials), "trial")
    metric = metrics.within(metrics.title(spec.objective.metric))
    return (
        f"Of {trials}, trial {best.number} is the best: {metric} "
        f"{score(best.score, best.deviation)} "
        f"{evidence}. {tested(study)}"
    )


def nothing(view: StudyView) -> str:
    """Why there is no best trial."""
    if not view.trials:
        return "This study has no trials: there is nothing to show but what was to be searched."
    if view.totals.failed == len(view.trials):
        return "No trial has a score: all of them failed, and the table says why."
    if not view.study.state.is_active():
        return "No trial has a score, and the study has ended: the table says what became of each."
    return "No trial has a score yet."


def tested(study: StudyRecord) -> str:
    """What the winner's one look at the test set gave."""
    if study.spec.evaluation.method == "test":
        warning = " The study validated on the test set, which flatters its scores."
    else:
        warning = ""
    if not study.test:
        return f"It was not tested.{warning}"
    told = [
        f"{metrics.within(measure.title_on('test'))} {score(study.test[measure.name])}"
        for measure in tasks.measures(study.spec)
        if measure.name in study.test
    ]
    return f"On the test set, which it met once: {listed(told)}.{warning}"


def thinned(every: int) -> str:
    """Which epochs curves have; empty where they have all."""
    if every == 1:
        return ""
    return f"; of each fit, one epoch in {every}, its first, its best and its last"


def shares(what: Mattered) -> str:
    """What the shares of hyperparameters are of, and how sure they are."""
    told = (
        f"Shares of what all hyperparameters explain together, which is {what.explained:.0%} of "
        f"the differences in rank between {what.trials:,} trials, by forests that have not seen "
        "the trial they judge. Lines: 90% intervals."
    )
    if what.others:
        told += f" Not to be told from chance: {listed(what.others)}."
    return told


# -- what was searched -----------------------------------------------------------------------------


def searched(view: StudyView, settings: Settings | None) -> list[Fact]:
    """Data, model, strategy, evaluation, objective, seed, when and on what."""
    study, spec = view.study, view.study.spec
    known = strategies.STRATEGIES.get(study.strategy)
    facts = [
        Fact("Data", _data(spec, settings)),
        Fact("Model", catalog.family(spec.model).title),
        Fact("Strategy", f"{known.title} ({known.library}): {known.help}" if known else ""),
        Fact("Its options", _options(spec)),
        Fact("Evaluation", evaluation(spec.evaluation)),
        Fact("Objective", _objective(spec)),
        Fact("Seed", str(spec.seed)),
        Fact("When", _when(study)),
        Fact("On what", _machines(view)),
    ]
    return [fact for fact in facts if fact.text]


def space(view: StudyView) -> list[Fact]:
    """Each hyperparameter of the space: searched ones first, then fixed ones."""
    parameters = view.study.spec.space.parameters
    order = sorted(parameters, key=lambda name: isinstance(parameters[name], Fixed))
    titles = {name: analysis.title_of(view.study, name) for name in order}
    return [Fact(titles[name], _searched(parameters[name])) for name in order]


def _data(spec: StudySpec, settings: Settings | None) -> str:
    rows = f" Of the training rows, {spec.data.rows:,} were used." if spec.data.rows else ""
    try:
        info = datasets.describe(spec.data, settings)
    except TuningError:  # data of one's own that are gone
        return f"{spec.data.title}.{rows}"
    return f"{info.title}: {info.help}{rows}"


def _options(spec: StudySpec) -> str:
    return ", ".join(f"{name} = {value}" for name, value in spec.strategy.options.items())


def evaluation(given: Evaluation) -> str:
    """Which rows validate, and how often a configuration is trained."""
    runs = f", each trained {given.executions} times" if given.executions > 1 else ""
    if given.method == "folds":
        return f"Cross-validation of {given.folds} folds{runs}."
    if given.method == "test":
        return f"On the test set{runs}: scores are optimistic, and no untouched data is left."
    return f"{number(100 * given.fraction, 3)}% of the training rows kept for validation{runs}."


def _objective(spec: StudySpec) -> str:
    objective = spec.objective
    way = "higher" if objective.direction == "max" else "lower"
    return (
        f"{metrics.title(objective.metric)}, {REDUCTIONS[objective.reduce]} value; {way} is better."
        f"{_early(spec)}"
    )


def _early(spec: StudySpec) -> str:
    if spec.patience is None:
        return ""
    return f" A fit ended after {spec.patience} epochs without a better one (early stopping)."


def when(seconds: float) -> str:
    """A time on this machine's clock, with its zone."""
    return time.strftime("%d %B %Y, %H:%M %Z", time.localtime(seconds)).lstrip("0")


def _when(study: StudyRecord) -> str:
    begun = study.started or study.created
    took = f", in {duration(study.seconds)} of running" if study.seconds else ""
    return f"{when(begun)}{took}"


def _machines(view: StudyView) -> str:
    fits = [fit for fit in view.fits.values() if fit.kind.is_of_search]
    workers = view.study.workers or len({fit.worker for fit in fits if fit.worker})
    programs = Counter(fit.program.split(":")[0] for fit in fits if fit.program)
    told = [counted(workers, "worker")] if workers else []
    told += [f"{count:,} fits by {name}" for name, count in programs.most_common(2)]
    return ", ".join(told)


def _searched(parameter: AnyParameter) -> str:
    text = wording.told(parameter) + (" (fixed)" if isinstance(parameter, Fixed) else "")
    conditions = [
        f"{name} is {listed([show(value) for value in wanted], 'or')}"
        for name, wanted in parameter.when.items()
    ]
    return f"{text}, while {' and '.join(conditions)}" if conditions else text
