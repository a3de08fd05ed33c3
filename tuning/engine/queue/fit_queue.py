"""One queue for the fits of all studies: hands each over to a worker once its turn has come.

What is in it is the studies': `Trials` puts its fits in, and scikit-learn's searches theirs through
joblib. Whose turn it is, `turns` decides, and which worker, `dispatch`.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from distributed import Future

from tuning.engine.queue.dispatch import Dispatch
from tuning.engine.queue.packing import Pack
from tuning.engine.queue.turns import Fit, Lane
from tuning.study import Turn

LOOK_SECONDS = 0.1
"""How often to look for other workers, or whether one is still to be kept, while fits wait."""
CHECK_SECONDS = 0.2
log = logging.getLogger(__name__)


class FitQueue:
    """One for the engine; its methods may be called from any thread."""

    def __init__(self, workers: Callable[[], Sequence[str]]) -> None:
        """`workers` says the addresses of those that may be used."""
        self._workers = workers
        self._dispatch = Dispatch()
        self._futures: dict[Pack, Future] = {}
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="fit-queue", daemon=True)
        self._thread.start()

    def open(self, turn: Turn = Turn.FAIR) -> Lane:
        """A lane for a study, which competes from now on until it is closed."""
        with self._changed:
            return self._dispatch.open(turn)

    def add(self, lane: Lane, fit: Fit) -> None:
        """A fit that is to be trained."""
        with self._changed:
            is_awaited = not (lane.fills and lane.waiting)
            self._dispatch.add(lane, fit)
            lane.fills = not fit.is_alone
            if is_awaited:  # the others are found together, once the study has added them
                self._changed.notify_all()

    def filled(self, lane: Lane) -> None:
        """The study has added what it has, and waits for results."""
        with self._changed:
            if lane.fills:
                lane.fills = False
                self._changed.notify_all()

    def correct(self, lane: Lane, fit: Fit, trained: int, seconds: float) -> None:
        """A fit has ended after so many epochs, in place of those planned; 0 seconds: unknown."""
        with self._changed:
            lane.level += trained - fit.epochs
            if seconds:
                lane.measured(fit, trained, seconds)

    def rest(self, lane: Lane) -> None:
        """The study waits for a person: it competes again with its next fit."""
        with self._changed:
            lane.rests = True

    def change(self, lane: Lane, turn: Turn) -> None:
        """A study is put first, is paused, or takes part like the others again."""
        with self._changed:
            self._dispatch.change(lane, turn)
            self._changed.notify_all()

    def drop(self, lane: Lane) -> None:
        """Takes back what of a study waits."""
        with self._changed:
            lane.waiting.clear()

    def close(self, lane: Lane) -> None:
        """The study has ended, or stops: what of it waits is dropped."""
        with self._changed:
            self._dispatch.close(lane)

    def wait_until_left(self, lane: Lane, seconds: float) -> bool:
        """Waits until no fit of a study is at a worker; False on timeout."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._dispatch.has_at_workers(lane), seconds)

    def at(self, worker: str) -> int:
        """How many fits are at a worker."""
        with self._changed:
            return self._dispatch.at(worker)

    def longest_epoch_at(self, worker: str) -> float | None:
        """A guess at the seconds of the longest epoch at a worker; None: it has no fit."""
        with self._changed:
            each = [fit.seconds / max(fit.epochs, 1) for fit in self._dispatch.fits_at(worker)]
            return max(each, default=None)

    def cancel_at(self, worker: str) -> None:
        """Takes back what a worker was given; it is heard of as cancelled."""
        with self._changed:
            packs = self._dispatch.packs_at(worker)
            futures = [self._futures[pack] for pack in packs if pack in self._futures]
        for future in futures:
            future.cancel()

    def forget(self, worker: str) -> None:
        """A worker will not come back."""
        with self._changed:
            self._dispatch.forget(worker)

    def result(
        self, lane: Lane, begin: Callable[[str], Future], check: Callable[[], None], epochs: int = 0
    ) -> Any:
        """Waits for a turn and for what it gives.

        `check` raises once it is no longer to be waited for. Raises what the worker raised.
        """
        ended: queue.SimpleQueue[Future | Exception] = queue.SimpleQueue()
        fit = Fit(lambda to, _: begin(to), lambda given, _: ended.put(given), epochs=epochs)
        self.add(lane, fit)
        while True:
            check()
            try:
                future = ended.get(timeout=CHECK_SECONDS)
            except queue.Empty:
                continue
            if isinstance(future, Exception):
                raise future
            return future.result()

    def stop(self) -> None:
        """Hands nothing over any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(timeout=10)

    # -- its thread ------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._closed:
            try:
                self._turn()
            except Exception:  # the workers cannot be asked, say: the others' fits must go on
                log.exception("No fit could be handed over.")
                threading.Event().wait(LOOK_SECONDS)

    def _turn(self) -> None:
        """Hands one pack over, or waits until something has changed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._dispatch.in_turn())
        workers = self._workers()
        with self._changed:
            if self._closed:
                return
            now = time.monotonic()
            pack = self._dispatch.take(workers, now)
            if pack is None:
                self._changed.wait(min(LOOK_SECONDS, self._dispatch.look_again - now))
                return
        self._hand_over(pack)

    def _hand_over(self, pack: Pack) -> None:
        try:
            future = pack.fits[0].begin(pack.worker, pack.tasks)
        except Exception as error:
            self._ended(pack, error)
        else:
            with self._changed:
                self._futures[pack] = future
            future.add_done_callback(partial(self._ended, pack))

    def _ended(self, pack: Pack, future: Future | Exception) -> None:
        with self._changed:
            self._futures.pop(pack, None)
            self._dispatch.end(pack, time.monotonic())
            if isinstance(future, Exception):
                pack.lane.level -= pack.epochs
            self._changed.notify_all()
        pack.fits[0].ended(future, pack.tasks)
