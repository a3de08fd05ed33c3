"""Keeps what is known of how honest a study's winner is up to date while it runs.

A thread a study: it hears of ended trials and of baselines, reads what they gave their rows from
the store, and hands the result to the recorder. It takes at most a twentieth of the time, and once
at the end of a run it reckons with all there is.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits

from tuning.datasets import Dataset
from tuning.engine.books.recorder import Recorder
from tuning.engine.fits import TestedModel
from tuning.engine.honest.account import Account
from tuning.errors import NotFound, StoreUnavailable
from tuning.honesty import Honest, OnTest
from tuning.store import Store
from tuning.study import StudySpec

PAUSE_SECONDS = 0.5
"""Between two times at least."""
SHARE = 20
"""So many times as long as it took it pauses."""
WRITTEN_SECONDS = 1.0
"""How long it waits for what it has heard of to be in the store."""
log = logging.getLogger(__name__)


class Keeper:
    """That of one study's run; its methods may be called from any thread."""

    def __init__(
        self, study_id: int, spec: StudySpec, dataset: Dataset, store: Store, recorder: Recorder
    ) -> None:
        self._study_id, self._store, self._recorder = study_id, store, recorder
        self._account = Account(study_id, spec, dataset)
        before = store.honest(study_id) or Honest(spec.objective.measure.name)
        self._baselines: Mapping[str, float] = before.baselines
        self._notes: Mapping[str, str] = before.notes
        self._tested: Mapping[str, Mapping[str, float]] = before.tested
        """Of an earlier run, until this one knows them."""
        self._test: OnTest | None = None
        self._earlier = store.honest(study_id) or Honest(spec.objective.measure.name)
        """What an earlier run knew, of which baselines hold as long as nothing newer is heard."""
        self._written: Honest | None = None
        self._seen = 0
        self._news, self._is_over = threading.Event(), threading.Event()
        name = f"honest-{study_id}"
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """A trial has ended."""
        self._news.set()

    def hear(
        self,
        scores: Mapping[str, float],
        notes: Mapping[str, str],
        tested: Mapping[str, Mapping[str, float]],
    ) -> None:
        """What is known of the baselines, see `Honest`."""
        self._baselines = {**self._baselines, **scores}
        self._notes = {**self._notes, **notes}
        self._tested = {**self._tested, **tested}
        self._news.set()

    def meet(self, tested: TestedModel, truth: np.ndarray) -> None:
        """The best model has met the test rows, of which this is true."""
        self._test = self._account.on_test(tested, truth)

    def close(self) -> None:
        """Reckons once more, with all that is recorded by now, and hands that to the recorder."""
        self._is_over.set()
        self._news.set()
        self._thread.join()
        self._recorder.flush()
        self._look()

    def _run(self) -> None:
        threadpool_limits(limits=1)
        while self._news.wait() and not self._is_over.is_set():
            self._news.clear()
            self._recorder.flush(WRITTEN_SECONDS)
            started = time.monotonic()
            self._look()
            self._is_over.wait(max(PAUSE_SECONDS, SHARE * (time.monotonic() - started)))

    def _look(self) -> None:
        """Whatever goes wrong here, the study goes on."""
        try:
            self._recorder.patiently(self._read)
            found = replace(
                self._account.honest({**self._earlier.baselines, **self._baselines}),
                notes={**self._earlier.notes, **self._notes},
                tested={**self._earlier.tested, **self._tested},
                test=self._test,
            )
        except (StoreUnavailable, NotFound):
            pass  # the engine ends, or it was deleted
        except Exception:
            log.exception("How honest the winner of study %s is, is not known.", self._study_id)
        else:
            if found != self._written:
                self._written = found
                self._recorder.honest(self._study_id, found)

    def _read(self) -> None:
        """Takes down what was recorded since the last time."""
        study, since = self._store.study(self._study_id), self._seen
        self._account.winner = study.best_number
        for trial in self._store.trials(self._study_id, since):
            self._account.take_trial(trial)
        for fit in self._store.fits(self._study_id, since):
            self._account.take_fit(fit)
        for scores in self._store.row_scores(self._study_id, since):
            self._account.take_rows(scores)
        self._seen = study.change
