"""A single fit as a worker trains it, over and over, in a worker's environment.

`python -m benchmarks._one_fit SPEC HOME RESULT` reads a study's spec as JSON and writes, of one fit
of it once compiled: seconds by the clock and of the processor (medians), and how it ran. What a
fit reports goes nowhere.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks._machine import Stopwatch
from tuning import datasets, settings
from tuning.engine import worker
from tuning.engine.fits import FitOutcome, Source
from tuning.study import StudySpec

WARM, FITS = 3, 15
"""Fits before those that are measured, and how many of those there are."""
ALIKE = 100
"""Of how many fits of one architecture a worker is told, as in a study that has them."""


def measure(spec: StudySpec, home: Path) -> dict[str, Any]:
    """Of one fit, as numbers by name."""
    data = datasets.load(spec.data, settings.load(home))
    source = Source(1, spec, "benchmark", data.classes, alike=ALIKE)
    worker.warm()
    seconds, processor, done = [], [], list[FitOutcome]()
    watch = Stopwatch(os.getpid())
    for number in range(1, WARM + FITS + 1):
        task = source.task(number, {"learning_rate": 0.001}, 0)
        began, used = time.perf_counter(), time.process_time()
        done.append(worker.run_fit(task, data, worker.send_nothing))
        seconds.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
    if wrong := [each for each in done if each.error or len(each.epochs) != task.epochs]:
        raise RuntimeError(f"A fit was not trained whole: {wrong[0].error}")
    return {
        "seconds": statistics.median(seconds[WARM:]),
        "cpu": statistics.median(processor[WARM:]),
        "elsewhere": watch.read().elsewhere,
        "program": {done[-1].program: FITS},
        "scores": [each.score for each in done[WARM:]],
    }


def main() -> None:
    """Reads the spec, trains, writes the result."""
    spec = StudySpec.model_validate_json(Path(sys.argv[1]).read_text())
    Path(sys.argv[3]).write_text(json.dumps(measure(spec, Path(sys.argv[2]))))


if __name__ == "__main__":
    main()
