"""Small generated data of a person's own: tables as CSV, arrays as `.npz`."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tuning.datasets import own
from tuning.settings import Settings
from tuning.study import DataSpec


def csv(header: str, rows: Iterable[Sequence[Any]], separator: str = ",") -> bytes:
    lines = [header, *(separator.join(map(str, row)) for row in rows)]
    return "\n".join(lines).encode()


def penguins(rows: int = 60) -> bytes:
    """Two numbers, two texts, a constant, a counter, three classes; some values are missing."""
    rng = np.random.default_rng(0)
    kinds, islands = ["Adelie", "Chinstrap", "Gentoo"], ["Biscoe", "Dream", "Torgersen"]
    found = []
    for k in range(rows):
        kind = k % 3
        mass = "" if k % 10 == 0 else f"{rng.normal(3700 + 600 * kind, 100):.0f}"
        bill = f"{rng.normal(38 + 5 * kind, 1):.1f}"
        sex = "?" if k % 7 == 0 else ("male", "female")[k % 2]
        found.append((islands[(k // 3) % 3], bill, mass, sex, "PAL", k + 1, kinds[kind]))
    return csv("island,bill,mass,sex,study,number,species", found)


def npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def images(rows: int = 40, **changes: Any) -> bytes:
    """Training and test images of 4×4 pixels, two classes."""
    rng = np.random.default_rng(0)
    known: dict[str, Any] = {
        "x_train": rng.integers(0, 256, (rows, 4, 4), np.uint8),
        "y_train": np.arange(rows) % 2,
        "x_test": rng.integers(0, 256, (10, 4, 4), np.uint8),
        "y_test": np.arange(10) % 2,
    }
    given = {name: array for name, array in (known | changes).items() if array is not None}
    return npz(**given)


def kept(content: bytes, place: Settings, filename: str = "mine.csv", **more: Any) -> DataSpec:
    """Data that a person brought, kept in a home."""
    return DataSpec(name=own.keep(content, filename, place), **more)


def files(place: Settings) -> list[str]:
    """All files of data in a home."""
    return sorted(str(p.relative_to(place.datasets)) for p in place.datasets.rglob("*.*"))
