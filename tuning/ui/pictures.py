"""Small pictures within a page's text: where values fall, what a score is made of, tiles of images.

Each says in words what it shows, for those who do not see it.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Sequence
from html import escape

import numpy as np

from tuning.space import AnyParameter, Float, Int, show
from tuning.space.spelling import spell
from tuning.text.words import score
from tuning.ui.widgets import html

MOST_DOTS = 65


# -- where values fall ---------------------------------------------------------------------------


def strip(parameter: AnyParameter, points: int | None = None) -> None:
    """A picture of a range: its values as the search sees them, `points` of them in a grid."""
    if isinstance(parameter, Int | Float):
        html(strip_html(parameter, points))


def strip_html(parameter: Int | Float, points: int | None = None) -> str:
    """The same as HTML: the dots, and the values at both ends and in the middle."""
    mid = _middle(parameter, parameter.scale == "log")
    ends = [(0, spell(parameter.low)), (50, show(mid)), (100, spell(parameter.high))]
    labels = "".join(f'<span style="left:{at}%">{value}</span>' for at, value in ends)
    return (
        f'<div class="ts-strip">{marks(parameter, points)}'
        f'<div class="ts-strip-ends">{labels}</div></div>'
    )


def marks(parameter: AnyParameter, points: int | None = None) -> str:
    """Where the values fall, as a line of dots: of a range that is drawn from, as a bar."""
    is_range = isinstance(parameter, Int | Float)
    dots = not is_range or parameter.is_finite or points is not None
    if not dots or len(parameter.points(points or MOST_DOTS + 1)) > MOST_DOTS:
        return '<div class="ts-strip-line"><b></b></div>'
    found = parameter.points(points)
    if isinstance(parameter, Int | Float):
        places = [parameter.position(float(v)) for v in found if v is not None]
    else:
        places = [(k + 0.5) / len(found) for k in range(len(found))]
    drawn = "".join(f'<i style="left:{100 * place:.2f}%"></i>' for place in places)
    return f'<div class="ts-strip-line">{drawn}</div>'


def _middle(parameter: Int | Float, is_log: bool) -> float:
    low, high = parameter.low, parameter.high
    mid = math.sqrt(low * high) if is_log else (low + high) / 2
    return round(mid) if isinstance(parameter, Int) else mid


def spread(parts: Sequence[float], mean: float, deviation: float) -> None:
    """A picture of what a score is made of: its parts as dots, mean ± deviation as a bar."""
    ends = [*parts, mean - deviation, mean + deviation]
    low, width = min(ends), (max(ends) - min(ends)) or 1.0

    def at(value: float) -> str:
        return f"{100 * (value - low) / width:.2f}%"

    dots = "".join(f'<i style="left:{at(part)}"></i>' for part in parts)
    bar = f'<b style="left:{at(mean - deviation)};width:{100 * 2 * deviation / width:.2f}%"></b>'
    told = f"mean {score(mean)}, deviation {score(deviation)}"
    html(
        f'<div class="ts-spread" role="img" aria-label="{told}" title="{told}">'
        f'{bar}<u style="left:{at(mean)}"></u>{dots}</div>'
        f'<div class="ts-spread-ends"><span>{score(min(ends))}</span>'
        f"<span>mean ± deviation, and each fit</span><span>{score(max(ends))}</span></div>"
    )


# -- images --------------------------------------------------------------------------------------


def tiles(images: np.ndarray, captions: Sequence[str], *, highest: float, across: int) -> str:
    """Images (n, height, width, channels if any) in rows of `across`, with captions, as HTML."""
    figures = "".join(
        f'<figure><img alt="Picture of {told}" title="{told}" src="{_png(image, highest)}">'
        f'<figcaption aria-hidden="true">{told}</figcaption></figure>'
        for image, told in zip(images, map(escape, captions), strict=True)
    )
    return f'<div class="ts-tiles" style="--across:{across}">{figures}</div>'


def svg(inside: str, width: int, height: int, told: str, attributes: str = "") -> str:
    """An SVG as an image: Streamlit takes one out of a page's HTML. `told` is what it shows."""
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">{inside}</svg>'
    )
    source = base64.b64encode(drawn.encode()).decode()
    return (
        f'<img alt="{escape(told)}" title="{escape(told)}" {attributes} '
        f'src="data:image/svg+xml;base64,{source}">'
    )


def _png(image: np.ndarray, highest: float) -> str:
    from PIL import Image

    grey = np.clip(np.asarray(image, dtype=float) * (255.0 / (highest or 1.0)), 0, 255)
    buffer = io.BytesIO()
    Image.fromarray(grey.astype(np.uint8)).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
