"""How a strategy's library is imported."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from types import ModuleType

import pytest

from tuning.engine import strategies


def test_two_threads_never_import_a_library_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the engine warms up while its first study begins."""
    inside, met = threading.Semaphore(1), threading.Event()

    def watched(name: str) -> ModuleType:
        if not inside.acquire(blocking=False):
            met.set()
        met.wait(0.2)  # another thread has the time to come in
        inside.release()
        return import_module(name)

    monkeypatch.setattr(strategies, "import_module", watched)
    with ThreadPoolExecutor(2) as threads:
        kinds = list(threads.map(strategies.strategy_class, ["random_search", "bayesian"]))
    assert [kind.name for kind in kinds] == ["random_search", "bayesian"]
    assert not met.is_set()
