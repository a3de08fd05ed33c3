"""How TensorFlow runs a graph: operation after operation, on the thread that calls.

By itself it hands them to a pool of threads. On networks so small that costs more than the
operations: as a graph, an epoch of digits took twice the processor's time. What multiplies large
matrices has threads of its own, as before. Depends on TensorFlow alone.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from tensorflow.python.eager import context


def in_order() -> AbstractContextManager[Any]:
    """Within it, graphs that this thread calls run so; nothing happens where TensorFlow cannot."""
    known = getattr(context, "function_executor_type", None)
    return known("SINGLE_THREADED_EXECUTOR") if known is not None else nullcontext()
