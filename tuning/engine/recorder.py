"""Writes what happens to the store and to TensorBoard's files, in batches on one thread.

Whatever is handed over is in the store within `INTERVAL` and a write; `flush` waits for it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tuning.engine.summaries import Summaries
from tuning.errors import NotFound
from tuning.store import Batch, EpochRecord, EventRecord, FitRecord, Store, TrialRecord
from tuning.study import FitKind

INTERVAL = 0.1
FitKey = tuple[int, FitKind, int]
log = logging.getLogger(__name__)


@dataclass
class _Pending:
    trials: dict[int, TrialRecord] = field(default_factory=dict)
    fits: dict[FitKey, FitRecord] = field(default_factory=dict)
    epochs: list[EpochRecord] = field(default_factory=list)
    events: list[EventRecord] = field(default_factory=list)
    restarted: list[FitKey] = field(default_factory=list)
    study: dict[str, Any] = field(default_factory=dict)

    def batch(self) -> Batch:
        return Batch(
            list(self.trials.values()),
            list(self.fits.values()),
            self.epochs,
            self.events,
            self.restarted,
            self.study,
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
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is handed over inside is written in one transaction, or not at all."""
        with self._condition:
            yield

    def trial(self, study: int, record: TrialRecord) -> None:
        with self._adding(study) as pending:
            pending.trials[record.number] = record

    def fit(self, study: int, record: FitRecord) -> None:
        with self._adding(study) as pending:
            pending.fits[record.key] = record

    def epoch(self, study: int, record: EpochRecord) -> None:
        with self._adding(study) as pending:
            pending.epochs.append(record)

    def restart(self, study: int, key: FitKey) -> None:
        """A fit begins again: what it reported so far no longer counts."""
        with self._adding(study) as pending:
            pending.epochs = [e for e in pending.epochs if (e.trial, e.kind, e.index) != key]
            pending.restarted.append(key)

    def event(self, study: int, kind: str, text: str) -> None:
        with self._adding(study) as pending:
            pending.events.append(EventRecord(time.time(), kind, text))

    def study(self, study: int, **columns: Any) -> None:
        with self._adding(study) as pending:
            pending.study.update(columns)

    def flush(self) -> None:
        """Returns once everything handed over before is written."""
        with self._condition:
            self._condition.notify_all()
            self._condition.wait_for(lambda: not self._pending and not self._writing, timeout=60)

    def close(self) -> None:
        self.flush()
        with self._condition:
            self._closed = True
            self._condition.notify_all()
        self._thread.join(timeout=10)
        self._summaries.close()

    @contextmanager
    def _adding(self, study: int) -> Iterator[_Pending]:
        """What waits for a study, held while something is added, so that none slips away."""
        with self._condition:
            yield self._pending.setdefault(study, _Pending())
            self._condition.notify_all()

    def _run(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._pending or self._closed)
                if self._closed and not self._pending:
                    return
                taken, self._pending = self._pending, {}
                self._writing = True
            for study, pending in taken.items():
                self._write(study, pending)
            with self._condition:
                self._writing = False
                self._condition.notify_all()
            time.sleep(INTERVAL)

    def _write(self, study: int, pending: _Pending) -> None:
        batch = pending.batch()
        try:
            self._store.write(study, batch)
            self._summaries.write(study, batch)
        except NotFound:
            log.warning("Study %s was deleted while it ran.", study)
        except Exception:
            # A full disk, say: the engine itself must go on.
            log.exception("Study %s could not be recorded.", study)
