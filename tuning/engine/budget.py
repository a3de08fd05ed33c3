"""Seconds of training that a study may use: a clock that ends its search once they are used up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType

from tuning.errors import TuningError
from tuning.study import StudySpec
from tuning.text.words import counted

SHORTEST, LONGEST = 0.02, 0.25
"""Seconds between two looks at the clock."""


def used_up(spec: StudySpec, ended: int, cut: int) -> str:
    """Why a search was ended that had so many trials. Raises TuningError if none had ended."""
    seconds = f"{spec.training_seconds or 0:g} s of training"
    if not ended:
        raise TuningError(
            f"No trial came to its end within {seconds}, so there is no best model: give it more."
        )
    trials = counted(ended, "trial")
    were = f", {cut:,} under way {'was' if cut == 1 else 'were'} cut" if cut else ""
    return f"The {seconds} are used up, so the search ends here: {trials} had ended{were}."


class Budget:
    """Watches a study's seconds of training while it is entered; without a limit, nothing."""

    def __init__(
        self, seconds: float | None, trained: Callable[[], float], cut: Callable[[], None]
    ) -> None:
        """`trained` says how many seconds its fits have trained; `cut` ends its search.

        `cut` is called at most once, on a thread of its own.
        """
        self.seconds, self._trained, self._cut = seconds, trained, cut
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="budget", daemon=True)

    @property
    def is_used_up(self) -> bool:
        return self.seconds is not None and self._trained() >= self.seconds

    def left_over(self) -> str:
        """What to say where the search ended of itself."""
        return (
            f"The search ended by itself: its fits trained {self._trained():.1f} of the "
            f"{self.seconds or 0:g} s that they may."
        )

    def __enter__(self) -> Budget:
        if self.seconds is not None:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        assert self.seconds is not None
        wait = SHORTEST
        while not self._over.wait(wait):
            left = self.seconds - self._trained()
            if left <= 0:
                self._cut()
                return
            wait = min(max(left / 4, SHORTEST), LONGEST)  # several fits train at once
