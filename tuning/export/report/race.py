"""The report of a race."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from tuning import metrics
from tuning.analysis.comparison import Contender, Trajectory, contenders, trajectory
from tuning.analysis.comparison.comparable import caveats
from tuning.analysis.standings import Band, Standing, Standings
from tuning.analysis.standings import of_trajectories as standings_of
from tuning.analysis.standings.words import chance, how
from tuning.charts.race import Look, race
from tuning.export.report import words
from tuning.export.report.document import document
from tuning.export.report.figures import UNITS
from tuning.export.report.study import best_of
from tuning.export.report.words import Fact
from tuning.settings import Settings
from tuning.store import RaceRecord
from tuning.store.view import StudyView
from tuning.study import StudyState
from tuning.text.words import duration, listed, score

HEIGHT = 460


class Row(NamedTuple):
    """A strategy in the standings."""

    place: int
    """Of its contender among those that the browser has."""
    title: str
    color: str
    median: str
    range: str
    chosen: str
    test: str
    best: str
    beats: str
    area: str
    to_target: str
    thinking: str
    seeds: int


def race_report(
    record: RaceRecord, views: Sequence[StudyView], settings: Settings | None = None
) -> str:
    """One HTML file of a race, whatever its state."""
    runs = [trajectory(view) for view in views]
    found = contenders(runs)
    shown = standings_of(runs, record.by, record.budget)
    first = _first(views, shown)
    return document(
        "race.html",
        _data(record, runs, found, shown),
        race=record,
        made=words.when(time.time()),
        state=_state(views),
        sentence=shown.sentence,
        has_scores=shown.at is not None,
        notes=[*shown.notes, *caveats([view.study for view in views])],
        rows=_rows(views, found, shown),
        how=" ".join(f"{title}: {text}" for title, text in how(shown).items()),
        target=_target(shown),
        corrected=shown.judged_by == "corrected",
        tested=metrics.MEASURES[shown.test_measure].title_on("test") if shown.test_measure else "",
        views=views,
        objective=metrics.title(views[0].study.spec.objective.metric),
        searched=_searched(record, views, settings),
        space=words.space(views[0]),
        winner=first,
        best=best_of(first) if first else None,
        result=words.result(first) if first else "",
        score=score,
        states=[view.study.state.value.lower() for view in views],
    )


def _data(
    record: RaceRecord,
    runs: Sequence[Trajectory],
    found: Sequence[Contender],
    shown: Standings,
) -> dict[str, Any]:
    return {
        "kind": "race",
        "empty": shown.at is None,
        "by": record.by,
        "direction": runs[0].study.spec.objective.direction,
        "studies": [{"id": run.study.id, "way": _way(run, shown)} for run in runs],
        "contenders": [
            {"title": one.title, "studies": [run.study.id for run in one.trajectories]}
            for one in found
        ],
        "figures": {
            unit: [
                _figure(record, found, shown, unit, apart=apart, corrected=corrected)
                for corrected in _scores(shown)
                for apart in (False, True)
            ]
            for unit in UNITS
        },
        "height": HEIGHT,
    }


def _scores(shown: Standings) -> tuple[bool, ...]:
    """Whether they are the corrected ones: of the figures that a reader may choose from."""
    return (True, False) if shown.judged_by == "corrected" else (False,)


def _way(run: Trajectory, shown: Standings) -> dict[str, list[Any]]:
    """What a study had spent when each of its trials ended, its best then, and by what it is
    judged."""
    judged = "corrected" if shown.judged_by == "corrected" else "best"
    told = {name: run.table[name].tolist() for name in ("best", *UNITS)}
    return told | {"judged": run.table[judged].tolist()}


def _figure(
    record: RaceRecord,
    found: Sequence[Contender],
    shown: Standings,
    unit: Any,
    *,
    apart: bool,
    corrected: bool,
) -> dict[str, Any]:
    end = record.budget if unit == record.by else None
    target = shown.target if corrected == _scores(shown)[0] else None
    figure = race(found, Look(unit, end, apart, target, corrected))
    lines = [shape | {"editable": False} for shape in figure["layout"]["shapes"]]
    return {**figure, "layout": figure["layout"] | {"shapes": lines}}


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


def _rows(views: Sequence[StudyView], found: Sequence[Contender], shown: Standings) -> list[Row]:
    titles = {row.strategy: row.title for row in shown.rows}
    places = {contender.title: place for place, contender in enumerate(found)}
    thinking = {view.study.id: view.totals.thinking for view in views}
    rows = []
    for row in shown.rows:
        place = places[row.title]
        own = [thinking[run.study.id] for run in found[place].trajectories]
        rows.append(
            Row(
                place,
                row.title,
                found[place].color,
                score(row.median),
                _range(row),
                score(row.chosen.median),
                "–" if row.test is None else f"{score(row.test.median)} ({_range(row.test)})",
                chance(row.best),
                _beats(row, titles),
                "–" if row.area is None else f"{row.area:.2f}",
                "–" if row.epochs_to_target is None else f"{row.epochs_to_target:,.0f}",
                f"{statistics.median(own):.2g} s",
                row.seeds,
            )
        )
    return rows


def _range(row: Standing | Band) -> str:
    return "–" if row.low is None else f"{score(row.low)} to {score(row.high)}"


def _beats(row: Standing, titles: dict[str, str]) -> str:
    told = [f"{chance(likely)} {titles[rival]}" for rival, likely in row.beats.items()]
    return ", ".join(told) or "–"


def _target(shown: Standings) -> str:
    """What the column of the target is about."""
    if shown.target is None:
        return "Epochs to the target"
    return f"Epochs to {score(shown.target)}"


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
    common = [
        fact
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
