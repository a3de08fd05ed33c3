"""The early imports: of the libraries that pages use, and without Streamlit."""

from __future__ import annotations

import subprocess
import sys


def test_what_is_imported_early_exists_and_brings_no_page_with_it() -> None:
    code = """
import sys, threading
from tuning.ui.server import early
early.PATIENCE = early.HUSH = 1000  # what no page needs is left
through = early.start()
early.page_is_drawn(trains=False)
assert not early._over.wait(0.2)
early.page_is_drawn()
through()
[thread.join() for thread in threading.enumerate() if thread.name == "early-imports"]
assert {*early.MODULES, *early.FOR_SAMPLES, *early.FOR_FORESTS} <= sys.modules.keys()
assert not {"streamlit", "tensorflow", "plotly"} & sys.modules.keys()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
