"""Which worker trains which fit: of the study whose turn it is, one that the worker has compiled.

Compiling takes as long as several epochs of a small network, so fits of one architecture (folds,
executions, other learning rates) are kept together as long as no worker goes without work. Of the
others the longest comes first, so that no long one is left for one worker at the end (Graham's rule
for parallel machines, https://doi.org/10.1137/0117039).
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Sequence

from tuning.engine.modes import Architecture
from tuning.engine.queue.turns import Fit, Lane, Turns

DEPTH = 2
"""Fits at a worker: one that trains, and the next, so that it need not wait for word from here."""
LONG_SECONDS = 2.0
"""A fit that takes as long is not handed out before its turn: the word is short in comparison, and
the worker that is free first may be another."""
KEPT_SECONDS = 0.3
"""A strategy that takes longer to propose the next fit has the worker go to another study."""
MOST_COMPILED = 32
"""Architectures that a worker keeps (`programs.Programs`)."""


class Dispatch(Turns):
    """The fits of all studies that wait, and where the others are. For one thread at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._placed: dict[Fit, tuple[Lane, str]] = {}
        self._compiled: dict[str, OrderedDict[Architecture, None]] = defaultdict(OrderedDict)

    def at(self, worker: str) -> int:
        """How many fits are at a worker: one that trains, and those that it was given early."""
        return len(self.fits_at(worker))

    def fits_at(self, worker: str) -> list[Fit]:
        return [fit for fit, (_, place) in self._placed.items() if place == worker]

    def has_at_workers(self, lane: Lane) -> bool:
        """Whether a fit of this lane is at a worker."""
        return any(own is lane for own, _ in self._placed.values())

    def forget(self, worker: str) -> None:
        """A worker will not come back, nor what it compiled."""
        self._compiled.pop(worker, None)

    def end(self, fit: Fit, now: float) -> Lane:
        """A fit is no longer at its worker; returns the lane that it was given to."""
        lane, _ = self._placed.pop(fit)
        lane.ended = now
        return lane

    def take(self, workers: Sequence[str], now: float) -> tuple[Fit, str] | None:
        """The next fit to hand over and its worker; None while nothing waits or all have enough.

        `now` is in seconds, of the same clock as for `end`.
        """
        lanes = self.in_turn()
        if not lanes:
            return None
        for gone in self._compiled.keys() - set(workers):
            del self._compiled[gone]
        load = Counter(place for _, place in self._placed.values())
        for worker in sorted(workers, key=lambda address: load[address]):
            if load[worker] >= DEPTH:
                break
            if load[worker] and not _has_for_all(lanes, sum(load[w] < DEPTH for w in workers)):
                break
            if load[worker]:
                found = self._early_for(worker, lanes)
            elif self._is_kept(lanes[0], now):
                break
            else:
                found = lanes[0], self._best_for(worker, lanes[0]) or _longest(lanes[0].waiting)
            if found is not None:
                return self._place(*found, worker)
        return None

    def _place(self, lane: Lane, fit: Fit, worker: str) -> tuple[Fit, str]:
        del lane.waiting[fit]
        lane.level += fit.epochs
        self._placed[fit] = (lane, worker)
        if fit.architecture is not None:
            compiled = self._compiled[worker]
            compiled[fit.architecture] = None
            compiled.move_to_end(fit.architecture)
            if len(compiled) > MOST_COMPILED:
                compiled.popitem(last=False)
        return fit, worker

    def _is_kept(self, lane: Lane, now: float) -> bool:
        """Whether a free worker is kept for a study that is further behind and comes in a moment.

        Its strategy has just heard of a fit and has not proposed the next (deceptive idleness: Iyer
        and Druschel, 2001, https://doi.org/10.1145/502034.502046). Else one whose fits are long
        would have the worker each time.
        """
        first = self.competing()[0]
        behind = first.turn is not lane.turn or first.level < lane.level
        return behind and not first.waiting and now < first.ended + min(KEPT_SECONDS, lane.took)

    def _early_for(self, worker: str, lanes: list[Lane]) -> tuple[Lane, Fit] | None:
        """The next fit of a worker that still trains: only what suits it.

        Of a study that is ahead of one with fits under way by no more than a fit of that one.
        """
        under_way = {lane for lane, _ in self._placed.values()}
        first = next(lane for lane in self.competing() if lane.waiting or lane in under_way)
        mine = [fit for fit, (lane, _) in self._placed.items() if lane is first]
        most = first.level + max(fit.epochs for fit in [*first.waiting, *mine])
        for lane in lanes:
            if lane.turn is not first.turn or lane.level > most or self._is_long(worker, lane):
                return None
            fit = self._best_for(worker, lane)
            if fit is not None:
                return lane, fit
        return None

    def _is_long(self, worker: str, lane: Lane) -> bool:
        """Whether a fit of this study, or one that is at the worker, takes long."""
        there = [other for other, place in self._placed.values() if place == worker]
        return any(each.took >= LONG_SECONDS for each in [lane, *there])

    def _best_for(self, worker: str, lane: Lane) -> Fit | None:
        """One that the worker has compiled, else one that nobody has."""
        mine = self._compiled[worker]
        for fit in lane.waiting:
            if fit.architecture is None or fit.architecture in mine:
                return fit
        elsewhere = {each for compiled in self._compiled.values() for each in compiled}
        new = {fit: None for fit in lane.waiting if fit.architecture not in elsewhere}
        return _longest(new) if new else None


def _longest(fits: dict[Fit, None]) -> Fit:
    return max(fits, key=lambda fit: fit.seconds)


def _has_for_all(lanes: list[Lane], lack: int) -> bool:
    """Whether a fit can be handed out early: none of those that lack one goes without."""
    return sum(len(lane.waiting) for lane in lanes) >= lack
