"""Plotly's own script, and the shorter one that pages load.

The whole has nearly fifty kinds of traces, and figures here draw three. Of the script that a page
loads the browser makes those alone ready, which takes it 50 in place of 320 ms of one task. Nothing
else differs, and where the installed script is of another make than is known here, it is loaded
whole.
"""

from __future__ import annotations

import logging
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

TRACES = ("scatter", "bar", "heatmap")
"""What figures may draw. Scatter is part of Plotly's core."""

_BODY = '"use strict";var Plotly='
_END = "return Plotly;"
_REGISTER = re.compile(r"\.register\(\[((?:\w+\(\),?)+)\]\)")
_HANDS_ON = re.compile(r'\w+\(\(\w+,(\w+)\)=>\{"use strict";\1\.exports=(\w+)\(\)')
_NAMED = re.compile(r'moduleType:"trace",name:"(\w+)"')
_KIND_WITHIN = 6000
"""Letters from the beginning of a trace's module to its name."""


@cache
def plotly_file() -> Path:
    """Where the installed plotly package keeps its JavaScript; the package is not imported.

    Raises FileNotFoundError where it is not installed."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package plotly is not installed.")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


@cache
def plotly_script() -> str:
    """What a page loads. Raises OSError where there is no file."""
    whole = plotly_file().read_text(encoding="utf-8")
    try:
        return shortened(whole)
    except ValueError as error:
        logging.getLogger(__name__).warning("Plotly's script is loaded whole: %s", error)
        return whole


def shortened(whole: str) -> str:
    """The script without its wrapper, which makes the browser compile all of it in one task, and
    with `TRACES` alone. Raises ValueError where it is of another make."""
    begin, end = whole.find(_BODY), whole.rfind(_END)
    listed = _REGISTER.search(whole)
    if not 0 <= begin < end or listed is None:
        raise ValueError("its beginning, end or list of traces is not found.")
    modules = listed[1].removesuffix(",").split(",")
    kept = [module for module in modules if _kind(whole, module[:-2]) in TRACES]
    if len(kept) != len(TRACES) - 1:
        raise ValueError(f"{len(kept)} of its traces are known.")
    notice = whole[: whole.find("*/") + 2]
    return f"{notice}\n{whole[begin : listed.start(1)]}{','.join(kept)}{whole[listed.end(1) : end]}"


def _kind(whole: str, module: str) -> str:
    """What a listed module draws; empty where it cannot be told. It hands on another module,
    which says its name."""
    handed = _HANDS_ON.match(whole, _begin(whole, module))
    begin = _begin(whole, handed[2]) if handed else 0
    named = _NAMED.search(whole, begin, begin + _KIND_WITHIN) if begin else None
    return named[1] if named else ""


def _begin(whole: str, module: str) -> int:
    """Where a module begins; 0 if it is not found."""
    statement = f";var {module}="
    at = whole.find(statement)  # far quicker than a pattern
    return at + len(statement) if at >= 0 else 0
