"""The store in a thread of its own, for a route that waits: this process' event loop serves pages.

Must not import Streamlit.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from tuning import settings
from tuning.store import Store
from tuning.store.miniatures import Watch

AGAIN_SECONDS = 0.5
"""How often to look at least: whether the engine still lives is told by no change."""
PATIENCE = 5.0
"""Seconds for which a write waits for other processes."""
Result = TypeVar("Result")


class StoreThread:
    """One thread, and the store as it is opened by the first call there."""

    def __init__(self, name: str, open_store: Callable[[], Store] | None = None) -> None:
        self.pool = ThreadPoolExecutor(1, name)
        self._open = open_store or (lambda: Store(settings.load().store_path, PATIENCE))
        self._store: Store | None = None
        self._watch: Watch | None = None
        self._next = 0.0

    def run(self, call: Callable[[], Result]) -> asyncio.Future[Result]:
        """The call's result, from the thread."""
        return asyncio.get_running_loop().run_in_executor(self.pool, call)

    async def close(self) -> None:
        """Waits for the call that is under way."""
        await asyncio.to_thread(self.pool.shutdown)
        if self._store is not None:
            self._store.close()

    # -- in the thread ---------------------------------------------------------------------

    def store(self) -> Store:
        if self._store is None:
            self._store = self._open()
            self._watch = self._store.watch()
        return self._store

    def is_due(self) -> bool:
        """Whether to look: something changed, or nobody has looked for a while."""
        self.store()
        now = time.monotonic()
        moved = self._watch is None or self._watch.moved()
        if not moved and now < self._next:
            return False
        self._next = now + AGAIN_SECONDS
        return True
