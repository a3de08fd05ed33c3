"""How a thread of the engine ends that trains for a person: a study's, or a confirmation's."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from enum import Enum, auto

from tuning.errors import ClusterAway, StudyStopped, TuningError

log = logging.getLogger(__name__)


class End(Enum):
    """What became of the work."""

    COMPLETED = auto()
    STOPPED = auto()
    AWAY = auto()
    """The scheduler went away meanwhile."""
    FAILED = auto()


def end_of(work: Callable[[], None], name: str) -> tuple[End, str | None]:
    """Runs the work to its end; of one that failed, a sentence says why.

    `name`: what fails, for the log: what nobody raised on purpose stands there with its traceback.
    """
    try:
        work()
    except StudyStopped:
        return End.STOPPED, None
    except ClusterAway:
        return End.AWAY, None
    except TuningError as failure:
        return End.FAILED, str(failure)
    except Exception as failure:
        log.exception("%s failed.", name)
        return End.FAILED, _one_line(failure)
    return End.COMPLETED, None


def _one_line(failure: Exception) -> str:
    last = traceback.extract_tb(failure.__traceback__)[-1]
    text = str(failure).splitlines()[0] if str(failure) else ""
    return f"{type(failure).__name__} in {last.name}: {text}"
