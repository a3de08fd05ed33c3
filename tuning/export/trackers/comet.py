"""Comet: an experiment a trial, told by its study.

Offline each experiment is an archive that `comet upload` sends on. An experiment is sent once its
trial has ended; at the server it is known by its key, so that sent twice it is one.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from shlex import quote
from typing import Any

from tuning.export.trackers._base import Adapter, Group, Run, Sent, no_key, place, project

ONLINE = "COMET_START_ONLINE"
STREAMER_SECONDS = 0.02
"""How often the thread that writes an archive looks whether that has ended: the client's own second
would be most of what a trial takes."""
NOTHING_BY_ITSELF = dict.fromkeys(
    (
        *("log_code", "log_graph", "parse_args", "log_git_metadata", "log_git_patch"),
        *("log_env_details", "auto_output_logging", "auto_param_logging", "auto_metric_logging"),
        "auto_log_co2",
    ),
    False,
)


class Runs:
    """The experiments of one study."""

    def __init__(self, group: Group, folder: Path, online: bool) -> None:
        self._group, self._folder, self._online = group, folder, online

    def has(self, key: str) -> bool:
        return self._online or bool(self._kept(key))

    def send(self, run: Run, sent: Sent | None) -> None:
        if not self._online:  # written anew, whole
            sent = None
            for archive in self._kept(run.key):
                archive.unlink()
        opened = self._opened(run)
        for name, value in run.values.items():
            opened.log_parameter(name, value)
        for epoch, metrics in run.points(sent or {}):
            opened.log_metrics(metrics, step=epoch.epoch, epoch=epoch.epoch)
        opened.log_metrics(dict(run.results))
        told = {**self._group.about, "why": run.why, "state": run.state.value}
        opened.log_others(told | ({"error": run.error} if run.error else {}))
        for file in run.files:
            if file.suffix == ".keras":
                opened.log_model("winner", str(file), file_name=file.name)
            else:
                opened.log_asset(str(file), file_name=file.name)
        opened.end()

    def close(self) -> None:
        pass

    def _kept(self, key: str) -> list[Path]:
        return list(self._folder.glob(f"{key}*.zip"))

    def _opened(self, run: Run) -> Any:
        import comet_ml  # takes a second

        logging.getLogger("comet_ml").setLevel(logging.CRITICAL)  # what is raised is told
        config = comet_ml.ExperimentConfig(
            **NOTHING_BY_ITSELF,
            display_summary_level=0,
            offline_directory=str(self._folder),
            name=f"{self._group.name}: {run.name}",
            tags=[self._group.name, *run.tags],
        )
        opened = comet_ml.start(
            project_name=project("COMET_PROJECT_NAME"),
            experiment_key=run.key,
            mode="get_or_create",
            online=self._online,
            experiment_config=config,
        )
        if not self._online:
            opened.streamer.queue_timeout = STREAMER_SECONDS
        return opened


def _target() -> str:
    import comet_ml

    if not comet_ml.get_config("comet.api_key"):
        raise no_key("Comet's", "COMET_API_KEY", "comet login")
    return place("COMET_URL_OVERRIDE", "COMET_WORKSPACE", project("COMET_PROJECT_NAME"))


ADAPTER = Adapter(
    live=False,
    quiet={
        "COMET_ERROR_TRACKING_ENABLE": "false",
        "COMET_INTERNAL_SENTRY_DSN": "",
        "COMET_INTERNAL_REPORTING": "false",
        "COMET_DISABLE_ANNOUNCEMENT": "true",
        "COMET_DISABLE_AUTO_LOGGING": "1",
        "COMET_LOGGING_PARAMETERS_IGNORE": "comet:curr_step,comet:curr_epoch",
    },
    asks_online=lambda: os.environ.get(ONLINE, "").lower() in ("1", "true", "yes", "on"),
    target=_target,
    open=Runs,
    next_step=lambda folder: f"comet upload {quote(str(folder))}/*.zip",
)
