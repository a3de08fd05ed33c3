"""scikit-learn's calls, a fit each: how they travel to a worker, and what runs there.

The data are there already. Calls of one search travel together, so that what they share, the search
itself and the rows of its folds, travels once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from distributed import get_worker

from tuning.datasets import Dataset
from tuning.engine import worker
from tuning.engine.pack import Reports
from tuning.engine.reports import encode
from tuning.engine.strategies._scikit.rows import Job, rows_and_targets


@dataclass(frozen=True, eq=False)
class Call:
    """One call of scikit-learn's `_fit_and_score`, without its X and y."""

    function: Callable[..., Any]
    candidate: Any
    told: Mapping[str, Any]
    """The other arguments by name."""

    def answer(self, job: Job, dataset: Dataset, **options: Any) -> Any:
        """What it returns on these data."""
        return self.function(
            self.candidate, *rows_and_targets(job, dataset, **options), **self.told
        )


def run_calls(calls: Sequence[Call], job: Job, dataset: Dataset) -> list[Any]:
    """What each call returns, in their order.

    It ends early where one raises: what there is until then comes back. Raises what the first one
    raises, StudyStopped among it.
    """
    here, topic = get_worker(), worker.topic(job.source.study_id)
    reports = Reports(lambda waiting: here.log_event(topic, encode(waiting)))
    answers: list[Any] = []
    try:
        for call in calls:
            answers.append(call.answer(job, dataset, send=reports.add))
    except Exception:
        if not answers:
            raise
    finally:
        reports.flush()
        reports.close()
    return answers
