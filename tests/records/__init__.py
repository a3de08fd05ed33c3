"""The one place that makes records without training: for tests, benchmarks and a look at the pages.

`samples` has one small record of each kind, to be changed at will. Studies with believable curves
are `Recording`s: `studies` has them in every state, `techniques` with what is a technique's own.
`python -m tests.records HOME` fills a home to look at the pages with.
"""

from __future__ import annotations

from tests.records.curves import curve, draw, quality
from tests.records.recording import START, Recording
from tests.records.studies import MOMENTUM, a_home, fill, leave, leave_model, put_engine, spec

__all__ = [
    "MOMENTUM",
    "START",
    "Recording",
    "a_home",
    "curve",
    "draw",
    "fill",
    "leave",
    "leave_model",
    "put_engine",
    "quality",
    "spec",
]
