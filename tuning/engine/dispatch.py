"""Which worker trains which fit: one that has compiled the fit's architecture, where there is one.

Compiling takes as long as several epochs of a small network, so fits of one architecture (folds,
executions, other learning rates) are kept together as long as no worker goes without work. Of the
others the longest comes first, so that no long one is left for one worker at the end (Graham's rule
for parallel machines, https://doi.org/10.1137/0117039).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

from tuning.engine.modes import Architecture, architecture
from tuning.engine.recorder import FitKey
from tuning.engine.worker import FitTask

DEPTH = 2
"""Fits at a worker: one that trains, and the next, so that it need not wait for word from here."""
LONG_SECONDS = 2.0
"""A fit that takes as long is not handed out before its turn: the word is short in comparison, and
the worker that is free first may be another."""


class Dispatch:
    """The fits of one study that wait, and where the others are. For one thread."""

    def __init__(
        self, workers: Callable[[], list[str]], seconds: Callable[[FitTask], float]
    ) -> None:
        """`seconds` guesses how long a fit will take."""
        self._workers, self._guess = workers, seconds
        self._waiting: dict[FitTask, float] = {}
        """In the order in which they came, with the guess."""
        self._placed: dict[FitKey, str] = {}
        self._compiled: dict[str, set[Architecture]] = defaultdict(set)
        self._took = 0.0

    def add(self, task: FitTask) -> None:
        """A fit that is to be trained."""
        self._waiting[task] = self._guess(task)

    def end(self, key: FitKey) -> None:
        """A fit is no longer at its worker."""
        self._placed.pop(key, None)

    def took(self, seconds: float) -> None:
        """So long took the last fit that ended."""
        self._took = seconds

    def take(self) -> tuple[FitTask, str] | None:
        """The next fit to hand over and its worker; None while nothing waits or all have enough."""
        workers = self._workers() if self._waiting else []
        load = Counter(self._placed.values())
        for worker in sorted(workers, key=lambda address: load[address]):
            if load[worker] >= DEPTH:
                break
            if load[worker] and not self._has_for_all(sum(load[w] < DEPTH for w in workers)):
                break
            task = self._best_for(worker, idle=load[worker] == 0)
            if task is not None:
                del self._waiting[task]
                self._placed[task.key] = worker
                self._compiled[worker].add(architecture(task.values))
                return task, worker
        return None

    def _has_for_all(self, lack: int) -> bool:
        """Whether a fit can be handed out early: none of those that lack one goes without."""
        return self._took < LONG_SECONDS and len(self._waiting) >= lack

    def _best_for(self, worker: str, idle: bool) -> FitTask | None:
        """One that the worker has compiled, else one that nobody has, else, if it idles, any."""
        elsewhere = {each for other in self._workers() for each in self._compiled[other]}
        for task in self._waiting:
            if architecture(task.values) in self._compiled[worker]:
                return task
        new = [task for task in self._waiting if architecture(task.values) not in elsewhere]
        if not new and idle:
            new = list(self._waiting)
        return max(new, key=self._waiting.__getitem__, default=None)
