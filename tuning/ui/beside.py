"""What takes seconds to reckon of a study that runs: beside the pages, in a thread of its own.

A page shows what is known and goes on; it is drawn again once more is.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

Made = TypeVar("Made")
MOST_KEPT = 100
log = logging.getLogger(__name__)


@dataclass
class _Known(Generic[Made]):
    made: Made
    key: Hashable = None
    """Of what it was made."""
    asked: Hashable = None
    """Of what it is being made, or was last."""
    change: int = 0
    """How often it was made."""


class Beside(Generic[Made]):
    """By a name, the latest that was made; `nothing` before."""

    def __init__(self, nothing: Made) -> None:
        self._nothing = nothing
        self._known: dict[Hashable, _Known[Made]] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, "beside")

    def latest(self, name: Hashable, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is known under a name; has it made anew if its key is another, one at a time."""
        with self._lock:
            known = self._known.setdefault(name, _Known(self._nothing))
            if known.asked == known.key != key:
                known.asked = key
                self._pool.submit(self._make, known, key, make)
            if len(self._known) > MOST_KEPT:
                del self._known[next(iter(self._known))]
            return known.made

    def change(self, name: Hashable) -> int:
        """Another number when another was made."""
        known = self._known.get(name)
        return known.change if known is not None else 0

    def _make(self, known: _Known[Made], key: Hashable, make: Callable[[], Made]) -> None:
        try:
            known.made = make()
            known.change += 1
        except Exception:  # the one of before is shown
            log.exception("What a page shows beside its figures could not be reckoned.")
        finally:
            known.key = key
