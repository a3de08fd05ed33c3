"""A page as a file: TOML between two lines of `+++`, then a text in Markdown."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

FENCE = "+++"


def read(path: Path) -> dict[str, Any]:
    """What stands between the fences, with the text behind them as `text`."""
    begin, head, text = path.read_text(encoding="utf-8").split(f"{FENCE}\n", 2)
    if begin:
        raise ValueError(f"{path.name} must begin with a line {FENCE}.")
    return {**tomllib.loads(head), "text": text.strip()}


def folder(name: str) -> list[Path]:
    """The pages of a folder beside this module, by their names."""
    return sorted((Path(__file__).parent / name).glob("*.md"))
