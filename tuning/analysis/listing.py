"""Studies as a list: found by words and states, those of a race folded together, sorted.

Works on records alone, without their specs: a list of thousands opens at once. Must not import
Streamlit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tuning import strategies
from tuning.analysis.raced import Race, rank
from tuning.planning.race import PREFIX
from tuning.store import RaceRecord, StudyRecord
from tuning.study import StudyState

TOGETHER_SECONDS = 10.0
"""Old races have no number: their studies share a prefix and were made within this time."""
NEWEST_FIRST = "-started"


Line = StudyRecord | Race


def matching(
    studies: Sequence[StudyRecord],
    text: str,
    states: Sequence[StudyState],
    races: Sequence[RaceRecord] = (),
) -> list[StudyRecord]:
    """Those whose number, name, strategy, data or race hold every word, in one of the states."""
    words, names = text.lower().split(), {race.id: race.name for race in races}
    return [
        study
        for study in studies
        if (not states or study.state in states)
        and all(word in _searched(study, names) for word in words)
    ]


def _searched(study: StudyRecord, races: Mapping[int, str]) -> str:
    race = races.get(study.race, "") if study.race is not None else ""
    return f"{study.id} {study.name} {_strategy(study)} {study.dataset} {race}".lower()


def folded(studies: Sequence[StudyRecord], races: Sequence[RaceRecord] = ()) -> list[Line]:
    """The studies, those of a race as one line; given and returned the newest first."""
    known = {race.id: race for race in races}
    lines: list[Line] = []
    for group in _groups(studies):
        record = known.get(group[0].race) if group[0].race is not None else None
        if record is not None:
            lines.append(Race(record.id, tuple(group), record))
        elif len(group) > 1 and _raced(group[0]):
            lines.append(Race(group[-1].race or group[-1].id, tuple(group)))
        else:
            lines += group
    return lines


def _raced(study: StudyRecord) -> bool:
    return study.race is not None or study.name.startswith(PREFIX)


def _groups(studies: Sequence[StudyRecord]) -> list[list[StudyRecord]]:
    groups: list[list[StudyRecord]] = []
    numbered: dict[int, list[StudyRecord]] = {}
    for study in studies:
        own = numbered.get(study.race) if study.race is not None else None
        if own is None and groups and _are_named_alike(groups[-1][-1], study):
            own = groups[-1]
        if own is not None:
            own.append(study)
            continue
        groups.append([study])
        if study.race is not None:
            numbered[study.race] = groups[-1]
    return groups


def _are_named_alike(later: StudyRecord, earlier: StudyRecord) -> bool:
    return (
        later.race is None
        and earlier.race is None
        and later.name.startswith(PREFIX)
        and earlier.name.startswith(PREFIX)
        and later.dataset == earlier.dataset
        and later.created - earlier.created < TOGETHER_SECONDS
    )


def _strategy(line: Line) -> str:
    if isinstance(line, Race):
        return ""
    known = strategies.STRATEGIES.get(line.strategy)
    return known.title if known else line.strategy


CORRECTED = "corrected"
"""A sort by what a line's record does not hold: see `in_order`."""
SORTS: dict[str, Callable[[Line], str | float | None]] = {
    "name": lambda line: line.name.lower(),
    "strategy": lambda line: _strategy(line).lower(),
    "data": lambda line: line.dataset.lower(),
    "state": lambda line: float(rank(line.state)),
    "trials": lambda line: float(line.trials_finished),
    "score": lambda line: line.best_score,
    "test": lambda line: line.test_score,
    "started": lambda line: line.created,
}
"""What lines can be sorted by, as the address names it; a leading `-` means descending."""
TEXTS = ("name", "strategy", "data", "state")
"""Ascending at the first click; numbers are descending."""


def in_order(
    lines: Sequence[Line], sort: str, corrected: Mapping[int, float] | None = None
) -> list[Line]:
    """The lines sorted stably; those without a value come last.

    `corrected`: by study, the corrected score; a race has that of the study which holds its best.
    """
    name, down = sort.removeprefix("-"), sort.startswith("-")
    sorts = SORTS | {CORRECTED: lambda line: (corrected or {}).get(best_of(line))}
    if name not in sorts:
        name, down = NEWEST_FIRST.removeprefix("-"), True
    value = sorts[name]
    known = [line for line in lines if value(line) is not None]
    known.sort(key=value, reverse=down)
    return [*known, *(line for line in lines if value(line) is None)]


def best_of(line: Line) -> int:
    """The study whose best score a line shows."""
    return (line.best or line.studies[0]).id if isinstance(line, Race) else line.id


def turned(sort: str, column: str) -> str:
    """The order after a click on a column: by this column, reversed at the next click."""
    if sort.removeprefix("-") == column:
        return column if sort.startswith("-") else f"-{column}"
    return column if column in TEXTS else f"-{column}"
