"""Stands in for the engine process: takes the home and its commands, and trains nothing.

    python stand_in_engine.py BEHAVIOUR --home DIR …

completes, fails: a study that is started ends so. waits: until it is told to stop. leaves: it is
started and left INTERRUPTED. dies: at once. deaf: takes the home, and no command.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from filelock import FileLock, Timeout

from tests.records import samples
from tuning import settings
from tuning.store import Batch, ConfirmationState, FitRecord, Store
from tuning.study import FitKind, FitState, StudyState, TrialState

ENDS = {
    "completes": StudyState.COMPLETED,
    "fails": StudyState.FAILED,
    "leaves": StudyState.INTERRUPTED,
}
CONFIRMS = {
    "completes": ConfirmationState.COMPLETED,
    "fails": ConfirmationState.FAILED,
    "waits": ConfirmationState.RUNNING,
}


def train(store: Store, study_id: int, behaviour: str) -> None:
    """One trial's records, and the end of the study."""
    store.set_state(study_id, StudyState.RUNNING)
    state = TrialState.COMPLETED if behaviour == "completes" else TrialState.RUNNING
    score = 0.9 if behaviour == "completes" else None
    ended = {"started": 1000.0, "finished": 1002.0} if score is not None else {}
    trial = samples.trial(1, score, state=state, **ended)
    batch = Batch([trial], [samples.fit(1)], [samples.epoch(1)])
    batch.study = {"best_number": 1, "best_score": score}
    store.write(study_id, batch)
    if behaviour in ENDS:
        error = "The data are bad." if behaviour == "fails" else None
        store.set_state(study_id, ENDS[behaviour], error)


def confirm(store: Store, state: ConfirmationState) -> None:
    """Every fit of the confirmation that is active, and its state; one that runs has a fit."""
    (record,) = store.active_confirmations()
    keys = [(n, FitKind.CONFIRMATION, k) for k in range(record.repeats) for n in record.trials]
    scored = [(key, 0.9 - 0.005 * key[0] + 0.02 * (key[2] % 2)) for key in keys]
    fits = [FitRecord(*key, 7, FitState.COMPLETED, score, 0.5) for key, score in scored]
    left = fits[:1] if state is ConfirmationState.RUNNING else fits
    if state is not ConfirmationState.STOPPED:
        store.write(record.study_id, Batch(fits=left))
    error = "The data are bad." if state is ConfirmationState.FAILED else None
    store.set_confirmation(record.id, state, error)


def serve(store: Store, behaviour: str) -> None:
    """Until all that were started have ended."""
    begun = False
    while not begun or store.studies(active=True) or store.active_confirmations():
        for command in store.take_commands() if behaviour != "deaf" else []:
            if command.study_id is None:  # data that a person is choosing
                continue
            begun = True
            if command.kind == "stop":
                store.set_state(command.study_id, StudyState.STOPPED)
            elif command.kind == "stop_confirmation":
                confirm(store, ConfirmationState.STOPPED)
            elif command.kind == "confirm":
                confirm(store, CONFIRMS[behaviour])
            else:
                train(store, command.study_id, behaviour)
        time.sleep(0.02)


def main() -> None:
    behaviour, home = sys.argv[1], sys.argv[sys.argv.index("--home") + 1]
    if behaviour == "dies":
        sys.exit("no engine today")
    place = settings.load(home).prepare()
    try:
        with FileLock(place.engine_lock, timeout=0):
            (place.home / "serving").touch()
            serve(Store(place.store_path), behaviour)
    except Timeout:
        sys.exit(3)


if __name__ == "__main__":
    main()
