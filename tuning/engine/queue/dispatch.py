"""Which worker trains which fit: of the study whose turn it is, one that the worker has compiled.

Compiling takes as long as several epochs of a small network, so fits of one architecture (folds,
executions, other learning rates) are kept together as long as no worker goes without work. Of the
others the longest comes first, so that no long one is left for one worker at the end (Graham's rule
for parallel machines, https://doi.org/10.1137/0117039). Short ones go in packs (`packing`).
"""

from __future__ import annotations

import math
from collections import OrderedDict, defaultdict
from collections.abc import Sequence

from tuning.engine.queue.packing import EARLY_SECONDS, Pack, together
from tuning.engine.queue.turns import Fit, Lane, Turns
from tuning.planning.programs import Architecture

DEPTH = 2
"""Packs at a worker: one that trains, and the next, so that it need not wait for word from here."""
LONG_SECONDS = 2.0
"""A fit that takes as long is not handed out before its turn: the word is short in comparison, and
the worker that is free first may be another."""
KEPT_SECONDS = 0.3
"""A strategy that takes longer to propose the next fit has the worker go to another study."""
TRACING_SECONDS = 0.3
"""What a worker needs at least before it trains an architecture that it has not compiled."""
MOST_COMPILED = 32
"""Architectures that a worker keeps (`programs.Programs`)."""


class Dispatch(Turns):
    """The fits of all studies that wait, and where the others are. For one thread at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._packs: dict[str, list[Pack]] = defaultdict(list)
        """By worker; the first one trains."""
        self._compiled: dict[str, OrderedDict[Architecture, None]] = defaultdict(OrderedDict)
        self.look_again = math.inf
        """When a worker will have so little left that `take` gives it what there is."""

    def at(self, worker: str) -> int:
        """How many fits are at a worker: those that it trains, and that it was given early."""
        return len(self.fits_at(worker))

    def fits_at(self, worker: str) -> list[Fit]:
        return [fit for pack in self.packs_at(worker) for fit in pack.fits]

    def packs_at(self, worker: str) -> list[Pack]:
        return list(self._packs.get(worker, ()))

    def has_at_workers(self, lane: Lane) -> bool:
        """Whether a fit of this lane is at a worker."""
        return any(pack.lane is lane for pack in self._placed())

    def forget(self, worker: str) -> None:
        """A worker will not come back, nor what it compiled."""
        self._compiled.pop(worker, None)

    def end(self, pack: Pack, now: float) -> None:
        """A pack is no longer at its worker."""
        there = self._packs[pack.worker]
        there.remove(pack)
        if there:
            there[0].since = now
        else:
            del self._packs[pack.worker]
        pack.lane.ended = now

    def take(self, workers: Sequence[str], now: float) -> Pack | None:
        """What is handed over next; None while nothing waits or all have enough.

        `now` is in seconds, of the same clock as for `end`.
        """
        self.look_again = math.inf
        lanes = self.in_turn()
        if not lanes:
            return None
        for gone in self._compiled.keys() - set(workers):
            del self._compiled[gone]
        load = {worker: len(self.packs_at(worker)) for worker in workers}
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
                found = self._next_for(worker, lanes)
            if found is None:
                continue
            lane, first = found
            fits, is_full = together(lane, first, self._compiled[worker], len(workers), len(lanes))
            if is_full or not self._waits_for_more(worker, now):
                return self._place(Pack(lane, fits, worker, now))
        return None

    def _placed(self) -> list[Pack]:
        return [pack for there in self._packs.values() for pack in there]

    def _place(self, pack: Pack) -> Pack:
        for fit in pack.fits:
            del pack.lane.waiting[fit]
            self._compile(pack.worker, fit.architecture)
        pack.lane.level += pack.epochs
        self._packs[pack.worker].append(pack)
        return pack

    def _compile(self, worker: str, architecture: Architecture | None) -> None:
        """A worker will have compiled this, and may drop what it has not used for longest."""
        if architecture is not None:
            compiled = self._compiled[worker]
            compiled[architecture] = None
            compiled.move_to_end(architecture)
            if len(compiled) > MOST_COMPILED:
                compiled.popitem(last=False)

    def _waits_for_more(self, worker: str, now: float) -> bool:
        """Whether a worker has enough to do for its next pack to become a full one."""
        packs = self.packs_at(worker)
        if not packs:
            return False
        early = packs[0].since + sum(pack.seconds for pack in packs) - EARLY_SECONDS
        if not now < early < math.inf:
            return False
        self.look_again = min(self.look_again, early)
        return True

    def _is_kept(self, lane: Lane, now: float) -> bool:
        """Whether a free worker is kept for a study that is further behind and comes in a moment.

        Its strategy has just heard of a fit and has not proposed the next (deceptive idleness: Iyer
        and Druschel, 2001, https://doi.org/10.1145/502034.502046). Else one whose fits are long
        would have the worker each time.
        """
        first = self.competing()[0]
        behind = first.turn is not lane.turn or first.level < lane.level
        return behind and not first.waiting and now < first.ended + min(KEPT_SECONDS, lane.took)

    def _next_for(self, worker: str, lanes: list[Lane]) -> tuple[Lane, Fit] | None:
        """The next fit of a worker that is free."""
        for lane in lanes:
            fit = self._best_for(worker, lane)
            if fit is None and not _is_soon_through(lane):
                fit = _longest(lane.waiting)
            if fit is not None:
                return lane, fit
        return None

    def _early_for(self, worker: str, lanes: list[Lane]) -> tuple[Lane, Fit] | None:
        """The next fit of a worker that still trains: only what suits it.

        Of a study that is ahead of one with fits under way by no more than a pack of that one.
        """
        placed = self._placed()
        under_way = {pack.lane for pack in placed}
        first = next(lane for lane in self.competing() if lane.waiting or lane in under_way)
        mine = [pack.epochs for pack in placed if pack.lane is first]
        most = first.level + max([*mine, *(fit.epochs for fit in first.waiting)])
        for lane in lanes:
            if lane.turn is not first.turn or lane.level > most or self._is_long(worker, lane):
                return None
            fit = self._best_for(worker, lane)
            if fit is not None:
                return lane, fit
        return None

    def _is_long(self, worker: str, lane: Lane) -> bool:
        """Whether a fit of this study, or one that is at the worker, takes long."""
        lanes = [lane, *(pack.lane for pack in self.packs_at(worker))]
        return any(each.took >= LONG_SECONDS for each in lanes)

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


def _is_soon_through(lane: Lane) -> bool:
    """Whether those that have compiled what waits of a study are through with it by the time that
    another could do half of it."""
    return sum(lane.seconds(fit) for fit in lane.waiting) < 2 * TRACING_SECONDS


def _has_for_all(lanes: list[Lane], lack: int) -> bool:
    """Whether a fit can be handed out early: none of those that lack one goes without."""
    return sum(len(lane.waiting) for lane in lanes) >= lack
