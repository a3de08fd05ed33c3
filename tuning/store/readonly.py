"""A store of which only the reads pass: what a session that may look and change nothing is handed.

What passes is named, so that a method which is added to `Store` is refused until somebody has said
that it reads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from tuning.errors import ViewOnly
from tuning.store.store import Store

READS = frozenset(
    {
        "path",
        "studies",
        "completed",
        "titles",
        "free_name",
        "study",
        "is_alone",
        "change",
        "trials",
        "scores",
        "fits",
        "epochs",
        "knowledge",
        "row_scores",
        "honest",
        "corrections",
        "events",
        "engine",
        "races",
        "race",
        "race_studies",
        "boards",
        "board",
        "sheets",
        "board_version",
        "is_cleared",
        "added",
        "confirmations",
    }
)
"""What changes nothing."""
TRIES = frozenset({"try_on_board"})
"""The calls by which a class adds its own trials to a board: these pass, too."""


class ReadOnly:
    """A store that hands on `READS` and `TRIES`; each other method raises ViewOnly when called."""

    def __init__(self, store: Store, why: str) -> None:
        """`why`: the sentence of the refusal."""
        self.__store, self.__why = store, why

    def __getattr__(self, name: str) -> Any:
        if name in READS or name in TRIES:
            return getattr(self.__store, name)
        if name.startswith("_") or not hasattr(Store, name):
            raise AttributeError(f"A store has no {name} for those who only look.")
        return self.__refuse()

    def __refuse(self) -> Callable[..., NoReturn]:
        def refuse(*_: object, **__: object) -> NoReturn:
            raise ViewOnly(self.__why)

        return refuse
