"""Timings of this project against plain libraries and against its own targets; one command each.

`python -m benchmarks.training`, `.small`, `.programs`, `.overhead`, `.pages` and `.miniatures`.
`.landscape` measures what the miniatures of strategies search, `.tables` how real tables are read,
`.honesty` how often what a study says of its winner is right.
Nothing outside this folder imports it.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
