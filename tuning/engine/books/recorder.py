"""Writes what happens to the store and to TensorBoard's files, in batches on one thread.

Whatever is handed over is in the store within `INTERVAL` and a write; `flush` waits for it. What
cannot be written, since the disk is full or the store locked, is kept and tried again with growing
waits; the study's events tell of it once that is over.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tuning.engine.books.summaries import Summaries
from tuning.errors import NotFound
from tuning.honesty import Honest
from tuning.store import (
    Batch,
    EpochRecord,
    EventRecord,
    FitKey,
    FitRecord,
    RowScores,
    Store,
    TrialRecord,
)
from tuning.store.trouble import FIRST_WAIT, LONGEST_WAIT, Result, passing, patiently

INTERVAL = 0.1
CLOSE_SECONDS = 15.0
"""How long the engine waits at its end for a store that cannot be written."""
MOST_EPOCHS = 500_000
"""Epochs of a study that are kept while the store cannot be written (about 250 MB). More are lost;
the results of their fits and trials are not."""
log = logging.getLogger(__name__)


@dataclass
class _Pending:
    trials: dict[int, TrialRecord] = field(default_factory=dict)
    fits: dict[FitKey, FitRecord] = field(default_factory=dict)
    epochs: list[EpochRecord] = field(default_factory=list)
    events: list[EventRecord] = field(default_factory=list)
    restarted: list[FitKey] = field(default_factory=list)
    study: dict[str, Any] = field(default_factory=dict)
    knowledge: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    row_scores: dict[tuple[int, str, int], RowScores] = field(default_factory=dict)
    honest: Honest | None = None
    stored: bool = False
    """True if the store has it and only TensorBoard's files lack it."""
    lost: int = 0
    """Epochs dropped beyond `MOST_EPOCHS`."""

    def restart(self, key: FitKey) -> None:
        self.epochs = [e for e in self.epochs if (e.trial, e.kind, e.index) != key]
        self.row_scores.pop(key, None)
        self.restarted.append(key)

    def add(self, epochs: Sequence[EpochRecord]) -> None:
        room = max(MOST_EPOCHS - len(self.epochs), 0)
        self.epochs += epochs[:room]
        self.lost += len(epochs[room:])

    def go_on(self, newer: _Pending) -> _Pending:
        """Merges what came later into this, which could not be written completely."""
        if self.stored:  # records may be written twice, events not
            self.events, self.stored = [], False
        self.trials |= newer.trials
        self.fits |= newer.fits
        self.study |= newer.study
        self.knowledge |= newer.knowledge
        self.honest = newer.honest or self.honest
        self.events += newer.events
        for key in newer.restarted:
            self.restart(key)
        self.row_scores |= newer.row_scores
        self.add(newer.epochs)
        self.lost += newer.lost
        return self

    def batch(self) -> Batch:
        return Batch(
            list(self.trials.values()),
            list(self.fits.values()),
            self.epochs,
            self.events,
            self.restarted,
            self.study,
            self.knowledge,
            list(self.row_scores.values()),
            self.honest,
        )


class Recorder:
    """One for the engine; its methods may be called from any thread."""

    def __init__(self, store: Store, summaries: Summaries) -> None:
        self._store = store
        self._summaries = summaries
        self._pending: dict[int, _Pending] = {}
        self._condition = threading.Condition()
        self._writing = False
        self._closed = False
        self._trouble = ""
        self._since = 0.0
        self._give_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is handed over inside is written in one transaction, or not at all."""
        with self._condition:
            yield

    def trial(self, study_id: int, record: TrialRecord) -> None:
        with self._adding(study_id) as pending:
            pending.trials[record.number] = record

    def knowledge(self, study_id: int, number: int, known: Mapping[str, Any]) -> None:
        """What a trial's strategy knew as it proposed it."""
        with self._adding(study_id) as pending:
            pending.knowledge[number] = known

    def fit(self, study_id: int, record: FitRecord) -> None:
        with self._adding(study_id) as pending:
            pending.fits[record.key] = record

    def epochs(self, study_id: int, records: Sequence[EpochRecord]) -> None:
        with self._adding(study_id) as pending:
            pending.add(records)

    def row_scores(self, study_id: int, record: RowScores) -> None:
        """What the kept validation rows gave a fit; replaces what the same fit gave before."""
        with self._adding(study_id) as pending:
            pending.row_scores[record.trial, record.kind, record.index] = record

    def honest(self, study_id: int, honest: Honest) -> None:
        """How honest the winner is now."""
        with self._adding(study_id) as pending:
            pending.honest = honest

    def restart(self, study_id: int, key: FitKey) -> None:
        """A fit begins again: what it reported so far no longer counts."""
        with self._adding(study_id) as pending:
            pending.restart(key)

    def event(self, study_id: int, kind: str, text: str) -> None:
        with self._adding(study_id) as pending:
            pending.events.append(EventRecord(time.time(), kind, text))

    def study(self, study_id: int, **columns: Any) -> None:
        with self._adding(study_id) as pending:
            pending.study.update(columns)

    @property
    def trouble(self) -> str:
        """Why nothing can be written for now; empty while all is well."""
        return self._trouble

    def patiently(self, call: Callable[[], Result]) -> Result:
        """What a call that writes gives, once it can be written; raises as the recorder closes."""
        return patiently(call, self._give_up)

    def flush(self, seconds: float | None = None) -> None:
        """Returns once everything handed over before is written, or after so many seconds."""
        with self._condition:
            self._condition.notify_all()
            self._condition.wait_for(self._is_through, timeout=seconds)

    def close(self) -> None:
        self.flush(CLOSE_SECONDS)
        with self._condition:
            self._closed = True
            self._give_up.set()
            self._condition.notify_all()
        self._thread.join(timeout=10)
        self._summaries.close()

    def _is_through(self) -> bool:
        return self._closed or (not self._pending and not self._writing)

    @contextmanager
    def _adding(self, study_id: int) -> Iterator[_Pending]:
        """What waits for a study, held while something is added, so that none slips away."""
        with self._condition:
            yield self._of(study_id)

    def _of(self, study_id: int) -> _Pending:
        """What waits for a study; to be called under the lock, and added to before that is left."""
        pending = self._pending.get(study_id)
        if pending is None:
            pending = self._pending[study_id] = _Pending()
            self._condition.notify_all()
        return pending

    def _run(self) -> None:
        wait = FIRST_WAIT
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._pending or self._closed)
                if self._closed and (not self._pending or self._trouble):
                    break
                taken, self._pending = self._pending, {}
                self._writing = True
            left = {
                study_id: why
                for study_id in taken
                if (why := self._write(study_id, taken[study_id]))
            }
            with self._condition:
                for study_id in left:
                    newer = self._pending.get(study_id, _Pending())
                    self._pending[study_id] = taken[study_id].go_on(newer)
                self._writing = False
                self._judge(left, taken)
                self._condition.notify_all()
            wait = min(2 * wait, LONGEST_WAIT) if left else FIRST_WAIT
            self._give_up.wait(wait if left else INTERVAL)
        if self._pending:
            log.error(
                "Not recorded, since %s: what came last of %s.", self._trouble, [*self._pending]
            )

    def _judge(self, left: dict[int, str], taken: dict[int, _Pending]) -> None:
        """Notices that trouble begins, and tells the studies that it is over."""
        if left and not self._trouble:
            self._since = time.monotonic()
            log.error("Nothing can be recorded for now: %s. It is kept and tried again.", left)
        if not left and self._trouble:
            seconds, lost = time.monotonic() - self._since, sum(p.lost for p in taken.values())
            text = f"Nothing could be recorded for {seconds:.0f} s, since {self._trouble}; " + (
                f"the curves lack {lost:,} epochs." if lost else "what was reported is kept."
            )
            log.warning("%s", text)
            for study_id in taken:
                self._of(study_id).events.append(EventRecord(time.time(), "store", text))
        self._trouble = next(iter(left.values()), "")

    def _write(self, study_id: int, pending: _Pending) -> str:
        """Writes what is new of a study; why it must be tried again, or nothing."""
        batch = pending.batch()
        try:
            if not pending.stored:
                self._store.write(study_id, batch)
                pending.stored = True
            self._summaries.write(study_id, batch)
        except NotFound:
            log.warning("Study %s was deleted while it ran.", study_id)
        except Exception as error:
            why = passing(error)
            if not why:  # the engine itself must go on
                log.exception("Study %s could not be recorded.", study_id)
            return why
        return ""
