"""What of a drawing is other than it was: a description that is far shorter than the drawing.

A drawing is a Plotly figure or anything of that shape: traces, each with columns of numbers or
texts, and a layout. `tuning/browser/differences.js` is the other side, and makes the new drawing of
the old one and this.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

SHARE = 0.4
"""A difference that is longer than this share of the drawing is none: the drawing is sent."""

Plain = dict[str, Any]


@dataclass(frozen=True)
class Drawing:
    """A drawing as JSON: {"data": [trace, …], "layout": {…}}; no name in it has a dot."""

    text: str

    @cached_property
    def version(self) -> str:
        """The same for equal drawings alone."""
        return hashlib.blake2b(self.text.encode(), digest_size=8).hexdigest()

    @cached_property
    def plain(self) -> Plain:
        return dict(json.loads(self.text))

    @cached_property
    def traces(self) -> list[Plain]:
        """By path ("marker.color"), what each trace has."""
        return [_flat(trace) for trace in self.plain["data"]]

    @cached_property
    def layout(self) -> Plain:
        return _flat(self.plain["layout"])


def difference(before: Drawing, after: Drawing) -> Plain | None:
    """What makes `after` of `before`; None where it is hardly shorter than `after`.

    {"traces": […], "layout": a change}. A trace is the place of an equal one before, {"new": it},
    or a change {"of": place, …}. A change has "set", values by path, "drop", paths, and where a
    trace has rows "columns", their paths, and "rows": [first, how many] of those before, or new
    ones, a list a column.
    """
    places = {_name(trace): k for k, trace in reversed(list(enumerate(before.traces)))}
    traces: list[int | Plain] = []
    for trace, whole in zip(after.traces, after.plain["data"], strict=True):
        place = places.get(_name(trace))
        old = before.traces[place] if place is not None else None
        if place is None or old is None:
            traces.append({"new": whole})
        elif old == trace:
            traces.append(place)
        else:
            traces.append({"of": place, **_changed(old, trace, _columns(old, trace))})
    # A layout has no rows: its lists are the ends of axes, and ticks.
    found = {"traces": traces, "layout": _changed(before.layout, after.layout, [])}
    return found if len(json.dumps(found)) < SHARE * len(after.text) else None


def _name(trace: Plain) -> object:
    """What tells a trace from the others of its drawing; several that share it are as the first."""
    return trace.get("uid") or (trace.get("type"), trace.get("name"))


def _flat(tree: Mapping[str, Any], within: str = "") -> Plain:
    found: Plain = {}
    for name, value in tree.items():
        path = f"{within}{name}"
        if isinstance(value, dict) and value:
            found |= _flat(value, f"{path}.")
        else:
            found[path] = value
    return found


def _changed(old: Plain, new: Plain, paths: Sequence[str]) -> Plain:
    """`paths` are those of the columns, whose rows are told apart."""
    found: Plain = {}
    if paths and any(old[path] != new[path] for path in paths):
        found = {"columns": paths, "rows": _rows([old[p] for p in paths], [new[p] for p in paths])}
    kept = {name: value for name, value in new.items() if name not in paths}
    if others := {name: value for name, value in kept.items() if _is_other(old, name, value)}:
        found["set"] = others
    if gone := [name for name in old if name not in new]:
        found["drop"] = gone
    return found


def _is_other(old: Plain, name: str, value: Any) -> bool:
    return name not in old or old[name] != value or type(old[name]) is not type(value)


def _columns(old: Plain, new: Plain) -> list[str]:
    """The paths of the lists that have a value a row, both before and now."""
    lists = {path: value for path, value in new.items() if isinstance(value, list) and value}
    ours = max((len(value) for value in lists.values()), default=0)
    others = [path for path in lists if isinstance(old.get(path), list)]
    theirs = max((len(old[path]) for path in others), default=0)
    return [path for path in others if (len(lists[path]), len(old[path])) == (ours, theirs)]


def _rows(old: Sequence[list[Any]], new: Sequence[list[Any]]) -> list[Any]:
    """The new rows as runs of old ones, and between them rows that are new."""
    before, now = [list(zip(*map(_keys, columns), strict=True)) for columns in (old, new)]
    places = dict(zip(reversed(before), range(len(before) - 1, -1, -1), strict=True))
    runs: list[Any] = []
    follows = -1  # the old row that would go on with the run
    for k, row in enumerate(now):
        if 0 <= follows < len(before) and before[follows] == row:
            runs[-1][1] += 1
            follows += 1
        elif row in places:
            follows = places[row] + 1
            runs.append([places[row], 1])
        else:
            if follows >= 0 or not runs:
                runs.append([[] for _ in new])
            follows = -1
            for column, values in zip(runs[-1], new, strict=True):
                column.append(values[k])
    return runs


def _keys(column: list[Any]) -> list[Any]:
    """What the cells of a column are compared by: lists by their text."""
    return list(map(json.dumps, column)) if {list, dict} & set(map(type, column)) else column
