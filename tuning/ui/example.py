"""The study that ships with the app: taken into a home when it is first looked at.

It has a number that no other study has, and no list names it. Made by `python -m tuning export ID
--format study -o examples/recorded/search.zip`.
"""

from __future__ import annotations

from tuning.errors import NotFound
from tuning.settings import PROJECT
from tuning.store import EXAMPLE, StudyTitle, archive
from tuning.ui import context

FILE = PROJECT / "examples" / "recorded" / "search.zip"


def is_named(text: str) -> bool:
    """Whether a part of an address names it."""
    return text.strip() == str(EXAMPLE)


def title() -> StudyTitle:
    """It, as in a list; in the home from now on."""
    try:
        study = context.store().study(EXAMPLE)
    except NotFound:
        archive.unpack(context.settings(), FILE, as_example=True)
        study = context.store().study(EXAMPLE)
    return StudyTitle(study.id, study.name, study.state)
