"""What is begun again where its worker is lost: how often, and at what it is given up at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from tuning.errors import TuningError

MOST_ATTEMPTS = 3
"""How often a fit may begin before it is given up, since its worker is lost each time."""
Given = TypeVar("Given")
log = logging.getLogger(__name__)


def attempted(attempt: Callable[[], Given], check: Callable[[], None], name: str) -> Given:
    """What `attempt` gives; while its worker is lost it is begun again, as `name` in the log.

    `check` is called before each attempt, and raises StudyStopped once the study is to stop.
    Raises that, and what the attempt raises: at once what was raised on purpose.
    """
    for times in range(1, MOST_ATTEMPTS + 1):
        check()
        try:
            return attempt()
        except TuningError:
            raise
        except Exception as error:  # a lost worker, lost data: Dask has many names for them
            if times == MOST_ATTEMPTS:
                raise
            log.warning("%s is tried again: %r", name, error)
    raise AssertionError("unreachable")
