"""Calls that a Dask scheduler hands on unopened, so that it needs neither the libraries nor us.

A scheduler unpickles what it is given to do, and with it would import whatever a task mentions:
TensorFlow, ten seconds long. So a task travels as bytes, with the data it waits for beside them.
The scheduler imports this module, and nothing else of the project; it must stay as light.
"""

from __future__ import annotations

import inspect
import io
import pickle
import threading
from collections.abc import Callable
from typing import Any

import cloudpickle
from distributed import Client, Future

_OPTIONS = set(inspect.signature(Client.submit).parameters) - {"self", "func", "args", "kwargs"}
"""The keywords that are Dask's; the others are the function's."""
_importing = threading.Lock()
"""On a worker: held by the one thread that imports. Libraries whose modules import each other in a
circle come to another thread, that begins at the same time, with a module that is half there."""


class _Packer(cloudpickle.Pickler):
    """Leaves futures out and keeps them in order."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self.futures: list[Future] = []

    def persistent_id(self, item: Any) -> int | None:
        if not isinstance(item, Future):
            return None
        self.futures.append(item)
        return len(self.futures) - 1


class _Unpacker(pickle.Unpickler):
    """Puts what the futures stand for in their places."""

    def __init__(self, file: io.BytesIO, found: tuple[Any, ...]) -> None:
        super().__init__(file)
        self._found = found

    def persistent_load(self, place: int) -> Any:
        return self._found[place]


def pack(call: tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]) -> tuple[bytes, list]:
    """A call as bytes, and the futures that it mentions, however deep."""
    file = io.BytesIO()
    packer = _Packer(file)
    packer.dump(call)
    return file.getvalue(), packer.futures


def carry_out(parcel: bytes, *found: Any) -> Any:
    """On a worker: the call that was packed, with the values of its futures."""
    with _importing:  # the first time that a function is named here, its module is imported
        function, arguments, named = _Unpacker(io.BytesIO(parcel), found).load()
    return function(*arguments, **named)


class Sender(Client):
    """A client whose tasks are parcels, for those workers alone that are fit for them."""

    needs: dict[str, float] | None = None
    """The resources that a worker must have; None: any worker will do."""

    def submit(self, func: Callable[..., Any], *args: Any, **named: Any) -> Future:
        """As `Client.submit`."""
        options = {name: named.pop(name) for name in _OPTIONS & named.keys()}
        parcel, futures = pack((func, args, named))
        if self.needs and options.get("resources") is None:
            options["resources"] = self.needs
        return super().submit(carry_out, parcel, *futures, **options)

    def where(self) -> list[str] | None:
        """The workers that data may be sent to; None: all."""
        return None

    def scatter(self, data: Any, workers: Any = None, **options: Any) -> Any:
        """As `Client.scatter`."""
        return super().scatter(data, workers=workers or self.where(), **options)
