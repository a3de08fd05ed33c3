"""MLflow: an experiment a study, a run a trial, by `MlflowClient`.

Offline it is a store of SQLite in the folder, which any `mlflow ui` opens. Epochs are sent as they
come: MLflow takes a number twice as once.
"""

from __future__ import annotations

import os
from pathlib import Path
from shlex import quote
from typing import Any
from urllib.parse import urlsplit

from tuning.errors import InvalidInput
from tuning.export.trackers._base import Adapter, Group, Run, Sent
from tuning.study import TrialState

URI = "MLFLOW_TRACKING_URI"
STUDY, TRIAL = "tuning.study", "tuning.trial"
"""The tags by which what was sent is found again."""
AT_ONCE = 800
"""Numbers in one call, beside values and tags: MLflow takes a thousand of all three together, and a
call costs more than what is in it."""
LONGEST = 5000
"""Letters of a tag or a parameter that every store takes."""
STATUS = {TrialState.COMPLETED: "FINISHED", TrialState.FAILED: "FAILED"}


class Runs:
    """The runs of one study."""

    def __init__(self, group: Group, folder: Path, online: bool) -> None:
        import mlflow

        uri = os.environ[URI] if online else _local(folder)
        self._client = mlflow.MlflowClient(uri)
        self._group = group
        self._experiment = self._found() or self._made(None if online else folder / "artifacts")
        self._ids = self._known()

    def has(self, key: str) -> bool:
        return key in self._ids

    def send(self, run: Run, sent: Sent | None) -> None:
        if sent is None and run.key in self._ids:
            self._client.delete_run(self._ids.pop(run.key))
        if run.key not in self._ids:
            self._ids[run.key] = self._begin(run)
        self._log(self._ids[run.key], run, sent or {})

    def close(self) -> None:
        pass

    def _found(self) -> str | None:
        found = self._client.search_experiments(filter_string=_is(STUDY, self._group.key))
        return found[0].experiment_id if found else None

    def _made(self, artifacts: Path | None) -> str:
        """A new experiment; a name that another has is told apart by digits."""
        name, group = self._group.name, self._group
        if self._client.get_experiment_by_name(name) is not None:
            name = f"{name} ({group.key[:8]})"
        tags = {**group.about, STUDY: group.key}
        place = artifacts.as_uri() if artifacts else None
        return str(self._client.create_experiment(name, place, tags))

    def _known(self) -> dict[str, str]:
        """The runs that are there already, by key."""
        ids: dict[str, str] = {}
        token: str | None = None
        while True:
            page = self._client.search_runs([self._experiment], page_token=token)
            ids |= {run.data.tags[TRIAL]: run.info.run_id for run in page if TRIAL in run.data.tags}
            if not (token := page.token):
                return ids

    def _begin(self, run: Run) -> str:
        tags = {**self._group.about, TRIAL: run.key, "mlflow.note.content": run.why[:LONGEST]}
        began = None if run.started is None else round(run.started * 1000)
        return str(self._client.create_run(self._experiment, began, tags, run.name).info.run_id)

    def _log(self, run_id: str, run: Run, sent: Sent) -> None:
        numbers = _numbers(run, sent)
        told = {"tags": _tags(run), "params": [] if sent else _values(run)}
        self._client.log_batch(run_id, numbers[:AT_ONCE], **told)
        for first in range(AT_ONCE, len(numbers), AT_ONCE):
            self._client.log_batch(run_id, numbers[first : first + AT_ONCE])
        for file in run.files:
            self._client.log_artifact(run_id, str(file))
        if run.state.is_finished():
            ended = None if run.finished is None else round(run.finished * 1000)
            self._client.set_terminated(run_id, STATUS.get(run.state, "KILLED"), ended)


def _values(run: Run) -> list[Any]:
    from mlflow.entities import Param

    return [Param(name, str(value)) for name, value in run.values.items()]


def _tags(run: Run) -> list[Any]:
    from mlflow.entities import RunTag

    told = {"state": run.state.value, "tags": ", ".join(run.tags)}
    if run.error:
        told["error"] = run.error[:LONGEST]
    return [RunTag(name, told[name]) for name in told]


def _numbers(run: Run, sent: Sent) -> list[Any]:
    from mlflow.entities import Metric

    numbers = [
        Metric(name, value, round(epoch.time * 1000), epoch.epoch)
        for epoch, metrics in run.points(sent)
        for name, value in metrics.items()
    ]
    if run.state.is_finished():
        at = round((run.finished or run.started or 0.0) * 1000)
        numbers += [Metric(name, value, at, 0) for name, value in run.results.items()]
    return numbers


def _is(tag: str, value: str) -> str:
    return f"tags.`{tag}` = '{value}'"


def _local(folder: Path) -> str:
    return f"sqlite:///{folder / 'mlflow.sqlite'}"


def _target() -> str:
    """The server without a password that may stand in its address."""
    uri = os.environ.get(URI, "")
    if not uri:
        raise InvalidInput(f"MLflow's server must be named by {URI}, which is not set.")
    parts = urlsplit(uri)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


ADAPTER = Adapter(
    live=True,
    quiet={
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_LOGGING_LEVEL": "ERROR",
        "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
        "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",
        "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    },
    asks_online=lambda: bool(os.environ.get(URI)),
    target=_target,
    open=Runs,
    next_step=lambda folder: f"mlflow ui --backend-store-uri {quote(_local(folder))}",
)
