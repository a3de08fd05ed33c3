"""A race as plain data, and the trials of all its studies as one table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tuning import analysis
from tuning.analysis.raced import together
from tuning.analysis.standings import Overall, Standing, Standings, by_dataset, overall, standings
from tuning.export.records import (
    Table,
    csv_text,
    hyperparameters,
    json_safe,
    study_json,
    trial_table,
)
from tuning.metrics import MEASURES
from tuning.store import RaceRecord
from tuning.store.view import StudyView


def race_json(race: RaceRecord, views: Sequence[StudyView]) -> dict[str, Any]:
    """The command line's contract: how a race stands, and its studies as `study_json` has them."""
    groups = by_dataset(views)
    parts = [(_dataset(own), own, standings(own, race.by, race.budget)) for own in groups]
    told = {
        "id": race.id,
        "name": race.name,
        "budget": whole(race.budget),
        "by": race.by,
        "seeds": race.seeds,
        "state": together([view.study.state for view in views]).value,
        "standings": [
            _standing(row, own) | {"dataset": name}
            for name, own, found in parts
            for row in found.rows
        ],
        **_verdict([(name, found) for name, _, found in parts]),
    }
    return {"race": json_safe(told), "studies": [study_json(view) for view in views]}


def _dataset(views: Sequence[StudyView]) -> str:
    return views[0].study.spec.data.title


def _verdict(parts: Sequence[tuple[str, Standings]]) -> dict[str, Any]:
    """Who won and why: on the only data set, or over all and on each of them."""
    first = parts[0][1]
    each = [{"dataset": name} | _told(found) for name, found in parts]
    if len(parts) == 1:
        return _told(first) | {"datasets": each, "overall": None}
    together = overall(parts)
    all_corrected = all(found.judged_by == "corrected" for _, found in parts)
    return {
        **dict.fromkeys(_told(first)),
        "winner": together.winner,
        "left_out": [study for _, found in parts for study in found.left_out],
        "sentence": together.sentence,
        "judged_by": "corrected" if all_corrected else "chosen",
        "notes": [],
        "datasets": each,
        "overall": _overall(together),
    }


def _told(found: Standings) -> dict[str, Any]:
    return {
        "winner": found.winner,
        "probability": found.probability,
        "target": found.target,
        "left_out": list(found.left_out),
        "sentence": found.sentence,
        "judged_by": found.judged_by,
        "rope": found.rope,
        "clear": found.rows[0].clear if found.rows else None,
        "test_measure": found.test_measure,
        "notes": list(found.notes),
    }


def _overall(found: Overall) -> dict[str, Any]:
    return {
        "ranks": {row.strategy: row.mean for row in found.rows},
        "datasets": list(found.datasets),
        "least": found.least,
        "p": found.p,
        "critical_difference": found.difference,
        "groups": [list(group) for group in found.groups],
    }


def _standing(row: Standing, views: Sequence[StudyView]) -> dict[str, Any]:
    own = [view for view in views if view.study.id in row.studies]
    return {
        "strategy": row.strategy,
        "median": row.chosen.median,
        "low": row.chosen.low,
        "high": row.chosen.high,
        "beats": dict(row.beats),
        "area": row.area,
        "epochs_to_target": row.epochs_to_target,
        "seeds": row.seeds,
        "training_seconds": math.fsum(view.totals.training for view in own),
        "thinking_seconds": math.fsum(view.totals.thinking for view in own),
        "corrected": asdict(row.corrected) if row.corrected else None,
        "test": asdict(row.test) if row.test else None,
    }


def whole(number: float | None) -> float | int | None:
    """60 epochs, not 60.0."""
    return int(number) if number is not None and number == int(number) else number


def race_csv(views: Sequence[StudyView]) -> str:
    """A line a trial as in a study's table, each with its study, strategy and seed, of several data
    sets also with its own."""
    names = list(dict.fromkeys(name for view in views for name in hyperparameters(view)))
    known = {measure for view in views for measure in analysis.measured(view)}
    measures = [measure for measure in MEASURES.values() if measure in known]
    tables = [trial_table(view, names, measures) for view in views]
    several = len(by_dataset(views)) > 1
    rows = [
        [*_of(view, tells_data=several), *row]
        for view, table in zip(views, tables, strict=True)
        for row in table.rows
    ]
    data = ["dataset"] if several else []
    return csv_text(Table(["study", *data, "strategy", "seed", *tables[0].header], rows))


def _of(view: StudyView, *, tells_data: bool) -> list[Any]:
    """What tells a study's trials from those of the others."""
    data = [_dataset([view])] if tells_data else []
    return [view.study.id, *data, view.study.strategy, view.study.spec.seed]
