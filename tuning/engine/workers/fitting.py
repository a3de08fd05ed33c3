"""Whether a scheduler's or a worker's libraries fit this engine's: said in one sentence.

Knows version numbers alone. A fit must give the same numbers on every worker, and what travels is
pickled, so what decides a score or lies in a pickle has one version everywhere; what only packs
bytes may differ in its smaller numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

Versions = Mapping[str, str | None]
"""By package, as Dask tells them; None: not there."""

TENSORFLOW = ("tensorflow", "tensorflow-cpu", "tensorflow-intel", "tensorflow-macos")
"""Names under which it is installed."""
SAME = ("keras", "scikit-learn", "scikeras", "numpy", "joblib", "pydantic", "dask", "distributed")
SERIES = {"python": 2, "cloudpickle": 1, "msgpack": 1}
"""How many of a version's numbers must agree."""
THERE = ("SQLAlchemy", "tensorboard")
"""What a worker imports without any of it reaching a score or a pickle."""
OF_SCHEDULER = ("python", "dask", "distributed", "cloudpickle", "msgpack")
"""A scheduler hands parcels on unopened: it needs no more."""
MOST_NAMED = 4

asked_for = (*TENSORFLOW, *SAME, *SERIES, *THERE)
"""The packages whose versions are to be asked for."""


def scheduler_misfit(address: str, theirs: Versions, ours: Versions) -> str | None:
    """What keeps a scheduler from serving this engine, in one sentence; None if nothing does."""
    return _sentence(f"The Dask scheduler at {address}", OF_SCHEDULER, theirs, ours)


def worker_misfit(address: str, theirs: Versions, ours: Versions) -> str | None:
    """What keeps a worker from training for this engine, in one sentence; None if nothing does."""
    names = ("python", "tensorflow", *SAME, "cloudpickle", "msgpack", *THERE)
    return _sentence(f"The worker at {address}", names, theirs, ours)


def _sentence(who: str, names: tuple[str, ...], theirs: Versions, ours: Versions) -> str | None:
    wrong = [
        f"{name} {_version(theirs, name)} (here {_version(ours, name)})"
        if _version(theirs, name)
        else f"no {name} (here {_version(ours, name)})"
        for name in names
        if not _fits(name, _version(theirs, name), _version(ours, name))
    ]
    if not wrong:
        return None
    more = f" and {len(wrong) - MOST_NAMED} more that differ" if len(wrong) > MOST_NAMED else ""
    return (
        f"{who} does not fit: it has {', '.join(wrong[:MOST_NAMED])}{more}; "
        "the versions must be those of this machine."
    )


def _fits(name: str, theirs: str | None, ours: str | None) -> bool:
    if ours is None or (name in THERE and theirs is not None):
        return True
    if name in SERIES and theirs is not None:
        most = SERIES[name]
        return theirs.split(".")[:most] == ours.split(".")[:most]
    return theirs == ours


def _version(versions: Versions, name: str) -> str | None:
    if name == "tensorflow":
        return next((found for n in TENSORFLOW if (found := versions.get(n))), None)
    version = versions.get(name)
    return ".".join(version.split(".")[:3]) if version and name == "python" else version
