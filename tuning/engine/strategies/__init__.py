"""The search strategies: one file each, by the names of `tuning.strategies.STRATEGIES`."""

from __future__ import annotations

from importlib import import_module
from threading import RLock

from tuning import strategies
from tuning.engine.strategies._base import SearchStrategy

ON_WORKERS = ("tuning.engine.strategies._scikit.candidate",)
"""What a worker imports as it warms up, besides `tuning.engine.worker`: it trains with these."""
_importing = RLock()
"""Held while a strategy's library is imported: the modules of KerasTuner import each other in a
circle, and of two threads that begin at once one meets a module that is half there."""


def strategy_class(name: str) -> type[SearchStrategy]:
    """The adapter of a strategy; its library is imported only now.

    Raises InvalidInput for an unknown name.
    """
    strategies.strategy(name)
    with _importing:
        module = import_module(f"tuning.engine.strategies.{name}")
    return next(
        kind
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, SearchStrategy)
        and getattr(kind, "name", None) == name
    )


def load_all() -> None:
    """Imports every strategy's library, so that no study waits for it."""
    for name in strategies.STRATEGIES:
        strategy_class(name)


__all__ = ["SearchStrategy", "strategy_class"]
