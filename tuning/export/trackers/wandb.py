"""Weights & Biases: a run a trial, grouped by study.

Offline each run is a folder that `wandb sync` sends on. A run is sent once its trial has ended; at
the server it is known by its id, so that sent twice it is one.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from shlex import quote
from typing import Any

from tuning.export.trackers._base import (
    EPOCH,
    Adapter,
    Group,
    Run,
    Sent,
    no_key,
    place,
    project,
    settings_of,
)
from tuning.study import TrialState

LONGEST_TAG, LONGEST_GROUP = 64, 128
START_SECONDS, FINISH_SECONDS = 30.0, 100.0


class Runs:
    """The runs of one study."""

    def __init__(self, group: Group, folder: Path, online: bool) -> None:
        self._group, self._folder, self._online = group, folder, online
        self._client: Any = None
        """Loaded with the first run that is sent."""

    def has(self, key: str) -> bool:
        return self._online or bool(self._kept(key))

    def send(self, run: Run, sent: Sent | None) -> None:
        if not self._online:  # written anew, whole
            sent = None
            for folder in self._kept(run.key):
                shutil.rmtree(folder)
        opened = self._opened(run)
        opened.define_metric(EPOCH)
        opened.define_metric("*", step_metric=EPOCH)
        for epoch, metrics in run.points(sent or {}):
            opened.log({**metrics, EPOCH: epoch.epoch, "_timestamp": epoch.time})
        opened.summary.update({**run.results, "state": run.state.value, "error": run.error})
        for file in run.files:
            copied = shutil.copy(file, opened.dir)
            opened.save(copied, base_path=opened.dir, policy="now")
        opened.finish(exit_code=0 if run.state is TrialState.COMPLETED else 1)

    def close(self) -> None:
        if self._client is not None:
            self._client.teardown()

    def _kept(self, key: str) -> list[Path]:
        return list(self._folder.glob(f"wandb/offline-run-*-{key}"))

    def _opened(self, run: Run) -> Any:
        import wandb

        self._client = wandb
        options = wandb.Settings(
            mode="online" if self._online else "offline",
            root_dir=str(self._folder),
            console="off",
            silent=True,
            disable_git=True,
            disable_code=True,
            init_timeout=START_SECONDS,
            finish_timeout=FINISH_SECONDS,
            finish_timeout_raises=True,
            x_disable_meta=True,
            x_disable_stats=True,
            x_disable_machine_info=True,
            x_save_requirements=False,
        )
        return wandb.init(
            project=project("WANDB_PROJECT"),
            id=run.key,
            name=run.name,
            notes=run.why,
            group=self._group.name[:LONGEST_GROUP],
            job_type="trial",
            tags=[tag[:LONGEST_TAG] for tag in run.tags],
            config=settings_of(run, self._group),
            settings=options,
            reinit="create_new",
            resume="allow" if self._online else None,
        )


def _target() -> str:
    import wandb

    if not wandb.login(prompt=False, verify=False):
        raise no_key("Weights & Biases'", "WANDB_API_KEY", "wandb login")
    return place("WANDB_BASE_URL", "WANDB_ENTITY", project("WANDB_PROJECT"))


ADAPTER = Adapter(
    live=False,
    quiet={"WANDB_ERROR_REPORTING": "false", "WANDB_SILENT": "true"},
    asks_online=lambda: os.environ.get("WANDB_MODE") == "online",
    target=_target,
    open=Runs,
    next_step=lambda folder: f"wandb sync {quote(str(folder / 'wandb'))}/offline-run-*",
)
