"""The best model with all that belongs to it, in one zip: its file, `model.json`, its card."""

from __future__ import annotations

import io
import json
import platform
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from tuning import datasets, tasks
from tuning.datasets import Column, Dataset
from tuning.export import card, usage
from tuning.export.records import json_safe
from tuning.export.tested import tested
from tuning.honesty import intervals
from tuning.settings import Settings
from tuning.store.view import StudyView
from tuning.study import ARRAYS, DataSpec

LIBRARIES = ("keras", "tensorflow", "numpy", "pandas", "scikit-learn")


def package(view: StudyView, settings: Settings) -> bytes:
    """The zip. Raises NotFound without a model, InvalidInput or DatasetUnavailable without data."""
    model = usage.model_path(view, settings)
    described = json.dumps(model_json(view, settings), indent=2, ensure_ascii=False) + "\n"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(model, "best.keras")
        packed.writestr("model.json", described)
        packed.writestr("card.md", card.card(view, settings))
    return file.getvalue()


def model_json(view: StudyView, settings: Settings) -> dict[str, Any]:
    """What a model takes and gives, how good it is, and where it comes from."""
    study, spec = view.study, view.study.spec
    dataset = datasets.load(spec.data, settings)
    best = view.trials.get(study.best_number) if study.best_number is not None else None
    found = {
        "study": {"id": study.id, "name": study.name, "state": study.state.value},
        "task": tasks.of(spec.data).name,
        "target": spec.data.target,
        "takes": _taken(spec.data, dataset, usage.model_path(view, settings)),
        "gives": {
            "what": "probabilities" if dataset.classes else "quantity",
            "classes": list(dataset.class_names) or None,
        },
        "metrics": {
            "metric": spec.objective.metric,
            "direction": spec.objective.direction,
            "score": study.best_score,
            "test": dict(study.test),
            "test_intervals": _intervals(view, settings),
            "test_rows": len(dataset.y_test),
        },
        "values": best.values if best else {},
        "versions": _versions(),
        "spec": spec.model_dump(mode="json"),
    }
    checked: dict[str, Any] = json_safe(found)
    return checked


def _taken(data: DataSpec, dataset: Dataset, model: Path) -> dict[str, Any]:
    if not usage.takes_raw_rows(model):
        return {"what": "prepared rows", "note": usage.PREPARED}
    if dataset.image_shape is not None:
        return {"what": "images", "shape": list(dataset.image_shape)}
    if data.kind == ARRAYS:
        return {"what": "rows", "shape": [len(dataset.columns)]}
    return {"what": "columns", "columns": [_column(column) for column in dataset.columns]}


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "kind": column.kind,
        "type": "number" if usage.is_number(column) else "string",
        "values": list(column.values),
        "form": column.form,
        "missing": list(column.missing),
    }


def _intervals(view: StudyView, settings: Settings) -> dict[str, list[float]]:
    found = tested(view, settings)
    if found is None:
        return {}
    limits = intervals.intervals(found.truth, found.outputs, [*view.study.test], intervals.Z95)
    return {name: list(limit) for name, limit in limits.items()}


def _versions() -> dict[str, str]:
    """Of the libraries here; what the model was saved by stands in its own file, too."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
