"""What a browser asks past Streamlit, as JSON: read within limits, and by whom it is asked.

Must not import Streamlit.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from tuning.errors import InvalidInput, quoted

MOST_LETTERS = 100
"""Of a visitor's id."""


async def body(request: Request, what: str, most: int) -> Any:
    """The request's JSON. Raises InvalidInput where it is none, or longer than `most` bytes.

    `what` is asked for, as it is called within a sentence.
    """
    read = b""
    async for part in request.stream():
        read += part
        if len(read) > most:
            raise InvalidInput(f"A request for {what} has at most {most:,} bytes.")
    try:
        return json.loads(read, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"A request for {what} must be JSON.") from error


def visitor(said: dict[str, Any]) -> str:
    """Who asks, by an id of their browser's own. Raises InvalidInput."""
    name = said.get("visitor")
    if not (isinstance(name, str) and name.isprintable() and 0 < len(name) <= MOST_LETTERS):
        raise InvalidInput(
            f"A visitor is named by 1 to {MOST_LETTERS} letters, got {quoted(name)}."
        )
    return name


def _no_number(word: str) -> None:
    """NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(word)
