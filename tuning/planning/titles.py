"""What a study is called: a name of its own where a person gives none, and the right data in it."""

from __future__ import annotations

import re

from tuning import catalog, strategies
from tuning.study import DataSpec, StudySpec
from tuning.text import names


def automatic(strategy: str, data: DataSpec) -> str:
    """`Random search on digits`. Raises InvalidInput for an unknown strategy."""
    return f"{strategies.strategy(strategy).title} on {data.title}"


def is_automatic(spec: StudySpec) -> bool:
    """Whether a study has the name that it would have got by itself, numbered or not."""
    own = automatic(spec.strategy.name, spec.data)
    return names.stem(spec.name).casefold() == names.stem(own).casefold()


def with_data(name: str, before: DataSpec, after: DataSpec) -> str:
    """The name with the new data's title where it names the data before."""
    known = catalog.DATASETS.get(before.name)
    for title in {before.title, known.title if known else before.title}:
        whole = re.compile(rf"(?<!\w){re.escape(title)}(?!\w)", re.IGNORECASE)
        name = whole.sub(lambda _: after.title, name)
    return name
