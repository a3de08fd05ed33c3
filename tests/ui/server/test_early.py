"""The early imports: of the libraries that pages use, and without Streamlit."""

from __future__ import annotations

import subprocess
import sys


def test_what_is_imported_early_exists_and_brings_no_page_with_it() -> None:
    code = """
import sys
from tuning.ui.server import early
early.start().join()
assert {*early.MODULES, *early.FOR_SAMPLES} <= sys.modules.keys()
assert not {"streamlit", "tensorflow", "plotly"} & sys.modules.keys()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
