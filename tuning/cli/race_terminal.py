"""What the command line shows of races: how one stands, all of them, one as a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Table

from tuning import strategies
from tuning.analysis import raced
from tuning.analysis.standings import Standing, Standings, by_dataset, overall, standings
from tuning.analysis.standings.words import chance
from tuning.cli import terminal
from tuning.cli.shared import print_json
from tuning.errors import InvalidInput
from tuning.export.race import race_csv, race_json, whole
from tuning.space import show
from tuning.store import RaceRecord, StudyRecord
from tuning.store.view import StudyView
from tuning.text.words import counted, listed, score


def print_race(race: RaceRecord, views: Sequence[StudyView], as_json: bool) -> None:
    """A race for people, how it stands and its studies; or as the JSON that scripts rely on."""
    if as_json:
        print_json(race_json(race, views))
        return
    out, parts = terminal.console(), by_dataset(views)
    state = raced.together([view.study.state for view in views])
    out.print(f"Race r{race.id}, {race.name}: {state.value}")
    out.print(terms(race, views))
    found = [standings(own, race.by, race.budget) for own in parts]
    for own, shown in zip(parts, found, strict=True):
        if len(parts) > 1:
            out.print(f"\nOn {own[0].study.spec.data.title}:")
        out.print(standings_table(race, own, shown))
    out.print(_studies(views, tells_data=len(parts) > 1))
    for told in spoken(views, found):
        out.print(told)


def _studies(views: Sequence[StudyView], *, tells_data: bool) -> Table:
    data = ["data set"] if tells_data else []
    table = Table("study", *data, "strategy", "seed", "state", "trials", "best", "test")
    for study in (view.study for view in views):
        cells = [str(study.id), *([study.spec.data.title] if tells_data else [])]
        cells += [title(study.strategy), str(study.spec.seed), terminal.state(study)]
        cells += [str(study.trials_finished), show(study.best_score), show(study.test_score)]
        table.add_row(*cells)
    return table


def spoken(views: Sequence[StudyView], found: Sequence[Standings]) -> list[str]:
    """What is said of a race: of several data sets each, then of all of them together.

    `found`: the standings on each.
    """
    if len(found) == 1:
        return [found[0].sentence, *found[0].notes]
    names = [own[0].study.spec.data.title for own in by_dataset(views)]
    pairs = list(zip(names, found, strict=True))
    each = [" ".join([f"{name}: {one.sentence}", *one.notes]) for name, one in pairs]
    return [*each, overall(pairs).sentence]


def print_races(races: Sequence[RaceRecord], studies: Sequence[StudyRecord]) -> None:
    """All races as a list, if there are any."""
    table = Table("race", "name", "data set", "state", "budget", "strategies", "seeds", "studies")
    for race in races:
        own = [study for study in reversed(studies) if study.race == race.id]
        line = raced.Race(race.id, tuple(own))
        budget = "–" if race.budget is None else f"{race.budget:,g} {race.by}"
        cells = [f"r{race.id}", race.name, line.dataset, line.state.value, budget]
        cells += [str(len(line.strategies)), str(race.seeds), str(len(own))]
        table.add_row(*cells)
    if table.row_count:
        terminal.console().print(table)


def terms(race: RaceRecord, views: Sequence[StudyView]) -> str:
    """`digits, val_accuracy: 60 epochs each, 5 seeds`."""
    specs = [own[0].study.spec for own in by_dataset(views)]
    data = listed([spec.data.title for spec in specs])
    metrics = listed(list(dict.fromkeys(spec.objective.metric for spec in specs)))
    unit = "epochs" if race.by == "epochs" else "s of training"
    budget = "" if race.budget is None else f"{race.budget:,g} {unit} each, "
    seeds = counted(race.seeds, "seed")
    return f"{data}, {metrics}: {budget}{seeds}"


def standings_table(race: RaceRecord, views: Sequence[StudyView], found: Standings) -> Table:
    """A row a strategy, the best first; narrow enough for a terminal of 80 columns."""
    spent = "epochs" if race.by == "epochs" else "trained"
    table = Table(box=None, pad_edge=False, collapse_padding=True)
    median = "corrected" if found.judged_by == "corrected" else "median"
    for column in ("strategy", median, "low to high", "best?", "trials", spent, "thinking"):
        table.add_column(column, no_wrap=True, justify="left" if column == "strategy" else "right")
    for row in found.rows:
        own = [view for view in views if view.study.id in row.studies]
        table.add_row(*_cells(race, row, own))
    return table


def _cells(race: RaceRecord, row: Standing, own: Sequence[StudyView]) -> list[str]:
    band = "–" if row.low is None else f"{score(row.low)}–{score(row.high)}"
    totals = [view.totals for view in own]
    trained = f"{sum(one.training for one in totals):.1f} s"
    spent = f"{sum(one.epochs for one in totals):,}" if race.by == "epochs" else trained
    thinking = f"{sum(one.thinking for one in totals):.1f} s"
    trials = f"{sum(one.completed for one in totals):,}"
    return [row.title, score(row.median), band, chance(row.best), trials, spent, thinking]


def summary(race: RaceRecord, studies: Sequence[StudyRecord]) -> dict[str, Any]:
    """A race in the list of all; `studies`: of this home, the newest first."""
    own = [study for study in reversed(studies) if study.race == race.id]
    state = raced.together([study.state for study in own]).value
    told = asdict(race) | {"budget": whole(race.budget)}
    return told | {"state": state, "studies": [study.id for study in own]}


def text_of(race: RaceRecord, views: Sequence[StudyView], kind: str) -> str:
    """A race as the text of a file. Raises InvalidInput for a kind that a race has not."""
    if kind == "csv":
        return race_csv(views)
    if kind == "json":
        return json.dumps(race_json(race, views), indent=2) + "\n"
    if kind == "report":
        from tuning.export.report import race_report  # what else the commands do begins without it

        return race_report(race, views)
    raise InvalidInput(
        f"A race is exported as csv, json or report, got {kind}: export the study whose model you "
        "want."
    )


def title(strategy: str) -> str:
    known = strategies.STRATEGIES.get(strategy)
    return known.title if known else strategy
