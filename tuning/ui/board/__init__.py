"""The Board page."""

from pathlib import Path

STYLE = Path(__file__).with_name("board.css")
