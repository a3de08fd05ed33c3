"""The Best model page."""
