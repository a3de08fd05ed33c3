"""A race as plain data, and the trials of all its studies as one table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tuning import analysis
from tuning.analysis.raced import together
from tuning.analysis.standings import Standing, standings
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
    found = standings(views, race.by, race.budget)
    told = {
        "id": race.id,
        "name": race.name,
        "budget": whole(race.budget),
        "by": race.by,
        "seeds": race.seeds,
        "state": together([view.study.state for view in views]).value,
        "standings": [_standing(row, views) for row in found.rows],
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
    return {"race": json_safe(told), "studies": [study_json(view) for view in views]}


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
    """A line a trial as in a study's table, each with its study, strategy and seed."""
    names = list(dict.fromkeys(name for view in views for name in hyperparameters(view)))
    known = {measure for view in views for measure in analysis.measured(view)}
    measures = [measure for measure in MEASURES.values() if measure in known]
    tables = [trial_table(view, names, measures) for view in views]
    rows = [
        [view.study.id, view.study.strategy, view.study.spec.seed, *row]
        for view, table in zip(views, tables, strict=True)
        for row in table.rows
    ]
    return csv_text(Table(["study", "strategy", "seed", *tables[0].header], rows))
