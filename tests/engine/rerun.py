"""An exported script, run in this process with plain Keras, beside what the study recorded."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import keras
import pytest

from tuning import export, tasks
from tuning.export.origin import origin_of
from tuning.settings import Settings
from tuning.store.view import StudyView


def run(view: StudyView, settings: Settings, folder: Path) -> dict[str, Any]:
    """The names that the script leaves."""
    text, before = export.script(view, settings), Path.cwd()
    names: dict[str, Any] = {}
    os.chdir(folder)
    try:
        exec(compile(text, "best.py", "exec"), names)
    finally:
        os.chdir(before)
        keras.utils.clear_session()
    return names


def check(view: StudyView, settings: Settings, folder: Path, *, tested: bool = True) -> None:
    """The script's model has the record's validation, if any, and its test, to six digits."""
    origin = origin_of(view)
    assert origin.fit is not None
    names = run(view, settings, folder)
    curve = view.curves[origin.fit.key]
    main = tasks.of(view.study.spec.data).metrics[0]
    found = {"test": (names["loss"], names[main])} if tested else {}
    wanted = {"test": (view.study.test["loss"], view.study.test[main])} if tested else {}
    if names["validation"] is not None:
        kept = curve[origin.rungs[-1].epochs - 1]
        found["validation"] = tuple(names["model"].evaluate(*names["validation"], verbose=0))
        wanted["validation"] = (kept.metrics["val_loss"], kept.metrics[f"val_{main}"])
        if names.get("deviation"):  # the script's model measures what it learned
            found["validation"] = (
                found["validation"][0],
                names["deviation"] * found["validation"][1],
            )
    for part, numbers in wanted.items():
        assert found[part] == pytest.approx(numbers, rel=1e-5, abs=1e-6), part
