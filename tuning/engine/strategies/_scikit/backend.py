"""joblib's Dask backend for scikit-learn's searches: each fit waits for its study's turn.

The data are on the workers already. joblib waits for ever for a task that Dask itself gives up;
here the search fails then.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from distributed import Future
from joblib._dask import DaskDistributedBackend
from joblib._parallel_backends import _TracebackCapturingWrapper

from tuning.engine.fits import FitTask
from tuning.engine.strategies._base import LibraryHost
from tuning.engine.strategies._scikit.places import place_of
from tuning.engine.strategies._scikit.rows import Rows
from tuning.engine.strategies._scikit.spaces import chosen

Callback = Callable[[Any], None]


class _Lost:
    """In place of a result: what became of a task that gave none."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


def asked_for(candidate: Any, rows: Rows, told: dict[str, Any]) -> tuple[FitTask, bool]:
    """The fit that one call of scikit-learn's `_fit_and_score` will be, and whether it is settled.

    `told` are the call's arguments by name.
    """
    source = rows.job.source
    place = place_of(told["caller"], told["callback_ctx"].task_id, source.spec.evaluation.kind)
    params = candidate.get_params() | told["parameters"]
    values = chosen(source.spec, params)
    task = source.task(place.number, values, place.index, place.kind, int(params["epochs"]))
    return task, (place.number, place.index) in rows.job.settled


class Backend(DaskDistributedBackend):
    """Queues the fits of one search; it can be failed from outside."""

    def __init__(self, trials: LibraryHost, data: list[Any], futures: list[Future]) -> None:
        super().__init__(client=trials.queue.client)
        self._queue = trials.queue
        self._in_line: dict[int, Callback] = {}
        self._error: Exception | None = None
        """Why the search is to end, once it was failed from outside."""
        self._scatter = data  # kept: joblib knows them by their identity
        self.data_futures = {id(item): f for item, f in zip(data, futures, strict=True)}
        # With one job joblib would train here, in the engine.
        self._jobs = max(trials.queue.workers, 2)

    def effective_n_jobs(self, n_jobs: int) -> int:
        return self._jobs

    def compute_batch_size(self) -> int:
        """One fit a task: several would take the turns of others."""
        return 1

    def submit(self, func: Any, callback: Callback) -> concurrent.futures.Future[Any]:
        """As joblib's, but that the task goes to a worker when its turn has come."""
        outcome: Any = concurrent.futures.Future()
        outcome.get = outcome.result
        self._in_line[id(outcome)] = callback
        self.client.loop.add_callback(self._in_line_or_lost, func, outcome)
        return outcome

    async def _in_line_or_lost(self, func: Any, outcome: concurrent.futures.Future[Any]) -> None:
        try:
            if self._error is not None:
                raise self._error
            await self._queue_up(func, outcome)
        except Exception as error:  # joblib would wait for ever
            self._lose(outcome, error)

    def _lose(self, outcome: concurrent.futures.Future[Any], error: Exception) -> None:
        callback = self._in_line.pop(id(outcome), None)
        if callback is not None:
            callback(_Lost(error))

    async def _queue_up(self, func: Any, outcome: concurrent.futures.Future[Any]) -> None:
        ((_, args, told),) = func.items
        task, is_settled = asked_for(args[0], args[1], told)
        batch, calls = await self._to_func_args(func)

        def begin(address: str) -> Future:
            future = self._queue.submit(
                address,
                _TracebackCapturingWrapper(batch),
                tasks=calls,
                key=f"{batch!r}-{uuid4().hex}",
            )
            callback = self._in_line.pop(id(outcome), None)
            if callback is not None:  # the search has not been failed meanwhile
                self._callbacks[future] = callback
                self._results[future] = outcome
                self.waiting_futures.add(future)
            return future

        def ended(future: Future | Exception) -> None:
            if isinstance(future, Exception):
                self._lose(outcome, future)

        if id(outcome) in self._in_line:
            self._queue.add(task, begin, ended, is_settled=is_settled)

    async def _collect(self) -> None:
        while self._continue:
            async for future, result in self.waiting_futures:
                waiting = self._results.pop(future, None)
                callback = self._callbacks.pop(future, None)
                status = future.status
                # Dask would train it again once the worker that keeps its result is lost.
                future.release()
                if waiting is None or callback is None:
                    continue
                if status != "finished":
                    result = _Lost(result[1] if isinstance(result, tuple) else result)
                waiting.set_result(result)
                callback(result)
            await asyncio.sleep(0.01)

    def abort_everything(self, ensure_ready: bool = True) -> None:
        self._queue.drop()
        self._in_line.clear()
        super().abort_everything(ensure_ready)

    def release(self) -> None:
        """The search is over: of what it sent to the workers nothing is kept nor made again."""
        self.client.loop.add_callback(self._release)

    async def _release(self) -> None:
        for future in (*self._results, *self.data_futures.values()):
            future.release()

    def fail(self, error: Exception) -> None:
        """Ends the search with this error: what it has asked for is lost, and what it asks next."""
        self._error = error
        for waiting in (self._in_line, self._callbacks):
            for key in list(waiting):
                callback = waiting.pop(key, None)
                if callback is not None:
                    callback(_Lost(error))

    def retrieve_result_callback(self, out: Any) -> Any:
        if isinstance(out, _Lost):
            raise out.error
        return super().retrieve_result_callback(out)
