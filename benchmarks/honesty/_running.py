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
    """The line of each job as it ends. Raises RuntimeError where a study fails."""
    waiting, going = iter(jobs), dict[int, Job]()
    while True:
        while len(going) < AT_ONCE and (job := next(waiting, None)) is not None:
            going[_begun(engine, next(job))] = job
        if not going:
            return
        for study in [study for study in going if _is_through(engine, study)]:
            job = going.pop(study)
            try:
                going[_begun(engine, job.send(StudyView(engine.store, study)))] = job
            except StopIteration as ended:
                yield ended.value
        time.sleep(POLL)


def _begun(engine: Engine, spec: StudySpec) -> int:
    study = engine.store.create_study(spec)
    engine.store.send("start", study)
    return study


def _is_through(engine: Engine, number: int) -> bool:
    engine.check()
    study = engine.store.study(number)
    if study.state.is_active():
        return False
    if study.state is not StudyState.COMPLETED:
        say(f"Study {number} is {study.state}: {study.error}")
        raise RuntimeError(f"{study.name} is {study.state}: {study.error}")
    return True
