"""What the web process runs beside its pages: the engine's supervisor and the TensorBoards.

One of each a process, started and ended with the ASGI app. Must not import Streamlit: pages
call in here from their own threads.
"""

from __future__ import annotations

import atexit
import sys
import threading
from collections.abc import Callable

from tuning import settings
from tuning.errors import InvalidInput
from tuning.processes.engine import EngineSupervisor
from tuning.processes.tensorboard import TensorBoards

_lock = threading.Lock()
_boards: TensorBoards | None = None
_supervisor: EngineSupervisor | None = None


def prepare() -> None:
    """Make the home, or end the process with one sentence on why there can be none."""
    try:
        settings.load().prepare()
    except InvalidInput as error:
        sys.exit(f"Tuning Studio cannot start. {error}")


def boards() -> TensorBoards:
    """The TensorBoards of this process; none runs before one is looked at."""
    global _boards
    with _lock:
        if _boards is None:
            _boards = TensorBoards(settings.load().logs)
            atexit.register(_boards.close)
        return _boards


def supervisor() -> EngineSupervisor | None:
    """The engine's supervisor, or None where this process watches no engine (a test of a page)."""
    return _supervisor


def start(after: Callable[[], object] | None = None) -> None:
    """Start the engine and watch it, once `after` has returned; does not wait for it."""
    global _supervisor
    with _lock:
        if _supervisor is None:
            _supervisor = EngineSupervisor(settings.load().home)
            _supervisor.start(after)


def close() -> None:
    """End the engine and every TensorBoard."""
    global _boards, _supervisor
    with _lock:
        ended = (_supervisor, _boards)
        _supervisor, _boards = None, None
    for service in ended:
        if service is not None:
            service.close()
