"""On a worker: the word that a study is to stop, which each of its fits looks for at each epoch.

Must not import TensorFlow.
"""

from __future__ import annotations

import logging

from tuning.errors import StudyStopped

_stopped: set[int] = set()


def stop(study_id: int) -> None:
    """From now on, every fit of this study here ends at its next epoch."""
    _stopped.add(study_id)


def allow(study_id: int) -> None:
    """Takes `stop` back: the study was resumed."""
    _stopped.discard(study_id)


def check_stopped(study_id: int) -> None:
    """Raises StudyStopped if the study was stopped."""
    if study_id in _stopped:
        raise StudyStopped(f"Study {study_id} was stopped.")


def is_worth_saying(record: logging.LogRecord) -> bool:
    """Whether to log what Dask says of a task that raised: a study that stops is no failure."""
    told = record.args if isinstance(record.args, tuple) else ()
    return not any(str(each).startswith(f"{StudyStopped.__name__}(") for each in told)


logging.getLogger("distributed.worker").addFilter(is_worth_saying)
