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
from tuning.store import Batch, Store
from tuning.study import StudyState, TrialState

ENDS = {
    "completes": StudyState.COMPLETED,
    "fails": StudyState.FAILED,
    "leaves": StudyState.INTERRUPTED,
}


def train(store: Store, study_id: int, behaviour: str) -> bool:
    """One trial's records; True if the study has ended."""
    store.set_state(study_id, StudyState.RUNNING)
    state = TrialState.COMPLETED if behaviour == "completes" else TrialState.RUNNING
    score = 0.9 if behaviour == "completes" else None
    batch = Batch([samples.trial(1, score, state=state)], [samples.fit(1)], [samples.epoch(1)])
    batch.study = {"best_number": 1, "best_score": score}
    store.write(study_id, batch)
    if behaviour in ENDS:
        error = "The data are bad." if behaviour == "fails" else None
        store.set_state(study_id, ENDS[behaviour], error)
    return behaviour in ENDS


def serve(store: Store, behaviour: str) -> None:
    while True:
        for command in store.take_commands() if behaviour != "deaf" else []:
            if command.study_id is None:  # data that a person is choosing
                continue
            if command.kind == "stop":
                store.set_state(command.study_id, StudyState.STOPPED)
                return
            if train(store, command.study_id, behaviour):
                return
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
