"""A study's records as plain data, and its trials as a table."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from tuning import tasks
from tuning.export.confirmation import confirmation_json
from tuning.honesty import BASELINES, Honest
from tuning.metrics import Measure
from tuning.store import FitRecord, TrialRecord
from tuning.store.early_stopping import saved
from tuning.store.honest import honest_of
from tuning.store.view import StudyView

ALWAYS = ("accuracy", "loss", "val_accuracy", "val_loss")
"""What every epoch has a key for, whatever is learned; null where its task has none."""


def study_json(view: StudyView) -> dict[str, Any]:
    """The command line's contract: a study, its trials to the last epoch, the best, the test."""
    study, objective = view.study, view.study.spec.objective
    aim = {
        "task": tasks.of(study.spec.data).name,
        "metric": objective.metric,
        "direction": objective.direction,
    }
    best = view.trials.get(study.best_number) if study.best_number is not None else None
    early = saved(view)
    return json_safe(
        {
            "study": {
                "id": study.id,
                "name": study.name,
                "strategy": study.strategy,
                "dataset": study.dataset,
                "state": study.state.value,
                **aim,
            },
            **aim,
            "early_stopping": early
            and {
                "patience": study.spec.patience,
                "epochs_saved": early.epochs,
                "epochs_planned": early.planned,
            },
            "trials": [_trial(view, view.trials[number]) for number in sorted(view.trials)],
            "best": {
                "number": study.best_number,
                "values": best.values if best else {},
                "score": study.best_score,
            },
            "test": {name: study.test.get(name) for name in _tested(view)} | _on_test(view),
            **honest_json(honest_of(view)),
            "confirmation": confirmation_json(view),
            "cards": _cards(view),
            "silenced": list(view.study.silenced),
        }
    )


def honest_json(honest: Honest) -> dict[str, Any]:
    """The winner after allowing for the choosing; null, or false or empty, is what is not known."""
    names = ("chosen", "corrected", "low", "high", "rows", "trials", "epochs", "method", "missing")
    return {
        "honest": {name: getattr(honest, name) for name in names},
        "baselines": {name: honest.baselines.get(name) for name in BASELINES},
        "claims": {f"beats_{name}": honest.is_shown(name) for name in ("constant", "linear")},
        "tied": list(honest.tied),
    }


def _cards(view: StudyView) -> list[dict[str, str]]:
    """What to know before trusting the best, but what a person has silenced."""
    from tuning.analysis import cards  # needs pandas, which other commands begin without

    heard = cards.heard(cards.cards(view), view)
    return [{"level": card.level, "kind": card.kind, "text": card.text} for card in heard]


def _on_test(view: StudyView) -> dict[str, Any]:
    """The 90 % interval of the measure that chose the winner, on so many test rows."""
    test = honest_of(view).test
    return {name: getattr(test, name, None) for name in ("measure", "low", "high", "rows")}


def _tested(view: StudyView) -> list[str]:
    """What the test has, or is to have, by name."""
    named = [one.name for one in tasks.measures(view.study.spec)]
    return list(dict.fromkeys((*named, *view.study.test)))


def _trial(view: StudyView, trial: TrialRecord) -> dict[str, Any]:
    return {
        "number": trial.number,
        "state": trial.state.value,
        "values": trial.values,
        "score": trial.score,
        "fits": [_fit(view, fit) for fit in view.fits_of(trial.number)],
    }


def _fit(view: StudyView, fit: FitRecord) -> dict[str, Any]:
    return {
        "kind": fit.kind.value,
        "index": fit.index,
        "seed": fit.seed,
        "state": fit.state.value,
        "score": fit.score,
        "seconds": fit.seconds,
        "epochs": [
            {"epoch": epoch.epoch}
            | {name: epoch.metrics.get(name) for name in ALWAYS}
            | {"metrics": dict(epoch.metrics)}
            for epoch in view.curves.get(fit.key, [])
        ],
    }


def json_safe(value: Any) -> Any:
    """`value` without NaN and infinity, which JSON does not have: they become null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: json_safe(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [json_safe(inner) for inner in value]
    return value


class Table(NamedTuple):
    """A table as plain values."""

    header: list[str]
    rows: list[list[Any]]


def trials_csv(view: StudyView) -> str:
    """One line a trial: its state, score and seconds, a column for each hyperparameter, and for
    each measure what its kept epochs have on validation rows.
    """
    return csv_text(trial_table(view))


def csv_text(table: Table) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([table.header, *table.rows])
    return text.getvalue()


def hyperparameters(view: StudyView) -> list[str]:
    """Those of the space, then what trials have besides."""
    names = list(view.study.spec.space)
    used = {name for trial in view.trials.values() for name in trial.values}
    return names + sorted(used - set(names))


def trial_table(
    view: StudyView,
    names: Sequence[str] | None = None,
    measures: Sequence[Measure] | None = None,
) -> Table:
    """The trials by number; the hyperparameters and measures that have a column, else all."""
    from tuning import analysis  # needs pandas, which other commands begin without

    names = hyperparameters(view) if names is None else names
    measures = analysis.measured(view) if measures is None else measures
    shown = [each.validation for each in measures]
    first = ["number", "state", "score", "deviation", "fits", "seconds"]
    rows = [
        _row(view, trial, names, analysis.kept(view, trial.number, measures))
        for _, trial in sorted(view.trials.items())
    ]
    return Table([*first, *names, *shown, "error"], rows)


def _row(
    view: StudyView, trial: TrialRecord, names: Sequence[str], kept: dict[str, float | None]
) -> list[Any]:
    fits = view.fits_of(trial.number)
    seconds = math.fsum(fit.seconds or 0 for fit in fits)
    known = [trial.number, trial.state.value, trial.score, trial.deviation, len(fits)]
    values = [trial.values.get(name) for name in names]
    return [*known, f"{seconds:.3f}", *values, *kept.values(), trial.error]
