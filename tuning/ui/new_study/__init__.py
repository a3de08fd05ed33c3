"""The New study page."""

from pathlib import Path

STYLE = Path(__file__).parent / "form.css"
"""What its looks have of their own."""
