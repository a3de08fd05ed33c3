"""What every page needs, imported while the first browser still loads its own scripts.

A first page would otherwise wait for libraries after the browser had asked for it. What it does not
need waits for it: imports hold up a page that is run beside them, and an engine that starts takes a
core. Must not import Streamlit: its components are to be registered by a page.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib import import_module

MODULES = ("tuning.store", "pandas", "pyarrow", "tuning.charts", "tuning.datasets")
"""In the order in which the first page asks for them."""
FOR_SAMPLES = ("sklearn.datasets", "sklearn.model_selection")
"""For the data that New study shows."""
FOR_FORESTS = ("sklearn.inspection", "sklearn.ensemble")
"""For what mattered in a study: most is there by then."""
PATIENCE = 1.5
"""Seconds for which the rest waits for a first page, where nobody opens one."""
_drawn = threading.Event()


def start() -> Callable[[], object]:
    """Begins to import, and returns at once what waits until a first page is through."""
    thread = threading.Thread(target=_import, daemon=True, name="early-imports")
    thread.start()

    def through() -> None:
        while thread.is_alive() and not _drawn.wait(0.1):
            pass

    return through


def page_is_drawn() -> None:
    """A page has run to its end."""
    _drawn.set()


def _import() -> None:
    for name in MODULES:
        import_module(name)
    if not _drawn.wait(PATIENCE):
        _drawn.set()
    for name in (*FOR_SAMPLES, *FOR_FORESTS):
        import_module(name)
