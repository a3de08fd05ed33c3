"""The New study page."""
