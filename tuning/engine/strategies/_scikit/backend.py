"""joblib's backend for scikit-learn's searches: each fit waits for its study's turn.

joblib hands over one call of scikit-learn's a fit; which of them travel to a worker together, the
queue decides. joblib waits for ever for an answer that does not come; here every call is answered,
if only by why it is lost, and the search fails then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import numpy as np
from distributed import Future
from joblib.parallel import ParallelBackendBase

from tuning.engine.fits import FitTask
from tuning.engine.strategies._base import LibraryHost
from tuning.engine.strategies._scikit.calls import Call, run_calls
from tuning.engine.strategies._scikit.places import place_of
from tuning.engine.strategies._scikit.rows import Job
from tuning.engine.strategies._scikit.spaces import chosen
from tuning.store import FitKey

AHEAD = 16
"""As many jobs a worker are promised to joblib, which hands over twice as many calls before their
turn: what each worker has compiled is to be among them, although a grid changes the architecture
from cell to cell."""
MOST_BYTES = 100_000
"""An array of row numbers that is longer travels once, not with every call."""


class _Lost:
    """In place of an answer: why there is none."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


def asked_for(candidate: Any, job: Job, told: dict[str, Any]) -> tuple[FitTask, bool]:
    """The fit that one call of scikit-learn's `_fit_and_score` will be, and whether it is settled.

    `told` are the call's arguments by name.
    """
    source = job.source
    place = place_of(told["caller"], told["callback_ctx"].task_id, source.spec.evaluation.kind)
    params = candidate.get_params() | told["parameters"]
    values = chosen(source.spec, params)
    task = source.task(place.number, values, place.index, place.kind, int(params["epochs"]))
    return task, (place.number, place.index) in job.settled


class Backend(ParallelBackendBase):
    """Queues the fits of one search; it can be failed from outside."""

    supports_retrieve_callback = True

    def __init__(self, trials: LibraryHost, job: Job) -> None:
        super().__init__()
        self._queue, self._dataset, self._job = trials.queue, trials.dataset, job
        self._calls: dict[FitKey, tuple[Call, Callable[[Any], None]]] = {}
        """The calls that wait for an answer, each with whom to tell."""
        self._error: Exception | None = None
        """Why the search is to end, once it was failed from outside."""
        self._sent: dict[int, tuple[np.ndarray, Future]] = {}
        self._jobs = AHEAD * trials.queue.workers

    # -- what joblib calls -----------------------------------------------------------------

    def configure(self, n_jobs: int = 1, parallel: Any = None, **options: Any) -> int:
        self.parallel = parallel
        return self._jobs

    def effective_n_jobs(self, n_jobs: int) -> int:
        return self._jobs

    def submit(self, func: Any, callback: Callable[[Any], None]) -> None:
        """Puts a call in line; `callback` is told its answer."""
        ((function, (candidate, rows, *_), told),) = func.items
        task, is_settled = asked_for(candidate, rows.job, told)
        self._calls[task.key] = Call(function, candidate, told), callback
        if self._error is not None or is_settled:
            self._queue.client.loop.add_callback(self._answer_here, task.key)
        else:
            self._queue.add(task, self._begin, self._ended)

    def retrieve_result_callback(self, out: Any) -> Any:
        if isinstance(out, _Lost):
            raise out.error
        return [out]

    def abort_everything(self, ensure_ready: bool = True) -> None:
        self._queue.drop()
        self._calls.clear()

    # -- for the search --------------------------------------------------------------------

    def fail(self, error: Exception) -> None:
        """Ends the search with this error: what it has asked for is lost, and what it asks next."""
        self._error = error
        for key in list(self._calls):
            self._answer(key, _Lost(error))

    def release(self) -> None:
        """The search is over: of what it sent to the workers nothing is kept."""
        for _, future in self._sent.values():
            future.release()

    # -- the way of a call -----------------------------------------------------------------

    def _begin(self, address: str, tasks: Sequence[FitTask]) -> Future:
        """Hands calls over to a worker. Raises what has failed the search meanwhile."""
        calls = [self._calls.get(task.key) for task in tasks]
        if self._error is not None or None in calls:
            raise self._error or RuntimeError("The search asks for this no more.")
        return self._queue.submit(
            address,
            run_calls,
            [self._light(call) for call, _ in filter(None, calls)],
            replace(self._job, settled={}),
            self._queue.data,
            key=f"fit_and_score-{uuid4().hex}",
        )

    def _ended(self, future: Future | Exception, tasks: Sequence[FitTask]) -> None:
        self._queue.client.loop.add_callback(self._take, future, [task.key for task in tasks])

    async def _take(self, future: Future | Exception, keys: Sequence[FitKey]) -> None:
        """Answers calls with what a worker has returned for them, or says that they are lost."""
        answers, error = [], Exception("Its pack ended before it.")
        try:
            if isinstance(future, Exception):
                raise future
            answers = await future._result()
        except Exception as lost:  # Dask has many names for a lost worker
            error = lost
        finally:
            # Dask would train it again once the worker that keeps its result is lost.
            if isinstance(future, Future):
                future.release()
        missing = [_Lost(error)] * (len(keys) - len(answers))
        for key, answer in zip(keys, [*answers, *missing], strict=True):
            self._answer(key, answer)
        self._queue.filled()  # joblib has asked for as many anew

    def _answer_here(self, key: FitKey) -> None:
        """Answers a call that trains nothing."""
        if self._error is not None:
            self._answer(key, _Lost(self._error))
        elif key in self._calls:
            call, _ = self._calls[key]
            try:
                answer = call.answer(self._job, self._dataset)
            except Exception as error:
                answer = _Lost(error)
            self._answer(key, answer)

    def _answer(self, key: FitKey, answer: Any) -> None:
        _, callback = self._calls.pop(key, (None, None))
        if callback is None:  # the search has been failed meanwhile
            return
        try:
            callback(answer)
        except Exception as error:  # it asks for the next fit, too
            self.fail(error)

    def _light(self, call: Call) -> Call:
        """A call whose long arrays of row numbers are on the workers already."""
        told = {
            name: self._there(value)
            if isinstance(value, np.ndarray) and value.nbytes > MOST_BYTES
            else value
            for name, value in call.told.items()
        }
        return replace(call, told=told)

    def _there(self, array: np.ndarray) -> Future:
        if id(array) not in self._sent:
            future = self._queue.client.scatter(array, broadcast=True, hash=False)
            self._sent[id(array)] = array, future
        return self._sent[id(array)][1]
