"""A family is one file: written here, found in the folder, it trains, is planned and exported."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.records.samples import finished, store, trial
from tuning import catalog, export
from tuning.catalog import families
from tuning.engine import models
from tuning.planning.plan import plan
from tuning.store import Batch
from tuning.store.view import StudyView

FILE = """
from tuning.catalog.families._base import Family
from tuning.catalog.families._hyperparameter import Hyperparameter
from tuning.catalog.families._layers import Layer, dense, dropout, whole
from tuning.catalog.families._shared import ACTIVATION, INITIALIZATION, TRAINING
from tuning.space import Choice, Int


def hidden(values, shape):
    activation, initialization = values["activation"], values["initialization"]
    yield dense(values["units"], activation, initialization)
    for _ in range(whole(values["blocks"])):
        yield dense(values["units"], activation, initialization)
        yield Layer("LayerNormalization", {"epsilon": 0.001})
        yield Layer("Add", skip=2)
        yield dropout(0.1)


FAMILY = Family(
    "residual",
    "Residual dense network",
    "Dense layers that add to what they are given.",
    (
        Hyperparameter("blocks", "Blocks", "How many.", 2, Int(low=1, high=8), low=1, high=64),
        Hyperparameter("units", "Units", "How wide.", 16, Choice(values=[8, 16]), low=1, high=512),
        ACTIVATION,
        INITIALIZATION,
        *TRAINING,
    ),
    hidden,
)
"""


@pytest.fixture(autouse=True)
def _residual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "residual.py").write_text(FILE, encoding="utf-8")
    monkeypatch.setattr(families, "__path__", [*families.__path__, str(tmp_path)])
    for name, family in families.found(families.__path__, families.__name__).items():
        monkeypatch.setitem(catalog.FAMILIES, name, family)


def test_it_is_found_beside_the_others_and_planned(tmp_path: Path) -> None:
    assert list(families.found(families.__path__, families.__name__)) == [
        "dense",
        "residual",
        "conv",
    ]
    kept = store(tmp_path)
    space = {"blocks": [1, 2], "units": 8, "epochs": 2}
    spec = kept.study(finished(kept, model="residual", space=space)).spec
    kept.close()
    assert plan(spec).seconds > 0


def test_its_model_trains_and_the_script_builds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"blocks": 2, "units": 8}
    model = models.build("residual", values, (64,), 10, seed=7)
    x, y = np.eye(64, dtype=np.float32), np.arange(64) % 10
    untrained = [np.array(weight) for weight in model.get_weights()]
    losses = model.fit(x, y, epochs=3).history["loss"]
    assert losses[-1] < losses[0]

    kept = store(tmp_path)
    study = finished(kept, model="residual", space={"activation": ["relu", "tanh"], "epochs": 2})
    kept.write(study, Batch(trials=[trial(1, values=values)]))
    script = export.script(StudyView(kept, study))
    kept.close()
    start, end = script.index("# The model."), script.index("# The training")
    names = {"x_train": x, "y_train": y, "BETAS": {}}
    exec("import keras\n" + script[start:end], names)
    for ours, theirs in zip(untrained, names["build"](7).get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
