"""Whether the engine answers at once what a visitor asks, and in one sentence why it does not.

Must not import Streamlit.
"""

from __future__ import annotations

from tuning.processes.engine import EngineState
from tuning.store import Store
from tuning.ui.server import services

NOT_READY = "The engine is not ready:"


def trouble(store: Store) -> str:
    """Why the engine answers nothing now, in one sentence; empty if it does."""
    supervisor, engine = services.supervisor(), store.engine()
    if engine is None:
        return f"{NOT_READY} it has not started yet."
    if supervisor is not None and (
        supervisor.state is EngineState.RESTARTING
        # The next one runs, and has not said anything of itself yet.
        or (supervisor.state is EngineState.RUNNING and supervisor.pid != engine.pid)
    ):
        return f"{NOT_READY} it has ended, and is started again."
    if not engine.is_alive():
        return f"{NOT_READY} it does not answer."
    return "" if engine.state == "ready" else f"{NOT_READY} {engine.message}"
