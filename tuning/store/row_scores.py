"""Row scores as the store keeps them: what each validation row gave a fit at each epoch.

Right or wrong as bits, costs (squared errors, log losses) in half precision, both compressed: a
thousand trials of 20 epochs on 2,000 rows take 5 MB of bits.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine, select

from tuning.store import schema

LARGEST = 6e4
"""What half precision holds: costs so many times the median are kept as this."""
LINEAR = "linear"
"""The kind of the linear baseline's, which is no fit of a network."""
table = schema.row_scores


@dataclass(frozen=True)
class RowScores:
    """Those of one fit. `kind` is a `FitKind`'s value, or `LINEAR`, both with trial 0."""

    trial: int
    kind: str
    index: int
    first_epoch: int
    """The epoch of the first line, from 1: above it in a fit that goes on where another ended."""
    epochs: int
    rows: int
    """Validation rows that are kept: see `tuning.tasks.kept_rows`."""
    right: bytes | None = field(default=None, repr=False)
    """Of classes."""
    costs: bytes | None = field(default=None, repr=False)
    """Of quantities: squared errors in the target's own unit; of a study that aims at a log loss,
    or at the loss of classes, each row's. Half precision, in units of their median; what is no
    number is kept as the largest."""

    @classmethod
    def of(
        cls,
        key: tuple[int, str, int],
        hits: npt.NDArray[np.bool_] | None = None,
        costs: npt.NDArray[np.float32] | None = None,
        first_epoch: int = 1,
    ) -> RowScores:
        """From arrays (epochs, rows), of which one at least is given."""
        known = hits if hits is not None else costs
        assert known is not None
        right = None if hits is None else zlib.compress(np.packbits(hits, axis=1).tobytes())
        epochs, rows = known.shape
        return cls(
            *key, first_epoch, epochs, rows, right, None if costs is None else _packed(costs)
        )

    def hits(self) -> npt.NDArray[np.bool_] | None:
        """(epochs, rows): whether the row was given its class."""
        if self.right is None:
            return None
        packed = np.frombuffer(zlib.decompress(self.right), np.uint8).reshape(self.epochs, -1)
        return np.unpackbits(packed, axis=1, count=self.rows).astype(bool)

    def row_costs(self) -> npt.NDArray[np.float32] | None:
        """(epochs, rows), to three digits."""
        if self.costs is None:
            return None
        content = zlib.decompress(self.costs)
        unit, halves = (
            np.frombuffer(content[:4], np.float32),
            np.frombuffer(content[4:], np.float16),
        )
        return halves.reshape(self.epochs, self.rows).astype(np.float32) * unit


def _packed(costs: npt.NDArray[np.float32]) -> bytes:
    """In half precision, after the unit in which they stand: whatever the target's own is."""
    some = costs[np.isfinite(costs) & (costs > 0)]
    unit = np.float32(np.percentile(some, 50, method="lower") if some.size else 1)
    halves = np.minimum(costs / unit, LARGEST).astype(np.float16)
    return zlib.compress(unit.tobytes() + halves.tobytes())


COLUMNS = [table.c[name] for name in RowScores.__dataclass_fields__]


class KeptRowScores:
    """What `Store` reads of row scores; a batch writes them."""

    _engine: Engine

    def row_scores(self, study_id: int, since: int = 0) -> list[RowScores]:
        """Those written after change `since`, by trial, kind and index."""
        query = select(*COLUMNS).where(table.c.study_id == study_id, table.c.change > since)
        ordered = query.order_by(table.c.trial, table.c.kind, table.c["index"])
        with self._engine.connect() as connection:
            return [RowScores(*row) for row in connection.execute(ordered)]
