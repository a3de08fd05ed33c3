"""What every page needs, imported while the first browser still loads its own scripts.

A first page would otherwise wait a second for libraries after the browser had asked for it. Must
not import Streamlit: its components are to be registered by a page.
"""

from __future__ import annotations

import threading
from importlib import import_module

MODULES = ("tuning.store", "pandas", "pyarrow", "tuning.charts", "tuning.datasets")
"""In the order in which the first page asks for them."""
FOR_SAMPLES = ("sklearn.datasets", "sklearn.model_selection")
"""For the data that the first page shows."""
FOR_FORESTS = ("sklearn.inspection", "sklearn.ensemble")
"""For what mattered in a study: most is there by then."""


def start() -> threading.Thread:
    """Begins to import; returns at once."""
    thread = threading.Thread(target=_import, daemon=True, name="early-imports")
    thread.start()
    return thread


def _import() -> None:
    for name in (*MODULES, *FOR_SAMPLES, *FOR_FORESTS):
        import_module(name)
