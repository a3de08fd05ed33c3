"""The early imports: of the libraries that pages use, and without Streamlit."""

from __future__ import annotations

import subprocess
import sys


def test_what_is_imported_early_exists_and_brings_no_page_with_it() -> None:
    code = """
import sys, threading
from tuning.ui.server import early
early.PATIENCE = 1000  # as long as no page is drawn, what it does not need is left
through = early.start()
early.page_is_drawn()
through()
[thread.join() for thread in threading.enumerate() if thread.name == "early-imports"]
assert {*early.MODULES, *early.FOR_SAMPLES, *early.FOR_FORESTS} <= sys.modules.keys()
assert not {"streamlit", "tensorflow", "plotly"} & sys.modules.keys()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
