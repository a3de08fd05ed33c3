"""A metric is a row: what one row more leads to, from the network's training to TensorBoard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.records import samples
from tuning import analysis, charts, datasets, metrics, settings
from tuning.engine import models, worker
from tuning.engine.books.summaries import Summaries
from tuning.engine.fits import FitOutcome, Source
from tuning.export import study_json
from tuning.metrics import Measure, Metric
from tuning.store import Batch
from tuning.store.view import StudyView
from tuning.study import TrialState

TOP_3 = Measure(
    "top_3",
    "Top-3 accuracy",
    "max",
    keras={"class_name": "SparseTopKCategoricalAccuracy", "config": {"k": 3}},
)
SAMPLE: dict[str, Any] = {
    "dataset": {"name": "digits", "rows": 200},
    "objective": {"metric": "val_top_3"},
    "space": {"units": [8, 16], "epochs": 2},
}


@pytest.fixture(autouse=True)
def _row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(metrics.MEASURES, TOP_3.name, TOP_3)
    for metric in (Metric(TOP_3, "validation"), Metric(TOP_3, "training")):
        monkeypatch.setitem(metrics.METRICS, metric.name, metric)


@pytest.fixture
def outcome(tmp_path: Path) -> tuple[Source, FitOutcome]:
    """A fit of a study that the new metric decides, trained in this process."""
    home = settings.load(tmp_path).prepare()
    source = Source(1, samples.spec(**SAMPLE), "digits", 10)
    task = source.task(1, {"units": 8, "epochs": 2}, 0)
    found = worker.run_fit(task, datasets.load("digits", home), lambda _: None)
    assert found.error is None
    return source, found


def test_a_row_more_decides_a_study_and_is_seen_wherever_metrics_are(
    outcome: tuple[Source, FitOutcome], tmp_path: Path
) -> None:
    source, found = outcome
    epochs = found.epochs
    assert found.score == max(epoch.metrics["val_top_3"] for epoch in epochs)
    assert all(e.metrics["val_accuracy"] < e.metrics["val_top_3"] <= 1 for e in epochs)

    batch = Batch([samples.trial(1, found.score)], [samples.fit(1)], epochs)
    store = samples.store(tmp_path)
    study = store.create_study(source.spec)
    store.write(study, batch)
    view = StudyView(store, study)
    (told,) = study_json(view)["trials"]
    names = [name for name in told["fits"][0]["epochs"][0]["metrics"] if "top_3" in name]
    assert sorted(names) == ["top_3", "val_top_3"]

    figure = charts.learning_curves(analysis.curves(view, [1]), "top_3")
    assert figure["layout"]["yaxis"]["title"]["text"] == "Top-3 accuracy"
    drawn = {trace["uid"]: trace["y"] for trace in figure["data"]}
    values = [epoch.metrics["val_top_3"] for epoch in epochs]
    assert drawn["mean-1-validation"] == pytest.approx(values, abs=1e-4)
    way = charts.best_so_far(
        analysis.best_so_far(view), "trials", color="#2f7ed8", metric="val_top_3"
    )
    assert way["layout"]["yaxis"]["title"]["text"] == "Validation top-3 accuracy"

    summaries = Summaries(tmp_path / "logs")
    summaries.open(study, source.spec)
    summaries.write(study, Batch([samples.trial(1, state=TrialState.RUNNING)], epochs=epochs))
    summaries.close()
    experiment = b"".join(f.read_bytes() for f in (tmp_path / "logs").rglob("*tfevents*"))
    assert b"val top 3" in experiment, "HParams knows it"
    assert b"val_top_3" in experiment, "it is among the scalars"
    assert all("val_f1" in epoch.metrics for epoch in epochs)
    assert b"val_f1" not in experiment, "what the study is not about is left out"


def test_keras_reports_every_row_under_its_own_name() -> None:
    rows = metrics.MEASURES.values()
    names = tuple(m.name for m in rows if m.is_trained_with and m.suits("classification", 5))
    model = models.build("dense", {"units": 4}, (6,), 5, seed=1, metrics=names)
    rng = np.random.default_rng(0)
    x, y = rng.random((20, 6), dtype=np.float32), rng.integers(0, 5, 20)
    assert set(model.evaluate(x, y, return_dict=True)) == set(names)
