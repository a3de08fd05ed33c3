"""This engine's code on a scheduler and workers that somebody else started.

They have the libraries and need not have the project: a zip of `tuning/` is unpacked where each
process keeps its own files. What runs there to take it in is pickled as it stands, not by its name,
so nothing here may use another module of the project.
"""

from __future__ import annotations

import functools
import hashlib
import io
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import cloudpickle

PACKAGE = Path(__file__).resolve().parents[2]
LEFT_OUT = ("ui", "__pycache__")
"""What no worker needs: the pages, and what Python compiled here."""


@functools.cache
def parcel() -> tuple[bytes, str]:
    """The code of this process as a zip, and the folder to unpack it in, named by its content."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(PACKAGE.rglob("*")):
            inside = path.relative_to(PACKAGE)
            if path.is_file() and not set(inside.parts) & set(LEFT_OUT):
                # A fixed date: the same code is the same zip.
                entry = zipfile.ZipInfo(str(Path(PACKAGE.name) / inside))
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    content = packed.getvalue()
    return content, f"tuning-studio-{hashlib.sha256(content).hexdigest()[:12]}"


def _unpack(code: bytes, folder: str) -> None:
    """Puts the code where it is imported from before any other copy."""
    import importlib

    if not os.path.isdir(folder):
        with zipfile.ZipFile(io.BytesIO(code)) as archive:
            archive.extractall(folder)
    if folder in sys.path:
        sys.path.remove(folder)
    sys.path.insert(0, folder)
    importlib.invalidate_caches()


def take_over_scheduler(
    code: bytes, name: str, client: str, engine: str, dask_scheduler: Any
) -> str | None:
    """On a scheduler: it is this engine's from now on; returns the other engine that has it.

    A scheduler imports one light module of the project (`parcels`), an older copy of which goes.
    """
    owner = getattr(dask_scheduler, "tuning_studio", None)
    if owner is not None and owner[0] != client and owner[0] in dask_scheduler.clients:
        return str(owner[1])
    dask_scheduler.tuning_studio = (client, engine)
    folder = os.path.join(dask_scheduler.local_directory, name)
    loaded = sys.modules.get("tuning")
    if loaded is not None and not str(loaded.__file__).startswith(folder):
        for module in [m for m in sys.modules if m.split(".")[0] == "tuning"]:
            del sys.modules[module]
    _unpack(code, folder)
    return None


async def take_in(
    code: bytes, name: str, resource: str, program: str | None, dask_worker: Any
) -> str | None:
    """On a worker: it can train for this engine from now on, one fit at a time.

    Returns where this process has imported the project from, if it has: it must start anew then.
    """
    loaded = sys.modules.get("tuning")
    if loaded is not None:
        return str(loaded.__file__)
    folder = os.path.join(dask_worker.local_directory, name)
    _unpack(code, folder)
    from tuning.engine.workers import environment

    os.environ.pop("TUNING_PROGRAM", None)
    os.environ.update({"TUNING_PROGRAM": program} if program else {})
    os.environ.update(environment.of_worker(dask_worker.state.nthreads))
    await dask_worker.set_resources(**{resource: 1})
    return None


cloudpickle.register_pickle_by_value(sys.modules[__name__])
