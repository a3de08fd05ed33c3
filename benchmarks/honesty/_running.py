"""Runs many small studies at once in one engine, and hands over each as it is through."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator
from typing import Any

from benchmarks._engine import Engine
from benchmarks._report import say
from tuning.store.view import StudyView
from tuning.study import StudySpec, StudyState

Line = dict[str, Any]
"""What is kept of one job: plain data."""
Job = Generator[StudySpec, StudyView, Line]
"""Yields the studies that it needs, one after the other, gets each when it is through, and returns
its line."""
AT_ONCE = 4
"""So that no worker waits while a study begins or ends."""
POLL = 0.1


def run(engine: Engine, jobs: Iterable[Job]) -> Iterator[Line]:
    """The line of each job as it ends. One of which a study fails has none, and is said to."""
    waiting, going = iter(jobs), dict[int, Job]()
    while True:
        while len(going) < AT_ONCE and (job := next(waiting, None)) is not None:
            going[_begun(engine, next(job))] = job
        if not going:
            return
        engine.check()
        for study in list(going):
            record = engine.store.study(study)
            if record.state.is_active():
                continue
            job = going.pop(study)
            if record.state is not StudyState.COMPLETED:
                say(f"{record.name} is {record.state}: {record.error}")
                continue
            try:
                going[_begun(engine, job.send(StudyView(engine.store, study)))] = job
            except StopIteration as ended:
                yield ended.value
        time.sleep(POLL)


def _begun(engine: Engine, spec: StudySpec) -> int:
    study = engine.store.create_study(spec)
    engine.store.send("start", study)
    return study
