"""What the report of a race has of one data set: its verdict, its standings, its curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tuning import metrics
from tuning.analysis.comparison import Contender, Trajectory, contenders, trajectory
from tuning.analysis.comparison.comparable import caveats
from tuning.analysis.standings import Standings
from tuning.analysis.standings import of_trajectories as standings_of
from tuning.analysis.standings.words import how
from tuning.charts.race import Look, race
from tuning.export.report.figures import UNITS
from tuning.export.report.race_moments import standings_at
from tuning.export.report.race_rows import Row, rows
from tuning.store import RaceRecord
from tuning.store.view import StudyView
from tuning.text.words import score


@dataclass(frozen=True)
class Part:
    """A race on one data set, as the template shows it and as the browser draws it."""

    title: str
    shown: Standings
    notes: list[str]
    rows: list[Row]
    how: str
    target: str
    corrected: bool
    tested: str
    """What the test scores are; empty where there are none."""
    objective: str
    data: dict[str, Any]


def part(record: RaceRecord, views: Sequence[StudyView], number: int | None) -> Part:
    """The studies on one data set; `number`: which of several it is."""
    runs = [trajectory(view) for view in views]
    shown, spec = standings_of(runs, record.by, record.budget), views[0].study.spec
    tested = metrics.MEASURES[shown.test_measure].title_on("test") if shown.test_measure else ""
    return Part(
        title=spec.data.title,
        shown=shown,
        notes=[*shown.notes, *caveats([view.study for view in views])],
        rows=rows(contenders(runs), shown, {v.study.id: v.totals.thinking for v in views}),
        how=" ".join(f"{title}: {text}" for title, text in how(shown).items()),
        target=_target(shown),
        corrected=shown.judged_by == "corrected",
        tested=tested,
        objective=metrics.title(spec.objective.metric),
        data=_data(record, "race" if number is None else f"race-{number}", runs, shown)
        | {"moments": {unit: standings_at(record, views, runs, shown, unit) for unit in UNITS}},
    )


def _data(
    record: RaceRecord, figure: str, runs: Sequence[Trajectory], shown: Standings
) -> dict[str, Any]:
    found = contenders(runs)
    return {
        "figure": figure,
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


def _target(shown: Standings) -> str:
    """What the column of the target is about."""
    if shown.target is None:
        return "Epochs to the target"
    return f"Epochs to {score(shown.target)}"
