"""Answers what visitors ask of best models, one request after the other, in the engine itself.

A prediction takes milliseconds and needs no worker: no fit waits for it. A thread looks at the
store every few milliseconds, which costs microseconds while nobody asks.
"""

from __future__ import annotations

import json
import logging
import threading
import time

from tuning.errors import StoreUnavailable, TuningError
from tuning.settings import Settings
from tuning.store import PredictionRecord, Store

LOOK_SECONDS = 0.02
"""How often to look whether somebody has asked."""
TIDY_SECONDS = 15.0
"""How often to see whether an answer waits that nobody takes."""
AGAIN_SECONDS = 0.25
"""How long to wait where the store cannot be written."""
FAULT = "This could not be predicted; the engine's log says why."
log = logging.getLogger(__name__)


class Predictions:
    """One for the engine, from `serve` to `close`; begins when the libraries are loaded."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._models = store, settings.models
        self._watch = store.watch()
        self._closing = threading.Event()
        self._next_tidy = time.monotonic() + TIDY_SECONDS
        self._thread = threading.Thread(target=self._run, name="predictions", daemon=True)

    def serve(self) -> None:
        """From now on there are answers."""
        if not self._thread.is_alive() and not self._closing.is_set():
            self._drop()
            self._thread.start()

    def close(self) -> None:
        """Ends the thread, and deletes what was asked."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        self._drop()
        self._watch.close()

    def _drop(self) -> None:
        """Deletes what was asked, of an engine that is gone or goes."""
        try:
            self._store.drop_predictions()
        except StoreUnavailable as error:
            log.warning("Predictions could not be deleted: %s", error)

    def _run(self) -> None:
        left = False  # whether requests could not be looked after
        while not self._closing.wait(LOOK_SECONDS):
            try:
                if self._watch.moved() or left:
                    self._answer_all()
                left = False
                self._tidy_when_due()
            except Exception as error:
                known = isinstance(error, StoreUnavailable)
                log.warning("Predictions have to wait: %s", error, exc_info=not known)
                left = True
                self._closing.wait(AGAIN_SECONDS)

    def _tidy_when_due(self) -> None:
        if time.monotonic() > self._next_tidy:
            self._next_tidy = time.monotonic() + TIDY_SECONDS
            self._store.tidy_predictions()

    def _answer_all(self) -> None:
        while not self._closing.is_set() and (request := self._store.next_prediction()) is not None:
            self._answer(request)

    def _answer(self, request: PredictionRecord) -> None:
        from tuning.engine import predicting  # TensorFlow, which may just be loading

        path = self._models / str(request.study_id) / "best.keras"
        try:
            found = json.dumps(predicting.answer(path, json.loads(request.asked)), allow_nan=False)
        except TuningError as error:
            self._store.fail_prediction(request.id, str(error))
        except Exception:  # a fault of ours
            log.exception("A prediction of study %s could not be made.", request.study_id)
            self._store.fail_prediction(request.id, FAULT)
        else:
            self._store.end_prediction(request.id, found)
