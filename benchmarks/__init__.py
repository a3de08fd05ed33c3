"""Timings of this project against plain libraries and against its own targets; one command each.

`python -m benchmarks.training`, `.overhead` and `.pages`. Nothing outside this folder imports it.
"""
