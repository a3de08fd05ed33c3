"""The files of an oracle's project, as `keras_tuner` writes them.

A notebook reopens the project with the same tuner class; nothing here reads it.
"""

from __future__ import annotations

import time
from pathlib import Path

import keras_tuner
from keras_tuner.engine.trial import Trial

PROJECT = "keras_tuner"
"""The project's folder, in the one of the study."""


class ProjectFiles:
    """The files of an oracle's project: not rewritten while a resumed study catches up.

    KerasTuner writes its state whole when a trial begins and when it ends, which takes longer with
    every trial (7 ms of a trial's 8 at 4,000 trials): here, so seldom that it takes a twentieth of
    the time. Each trial has a small file of its own besides, always up to date.
    """

    SHARE = 20

    def __init__(self, oracle: keras_tuner.Oracle, folder: Path) -> None:
        """Makes the project of `oracle` in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        oracle._set_project_dir(str(folder), PROJECT)
        # With its own (empty) state beside the oracle's, a tuner in a notebook finds a project.
        (folder / PROJECT).mkdir(exist_ok=True)
        (folder / PROJECT / "tuner0.json").write_text("{}", encoding="utf-8")
        self._oracle, self._save, self._save_trial = oracle, oracle.save, oracle._save_trial
        self._follows = False
        self._due = 0.0
        oracle.save, oracle._save_trial = self._saved, self._trial_saved

    def follow(self) -> None:
        """From now on the files follow the oracle."""
        if not self._follows:
            self._follows = True
            for trial in self._oracle.trials.values():
                self._save_trial(trial)
            self.write_state()

    def _saved(self) -> None:
        if time.monotonic() >= self._due:
            self.write_state()

    def _trial_saved(self, trial: Trial) -> None:
        if self._follows:
            self._save_trial(trial)

    def write_state(self) -> None:
        """Writes the oracle's state now, if the files follow."""
        if not self._follows:
            return
        began = time.monotonic()
        self._save()
        ended = time.monotonic()
        self._due = ended + self.SHARE * (ended - began)
