"""What a report carries, read back from its text."""

from __future__ import annotations

import base64
import gzip
import json
import re
from html.parser import HTMLParser
from typing import Any


def data(text: str) -> dict[str, Any]:
    """The records and looks that its scripts get."""
    (packed,) = re.findall(r'id="data">([^<]*)<', text)
    found: dict[str, Any] = unpacked(gzip.decompress(base64.b64decode(packed)).decode())
    return found


def unpacked(text: str) -> Any:
    """What `packing.packed` has packed, as `page/unpack.js` reads it."""
    found = json.loads(text)
    return _filled(found["data"], [_numbers(one) for one in found["lists"]])


def _numbers(kept: Any) -> list[Any]:
    if isinstance(kept, list):
        return kept
    whole, found = 0, []
    for step in kept["steps"]:
        whole += step or 0
        found.append(None if step is None else whole / 10 ** kept["places"])
    return found


def _filled(value: Any, lists: list[list[Any]]) -> Any:
    if isinstance(value, list):
        return [_filled(inner, lists) for inner in value]
    if not isinstance(value, dict):
        return value
    if "§" in value:
        which, count = value["§"]
        return lists[which][:count]
    return {key: _filled(inner, lists) for key, inner in value.items()}


class Elements(HTMLParser):
    """The tags of a page, and its texts outside of scripts and style sheets."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip() and self.tags[-1][0] not in ("script", "style"):
            self.texts.append(data.strip())
