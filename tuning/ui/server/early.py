"""What every page needs, imported while the first browser still loads its own scripts.

A first page would otherwise wait for libraries after the browser had asked for it. What it does not
need waits for it, and a little longer where nothing is trained yet: imports hold up a page that is
run beside them, and an engine that starts takes both cores for some seconds. Must not import
Streamlit: its components are to be registered by a page.
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
HUSH = 3.0
"""Seconds for which the rest waits besides, after a page on which nothing is begun that trains: who
has come to see a search sees its curve meanwhile."""
_drawn, _wanted, _over = threading.Event(), threading.Event(), threading.Event()


def start() -> Callable[[], object]:
    """Begins to import, and returns at once what waits until the rest is due."""
    thread = threading.Thread(target=_import, daemon=True, name="early-imports")
    thread.start()

    def through() -> None:
        while thread.is_alive() and not _over.wait(0.1):
            pass

    return through


def page_is_drawn(*, trains: bool = True) -> None:
    """A page has run to its end; `trains`: something may be begun there that needs an engine."""
    _drawn.set()
    if trains:
        _wanted.set()


def _import() -> None:
    for name in MODULES:
        import_module(name)
    if _drawn.wait(PATIENCE):
        _wanted.wait(HUSH)
    _over.set()
    for name in (*FOR_SAMPLES, *FOR_FORESTS):
        import_module(name)
