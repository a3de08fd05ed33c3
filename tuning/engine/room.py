"""How much of a study is under way at once, where what it proposes depends on no result.

Short fits travel in packs, which form of what waits. So as many fits are under way as keep the
workers busy for a moment, by what the last ones took: a study whose fits are long has few, and is
soon stopped or changed.
"""

from __future__ import annotations

import statistics
from collections import deque

SECONDS = 1.0
"""Of work for each worker: five packs, of which two are at a worker."""
MOST = 256
"""Fits under way: the strategy and the pages know each of them."""
MOST_CUT = 8
"""The same of a study that is cut after so many seconds: what is under way then is lost to it."""
LAST = 8
"""Fits that are looked at: the middle one of them, as one in many compiles."""


class Room:
    """For one study."""

    def __init__(self, workers: int, is_cut: bool = False) -> None:
        """`is_cut`: it ends after so many seconds of training."""
        self._workers, self._most = workers, MOST_CUT if is_cut else MOST
        self._took: deque[float] = deque(maxlen=LAST)
        self.fits = self._least = 2 * workers
        """How many may be under way: at least one that trains and the next for each worker."""

    def took(self, seconds: float) -> None:
        """A fit trained for so long; 0: unknown."""
        if seconds:
            self._took.append(seconds)
            wanted = round(self._workers * SECONDS / statistics.median(self._took))
            self.fits = max(min(wanted, self._most), self._least)
