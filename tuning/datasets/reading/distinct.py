"""A column of texts as its different cells and their places: what is judged is judged once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

_LOOKED_AT = 2000


@dataclass(frozen=True, eq=False)
class Distinct:
    """The different trimmed cells of a column, one of which may be empty."""

    texts: Any
    """Arrow's array of them, in the order in which they first stand in the column."""
    codes: np.ndarray
    """Of each row, the place of its cell among them."""

    @classmethod
    def of(cls, column: Any) -> Distinct:
        """From a chunked array of Arrow's texts, none of them null."""
        coded = column.combine_chunks().dictionary_encode()
        return cls(coded.dictionary, coded.indices.to_numpy(zero_copy_only=False))

    @cached_property
    def counts(self) -> np.ndarray:
        """In how many rows each stands."""
        return np.bincount(self.codes, minlength=len(self.texts))

    @cached_property
    def filled(self) -> np.ndarray:
        """Which of them are not empty."""
        import pyarrow.compute as pc  # type: ignore[import-untyped]

        return pc.not_equal(self.texts, "").to_numpy(zero_copy_only=False)

    @cached_property
    def looked_at(self) -> list[str]:
        """As many of them as are enough to judge the column, without the empty one."""
        return [cell for cell in self.texts[: _LOOKED_AT + 1].to_pylist() if cell]

    def frequent(self, which: np.ndarray) -> dict[str, int]:
        """Some of the different cells with their rows, the most frequent first."""
        places = np.flatnonzero(which)
        places = places[np.argsort(-self.counts[places], kind="stable")]
        cells = self.texts.take(places).to_pylist()
        return dict(zip(cells, self.counts[places].tolist(), strict=True))
