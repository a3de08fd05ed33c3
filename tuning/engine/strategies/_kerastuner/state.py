"""The files of an oracle's project, as `keras_tuner` writes them.

A notebook reopens the project with the same tuner class; nothing here reads it.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import keras_tuner
from keras_tuner.engine.trial import Trial

PROJECT = "keras_tuner"
"""The project's folder, in the one of the study."""


class ProjectFiles:
    """The files of an oracle's project: not rewritten while a resumed study catches up.

    KerasTuner writes a trial's file three times and its state, whole, twice a trial, which takes
    longer with every trial (7 ms of a trial's 8 at 4,000 trials). Here what has changed is written
    every two seconds, so seldom that it takes a twentieth of the time at most, and in the end.
    """

    PAUSE_SECONDS = 2.0
    SHARE = 20

    def __init__(self, oracle: keras_tuner.Oracle, folder: Path) -> None:
        """Makes the project of `oracle` in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        oracle._set_project_dir(str(folder), PROJECT)
        self._folder = folder / PROJECT
        self._folder.mkdir(exist_ok=True)
        # With its own (empty) state beside the oracle's, a tuner in a notebook finds a project.
        (self._folder / "tuner0.json").write_text("{}", encoding="utf-8")
        self._oracle, self._save = oracle, oracle.save
        self._changed: dict[str, Trial] = {}
        self._follows = False
        self._due = 0.0
        oracle.save, oracle._save_trial = self._saved, self._trial_saved

    def follow(self) -> None:
        """From now on the files follow the oracle."""
        if not self._follows:
            self._follows = True
            self._changed = dict(self._oracle.trials)
            self.write()

    def write(self) -> None:
        """Writes what has changed and the oracle's state now, if the files follow."""
        if not self._follows:
            return
        began = time.monotonic()
        for trial in self._changed.values():
            self._write_trial(trial)
        self._changed.clear()
        self._save()
        ended = time.monotonic()
        self._due = ended + max(self.PAUSE_SECONDS, self.SHARE * (ended - began))

    def _saved(self) -> None:
        if time.monotonic() >= self._due:
            self.write()

    def _trial_saved(self, trial: Trial) -> None:
        self._changed[trial.trial_id] = trial

    def _write_trial(self, trial: Trial) -> None:
        """As `trial.save` does, without TensorFlow's file system."""
        path = self._folder / f"trial_{trial.trial_id}" / "trial.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(trial.get_state()), encoding="utf-8")
