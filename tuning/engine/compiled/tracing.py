"""How functions are traced, what TensorFlow keeps of them, and how it is given back.

They are traced as they stand: AutoGraph, which turns Python's `while` into a graph's, first reads
and rewrites the source of all that is called, Keras' own too. That took as long as the tracing.

Three things made a worker grow by 5 to 7 MB with every architecture that it compiled, long after
its program was dropped (TensorFlow 2.21; found with heaptrack):

- Each operation of a graph keeps the Python stack that it was made from. When a function is first
  run, TensorFlow's partitioner turns every such stack into text, 5 KB an operation, and keeps it.
- A graph and the bodies of its loops hold each other past what Python's garbage collector sees, and
  for a `tf.function`'s first trace TensorFlow calls off the clean-up that it has for this.
- The eager runtime keeps a kernel for every variable ever made.

What is used of TensorFlow here is private to it: where a later version lacks it, nothing is given
back, and a worker that has grown is renewed (`renewal.py`). Depends on TensorFlow alone.
"""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable, Iterable
from typing import Any

import tensorflow as tf
from tensorflow.python.eager import context
from tensorflow.python.framework import func_graph, ops

CLEARED_EVERY = 16
"""Programs dropped between two clearings of the kernels: those in use are made again then."""
_dropped = itertools.count(1)


def traced(run: Callable[..., Any], **options: Any) -> Any:
    """As `tf.function` with these options; loops over tensors must be `tf.while_loop`."""
    return tf.function(run, autograph=False, **options)


def without_stacks() -> None:
    """From now on operations keep no Python stack: errors name the operation alone."""
    make = getattr(ops, "_create_c_op", None)
    if make is None or getattr(make, "without_stack", False):
        return

    def made(*arguments: Any, **options: Any) -> Any:
        return make(*arguments, **options | {"extract_traceback": False})

    made.without_stack = True  # type: ignore[attr-defined]
    ops._create_c_op = made


def give_back(functions: Iterable[Any]) -> None:
    """Takes the graphs of functions (`tf.function` or concrete) apart; they cannot run again."""
    graphs: dict[int, Any] = {}
    for function in functions:
        listed = getattr(function, "_list_all_concrete_functions", None)
        for concrete in listed() if listed is not None else [function]:
            _collect(concrete.graph, graphs)
    for graph in graphs.values():
        func_graph.dismantle_func_graph(graph)
        # Its inputs and outputs still lead back to it, and nothing in Python's sight to them.
        for held in gc.get_referents(graph):
            if type(held) is dict and "_functions" in held:
                held.clear()
    if next(_dropped) % CLEARED_EVERY == 0:
        context.context().clear_kernel_cache()


def _collect(graph: Any, found: dict[int, Any]) -> None:
    """A graph and those of the functions in it: the bodies of loops, what it calls."""
    if graph is None or id(graph) in found:
        return
    found[id(graph)] = graph
    for function in list(graph._functions.values()):
        for name in ("_cached_graph", "_generated_graph"):
            _collect(getattr(function, name, None), found)
