"""What a study is called: a name of its own where a person gives none, and no name twice.

Must not import the store.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tuning import catalog
from tuning.study import DataSpec, StudySpec
from tuning.text.names import MOST

_NUMBER = re.compile(r" \((\d{1,5})\)$")
_ROOM = 8
"""Letters that a number may take."""


def automatic(strategy: str, data: DataSpec) -> str:
    """`Random search on digits`. Raises InvalidInput for an unknown strategy."""
    return f"{catalog.strategy(strategy).title} on {data.title}"


def is_automatic(spec: StudySpec) -> bool:
    """Whether a study has the name that it would have got by itself, numbered or not."""
    own = automatic(spec.strategy.name, spec.data)
    return stem(spec.name).casefold() == stem(own).casefold()


def stem(name: str) -> str:
    """A name without its number, short enough to take another."""
    return _NUMBER.sub("", name)[: MOST - _ROOM]


def numbered(name: str, taken: Iterable[str]) -> str:
    """The name, or where it is taken the next of its kind: `Random search on digits (2)`."""
    taken = set(taken)
    if name not in taken:
        return name
    first = stem(name)
    kind = re.compile(re.escape(first) + _NUMBER.pattern)
    numbers = [int(found[1]) for other in taken if (found := kind.fullmatch(other))]
    return f"{first} ({max(numbers, default=1) + 1})"


def with_data(name: str, before: DataSpec, after: DataSpec) -> str:
    """The name with the new data's title where it names the data before."""
    known = catalog.DATASETS.get(before.name)
    for title in {before.title, known.title if known else before.title}:
        whole = re.compile(rf"(?<!\w){re.escape(title)}(?!\w)", re.IGNORECASE)
        name = whole.sub(lambda _: after.title, name)
    return name
