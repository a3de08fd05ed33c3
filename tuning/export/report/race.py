"""The report of a race."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from tuning.analysis.standings import Overall, Standings, by_dataset, overall
from tuning.analysis.standings.overall_words import HOW
from tuning.charts import critical
from tuning.export.report import words
from tuning.export.report.document import document
from tuning.export.report.race_parts import Part, part
from tuning.export.report.study import best_of
from tuning.export.report.words import Fact
from tuning.settings import Settings
from tuning.store import RaceRecord
from tuning.store.view import StudyView
from tuning.study import StudyState
from tuning.text.words import duration, listed, score

HEIGHT = 460


def race_report(
    record: RaceRecord, views: Sequence[StudyView], settings: Settings | None = None
) -> str:
    """One HTML file of a race, whatever its state."""
    groups = by_dataset(views)
    parts = [part(record, own, k if len(groups) > 1 else None) for k, own in enumerate(groups)]
    together = overall([(one.title, one.shown) for one in parts]) if len(parts) > 1 else None
    first = None if together else _first(views, parts[0].shown)
    return document(
        "race.html",
        _data(record, parts, together),
        race=record,
        made=words.when(time.time()),
        state=_state(views),
        sentence=together.sentence if together else parts[0].shown.sentence,
        has_scores=any(one.shown.at is not None for one in parts),
        parts=parts,
        together=together,
        how_ranked=HOW if together else "",
        corrected=any(one.corrected for one in parts),
        views=views,
        searched=_searched(record, views, settings),
        space=words.space(views[0]),
        winner=first,
        best=best_of(first) if first else None,
        result=words.result(first) if first else "",
        score=score,
        states=[view.study.state.value.lower() for view in views],
    )


def _data(record: RaceRecord, parts: Sequence[Part], together: Overall | None) -> dict[str, Any]:
    ranked = together is not None and bool(together.rows)
    return {
        "kind": "race",
        "empty": all(one.shown.at is None for one in parts),
        "by": record.by,
        "parts": [one.data for one in parts],
        "ranks": critical.critical(together) if together and ranked else None,
        "ranks_height": critical.height(together) if together and ranked else 0,
        "height": HEIGHT,
    }


def _state(views: Sequence[StudyView]) -> str:
    """Which studies have not come to their end, and why; empty where all have."""
    told = []
    for state, verb in _NOT_OVER.items():
        own = [view.study for view in views if view.study.state is state]
        if own:
            names = listed([str(study.id) for study in own])
            errors = " ".join(dict.fromkeys(study.error for study in own if study.error))
            told.append(f"Stud{'ies' if len(own) > 1 else 'y'} {names} {verb}. {errors}".strip())
    return " ".join(told)


_NOT_OVER = {
    StudyState.QUEUED: "had not begun when the report was made",
    StudyState.RUNNING: "still ran when the report was made",
    StudyState.STOPPING: "still ran when the report was made",
    StudyState.STOPPED: "stopped before the end",
    StudyState.INTERRUPTED: "ended with the engine before the end",
    StudyState.FAILED: "failed",
}


def _first(views: Sequence[StudyView], shown: Standings) -> StudyView | None:
    """Of the strategy that is first, the study with the best score; None without a score."""
    scored = [view for view in views if view.study.best_score is not None]
    if not (scored and shown.rows):
        return None
    strategy = shown.rows[0].strategy
    own = [view for view in scored if view.study.strategy == strategy] or scored
    cost = own[0].study.spec.objective.cost
    return min(own, key=lambda view: cost(view.study.best_score or 0.0))


def _searched(
    record: RaceRecord, views: Sequence[StudyView], settings: Settings | None
) -> list[Fact]:
    """What all studies of a race have in common, and what each may spend."""
    data = [own[0].study.spec.data.title for own in by_dataset(views)]
    common = [
        fact if fact.title != "Data" or len(data) == 1 else Fact("Data", listed(data))
        for fact in words.searched(views[0], settings)
        if fact.title in ("Data", "Model", "Evaluation", "Objective", "When", "On what")
    ]
    seeds = sorted({view.study.spec.seed for view in views})
    return [
        Fact("Budget of each study", _budget(record)),
        Fact("Seeds", ", ".join(map(str, seeds))),
        *common,
    ]


def _budget(record: RaceRecord) -> str:
    if record.budget is None:
        return "not recorded"
    if record.by == "seconds":
        return f"{duration(record.budget)} of training"
    return f"{record.budget:,.0f} epochs"
