"""`python -m tuning.engine.predict_rows MODEL ROWS OUTPUTS`: predicts the rows of a file, and ends.

Started by `tuning.processes.predicting`, which says what is in the files. Ends with 2, and one
sentence as the last line on standard error, where the model cannot take the rows.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from tuning.engine import predicting
from tuning.errors import TuningError
from tuning.processes.predicting import OUTPUTS, REFUSED, unpacked


def main(model: Path, rows: Path, outputs: Path) -> None:
    """Writes the outputs of a model's file for the rows."""
    with np.load(rows, allow_pickle=False) as file:
        given = unpacked(file)
    try:
        found = predicting.opened(model).predict(given)
    except TuningError as error:
        print(error, file=sys.stderr)
        sys.exit(REFUSED)
    np.savez(outputs, allow_pickle=False, **{OUTPUTS: found})


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
