"""What a study looks like when it is taken away."""

from __future__ import annotations

import ast
import csv as csv_module
import io
import json
import math
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight

from tests.data_files import csv, images, npz, penguins
from tests.records.samples import finished, fit, spec, store, trial
from tuning import catalog, datasets, export, tasks
from tuning.datasets import preprocessing
from tuning.errors import InvalidInput
from tuning.export import script_model, templates
from tuning.honesty import Claim, Honest, OnTest, words
from tuning.settings import PROJECT, Settings
from tuning.store import Batch, Store
from tuning.store.view import StudyView
from tuning.study import DataSpec, TrialState
from tuning.tasks import CLASSIFICATION


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    opened = store(tmp_path)
    yield opened
    opened.close()


UNTESTED = {"measure": None, "low": None, "high": None, "rows": None}


def values(**chosen: Any) -> dict[str, Any]:
    return catalog.FAMILIES["dense"].values(chosen)


# -- JSON ----------------------------------------------------------------------------------


def test_the_contract_of_the_command_line(kept: Store) -> None:
    data = export.study_json(StudyView(kept, finished(kept)))
    aim = {"task": "classification", "metric": "val_accuracy", "direction": "max"}
    assert data["study"] == {
        "id": 1,
        "name": "A sample",
        "strategy": "random_search",
        "dataset": "digits",
        "state": "COMPLETED",
        **aim,
    }
    assert [set(each) for each in data["trials"]] == [
        {"number", "state", "values", "score", "fits"}
    ] * 2
    first = data["trials"][0]["fits"][0]
    assert first | {"epochs": []} == {
        "kind": "execution",
        "index": 0,
        "seed": 100,
        "state": "COMPLETED",
        "score": 0.9,
        "seconds": 1.5,
        "epochs": [],
    }
    assert [set(epoch) for epoch in first["epochs"]] == [
        {"epoch", "accuracy", "loss", "val_accuracy", "val_loss", "metrics"}
    ] * 2
    for epoch in first["epochs"]:
        assert epoch["metrics"] == {n: v for n, v in epoch.items() if n not in ("epoch", "metrics")}
    assert data["best"] == {
        "number": 1,
        "values": {"activation": "relu", "units": 32, "epochs": 2},
        "score": 0.9,
    }
    assert data["test"] == {"accuracy": 0.88, "loss": 0.4} | UNTESTED
    assert data == data | aim
    honest = {"honest", "baselines", "claims", "tied", "cards", "silenced"}
    assert set(data) >= {"study", "early_stopping", "trials", "best", "test", *aim} | honest


def test_the_winner_s_honest_numbers_stand_beside_the_chosen_one(kept: Store) -> None:
    study_id = finished(kept)
    claims = {"constant": Claim(0.2, 0.05, True), "linear": Claim(0.01, 0.05, False)}
    found = Honest(
        "accuracy",
        0.9,
        0.71,
        0.6,
        0.8,
        40,
        12,
        25,
        "BBC-CV",
        baselines={"linear": 0.7},
        claims=claims,
        tied=(1, 4),
        test=OnTest("accuracy", 0.68, 0.57, 0.78, 50),
    )
    kept.write(study_id, Batch(honest=found))
    data = export.study_json(StudyView(kept, study_id))
    assert data["honest"] == {
        "chosen": 0.9,
        "corrected": 0.71,
        "low": 0.6,
        "high": 0.8,
        "rows": 40,
        "trials": 12,
        "epochs": 25,
        "method": "BBC-CV",
        "missing": "",
    }
    assert data["baselines"] == {"constant": None, "linear": 0.7, "untuned": None}
    assert data["claims"] == {"beats_constant": True, "beats_linear": False}
    assert data["tied"] == [1, 4]
    kinds = [(card["level"], card["kind"]) for card in data["cards"]]
    assert kinds == [("look", "baseline"), ("look", "tied"), ("look", "duplicates")]
    assert data["cards"][0]["text"].startswith("It has learnt something: better than always")
    kept.silence(study_id, "baseline")
    data = export.study_json(StudyView(kept, study_id))
    assert [card["kind"] for card in data["cards"]] == ["tied", "duplicates"]
    assert data["silenced"] == ["baseline"]
    test = data["test"]
    assert [test["measure"], test["low"], test["high"], test["rows"]] == [
        "accuracy",
        0.57,
        0.78,
        50,
    ]


def test_an_earlier_version_s_study_says_what_is_missing(kept: Store) -> None:
    data = export.study_json(StudyView(kept, finished(kept)))
    assert data["honest"]["chosen"] == 0.9
    assert data["honest"]["corrected"] is None
    assert data["honest"]["missing"] == words.OLD
    assert data["claims"] == {"beats_constant": False, "beats_linear": False}
    assert data["tied"] == []
    assert [card["kind"] for card in data["cards"]] == ["duplicates"]


def test_a_study_without_results_has_the_same_shape(kept: Store) -> None:
    data = export.study_json(StudyView(kept, kept.create_study(spec())))
    assert data["trials"] == []
    assert data["best"] == {"number": None, "values": {}, "score": None}
    assert data["test"] == {"accuracy": None, "loss": None} | UNTESTED


def test_what_is_no_number_is_null(kept: Store) -> None:
    study_id = finished(kept)
    kept.write(
        study_id,
        Batch(trials=[trial(0, math.inf)], study={"test": {"accuracy": 0.5, "loss": math.inf}}),
    )
    data = export.study_json(StudyView(kept, study_id))
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["trials"][0]["score"] is None
    assert data["test"]["loss"] is None


# -- CSV -----------------------------------------------------------------------------------


def test_one_line_a_trial_and_a_column_a_hyperparameter(kept: Store) -> None:
    study_id = finished(kept)
    failed = trial(2, None, state=TrialState.FAILED, values={"units": 16}, error='Loss, "NaN".')
    kept.write(study_id, Batch(trials=[failed]))
    rows = list(csv_module.DictReader(io.StringIO(export.trials_csv(StudyView(kept, study_id)))))
    assert [row["number"] for row in rows] == ["0", "1", "2"]
    assert (rows[0]["score"], rows[0]["units"], rows[0]["seconds"]) == ("0.8", "32", "3.000")
    assert (rows[2]["activation"], rows[2]["error"]) == ("", 'Loss, "NaN".')


# -- the script ----------------------------------------------------------------------------


GLOROT = "kernel_initializer=keras.initializers.GlorotUniform(seed=seed + {})"


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, [("Dense", "32", 'activation="relu"', GLOROT.format(1))]),
        (
            {"layers": 3, "units": 64, "units_2": 16, "dropout": 0.1, "dropout_after": "last"},
            [
                ("Dense", "64", 'activation="relu"', GLOROT.format(1)),
                ("Dense", "64", 'activation="relu"', GLOROT.format(2)),
                ("Dense", "16", 'activation="relu"', GLOROT.format(3)),
                ("Dropout", "0.1", "seed=seed + 4"),
            ],
        ),
        (
            {"layers": 2, "dropout": 0.1, "dropout_after": "first"},
            [
                ("Dense", "32", 'activation="relu"', GLOROT.format(1)),
                ("Dropout", "0.1", "seed=seed + 2"),
                ("Dense", "32", 'activation="relu"', GLOROT.format(3)),
            ],
        ),
        (
            {"initialization": "zero", "dropout": 0.1, "dropout_visible": 0.2},
            [
                ("Dropout", "0.2", "seed=seed + 1"),
                ("Dense", "32", 'activation="relu"', 'kernel_initializer="zeros"'),
                ("Dropout", "0.1", "seed=seed + 2"),
            ],
        ),
        (
            {"max_norm": 3.0, "initialization": "uniform"},
            [
                (
                    "Dense",
                    "32",
                    'activation="relu"',
                    "kernel_initializer=keras.initializers.RandomUniform(seed=seed + 1)",
                    "kernel_constraint=keras.constraints.MaxNorm(3.0)",
                )
            ],
        ),
        (
            {"l2": 0.01, "batch_norm": True},
            [
                (
                    "Dense",
                    "32",
                    'activation="linear"',
                    GLOROT.format(1),
                    "use_bias=False",
                    "kernel_regularizer=keras.regularizers.L2(0.01)",
                ),
                ("BatchNormalization", "momentum=0.9"),
                ("Activation", 'activation="relu"'),
            ],
        ),
        ({"layers": 0, "batch_norm": True}, []),
    ],
)
def test_layers(chosen: dict[str, Any], found: list[tuple[str, ...]]) -> None:
    layers = catalog.family("dense").layers(values(**chosen), (4,), CLASSIFICATION.output(3))
    calls = [script_model.call(layer) for layer in layers[:-1]]
    assert [(name.removeprefix("keras.layers."), *rest) for name, rest in calls] == found
    ast.parse(textwrap.dedent(script_model.model(layers, "3")))


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({}, "keras.optimizers.Adam(learning_rate=0.001, **BETAS)"),
        ({"momentum": 0.9}, "keras.optimizers.Adam(learning_rate=0.001, **BETAS)"),
        (
            {"optimizer": "sgd", "momentum": 0.9},
            "keras.optimizers.SGD(learning_rate=0.001, momentum=0.9)",
        ),
        ({"optimizer": "adamw"}, "keras.optimizers.AdamW(learning_rate=0.001, **BETAS)"),
        ({"optimizer": "rmsprop"}, "keras.optimizers.RMSprop(learning_rate=0.001)"),
    ],
)
def test_optimizers(chosen: dict[str, Any], code: str) -> None:
    assert script_model.optimizer(catalog.optimizer(values(**chosen))) == code


@pytest.mark.parametrize("dataset", catalog.DATASETS)
@pytest.mark.parametrize("method", ["split", "folds", "test"])
def test_a_script_for_every_data_set_and_evaluation(kept: Store, dataset: str, method: str) -> None:
    data, evaluation = {"name": dataset, "rows": 100}, {"method": method}
    changes = {"dataset": data, "evaluation": evaluation, "objective": {}}
    text = export.script(StudyView(kept, finished(kept, **changes)))
    names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    assert {"x_train", "validation", "model"} <= names
    assert "train_size=100" in text
    assert "tuning" not in text
    assert max(map(len, text.splitlines())) <= 100


def test_the_seed_of_a_script_is_that_of_the_best_fit(kept: Store) -> None:
    study_id = finished(kept)
    kept.write(study_id, Batch(fits=[fit(1, 1, score=0.95)]))
    assert "\nSEED = 101 " in export.script(StudyView(kept, study_id))


def test_a_name_cannot_break_out_of_a_script(kept: Store) -> None:
    name = 'A """ name \\ of\nmine'
    text = export.script(StudyView(kept, finished(kept, name=name)))
    assert "A ''' name / of mine" in ast.get_docstring(ast.parse(text), clean=False)  # type: ignore[operator]


def test_a_script_weighs_classes_as_scikit_learn_does() -> None:
    own: dict[str, Any] = {"np": np, "y_train": np.array([0, 0, 0, 2])}
    exec(templates.WEIGHTED, own)
    weights = compute_class_weight("balanced", classes=np.array([0, 2]), y=own["y_train"])
    assert own["CLASS_WEIGHT"] == pytest.approx(dict(zip([0, 2], weights, strict=True)))


def test_no_script_without_a_best_trial(kept: Store) -> None:
    view = StudyView(kept, kept.create_study(spec()))
    with pytest.raises(InvalidInput, match="needs a best trial, but study 1 has none"):
        export.script(view)


def shop() -> bytes:
    """Money, per cents, decimal commas, odd cells, dates, rare values, classes of few rows."""
    colours = ["red", "blue", "?", *(f"shade {k}" for k in range(28))]
    rows = [
        (
            f"{1 + k % 28}.{1 + k % 12}.2023",
            "n.d." if k % 9 == 0 else f"$ {1000 + 37 * k % 900},5",
            f"{k % 5}",
            colours[k % 3 if k % 4 else k % 31],
            ("yes", "no", "rare")[2 if k > 117 else k % 2],
            f"{k * k % 101},25",
        )
        for k in range(120)
    ]
    return csv("sep=;\nbought;price;doors;colour;kept;days", rows, ";")


OWN = {
    "csv of an earlier study": (
        "birds.csv",
        penguins(90),
        {"target": "species", "rules": 1, "task": "classification"},
    ),
    "shop": (
        "shop.csv",
        shop(),
        {"target": "kept", "columns": [{"name": "doors", "treatment": "category"}]},
    ),
    "shop as a quantity": ("shop.csv", shop(), {"target": "days", "task": "regression"}),
    "csv": ("birds.csv", penguins(90), {"target": "species", "missing": "mean"}),
    "npz with a test set": ("pictures.npz", images(), {}),
    "npz without": ("pictures.npz", images(x_test=None, y_test=None), {}),
    "npz table": ("numbers.npz", npz(x_train=np.eye(40, 3), y_train=np.arange(40) % 2), {}),
}


@pytest.mark.parametrize("case", OWN)
@pytest.mark.parametrize("rows", [None, 24])
def test_a_script_prepares_own_data_as_the_engine_does(
    kept: Store, tmp_path: Path, case: str, rows: int | None
) -> None:
    place = Settings(home=tmp_path).prepare()
    filename, content, more = OWN[case]
    name = datasets.own.keep(content, filename, place)
    data = datasets.resolve(DataSpec(name=name, rows=rows, **more), place)
    objective = {"metric": tasks.of(data).objective}
    document = {"dataset": data.model_dump(), "objective": objective}
    view = StudyView(kept, finished(kept, **document))
    text = export.script(view, place)
    assert text.index("DATA = ") < text.index("DATA_SEED")
    assert max(map(len, text.splitlines())) <= max(100, len(str(tmp_path)) + 80)
    own: dict[str, Any] = {}
    exec(text.split("# The model.")[0].replace("import keras\n", ""), own)

    whole = datasets.load(data, place).subset(rows, 1)
    [(train, validation)] = whole.splits(view.study.spec.evaluation, 1)
    if whole.image_shape:
        largest = max(whole.x_train.max(), whole.x_test.max())
        flat = [x.reshape(len(x), -1) / largest for x in (whole.x_train, whole.x_test)]
    else:
        fitted = preprocessing.fitted(whole, train)
        flat = [fitted.transform(x) for x in (whole.x_train, whole.x_test)]

    wanted = {
        ("x_train", "y_train"): (flat[0][train], whole.y_train[train]),
        ("x_validation", "y_validation"): (flat[0][validation], whole.y_train[validation]),
        ("x_test", "y_test"): (flat[1], whole.y_test),
    }
    for (x, y), pair in wanted.items():
        assert np.allclose(own[x], pair[0], atol=1e-5), x
        unit = own.get("deviation", 1) * own[y] + own.get("mean", 0)  # a quantity is standardised
        assert np.allclose(unit, pair[1]), y


BUILT: list[tuple[str, str, dict[str, Any]]] = [
    ("dense", "digits", {"layers": 2, "units_1": 16, "dropout": 0.1, "optimizer": "sgd"}),
    (
        "dense",
        "wine",
        {
            "dropout_visible": 0.2,
            "max_norm": 3.0,
            "initialization": "uniform",
            "schedule": "plateau",
        },
    ),
    (
        "dense",
        "wine",
        {"l2": 0.01, "batch_norm": True, "optimizer": "adamw", "class_weight": "balanced"},
    ),
    ("conv", "digits", {"blocks": 3, "filters": 4, "initialization": "zero", "dropout": 0.2}),
    ("conv", "digits", {"blocks": 1, "shift": 0.1, "rotate": 18.0, "zoom": 0.1, "flip": "both"}),
    (
        "conv",
        "own",
        {"kernel_size": 5, "pooling": "average", "activation": "tanh", "initialization": "uniform"},
    ),
]


def test_a_script_runs_with_keras_alone_and_builds_the_engine_s_model(
    kept: Store, tmp_path: Path
) -> None:
    place = Settings(home=tmp_path).prepare()
    own = datasets.own.keep(images(), "pictures.npz", place)
    for number, (family, dataset, chosen) in enumerate(BUILT):
        chosen = catalog.family(family).values({**chosen, "momentum": 0.9, "epochs": 1})
        dataset = own if dataset == "own" else dataset
        space = {"activation": ["relu", "tanh"], "epochs": 1}
        study_id = finished(kept, dataset=dataset, model=family, space=space)
        kept.write(study_id, Batch(trials=[trial(1, values=chosen)]))
        folder = tmp_path / str(number)
        folder.mkdir()
        text = export.script(StudyView(kept, study_id), place)
        (folder / "best.py").write_text(text, encoding="utf-8")
        (folder / "values.json").write_text(json.dumps([family, chosen]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", COMPARE, *map(str, range(len(BUILT)))],
        cwd=tmp_path,
        env=os.environ
        | {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Test accuracy 0.") == len(BUILT)
    assert all((tmp_path / str(number) / "best.keras").is_file() for number in range(len(BUILT)))


COMPARE = """
import json, os, runpy, sys
scripts = []
for folder in sys.argv[1:]:
    os.chdir(folder)
    names = runpy.run_path("best.py")
    scripts.append((names["model"], names["SEED"], *json.load(open("values.json"))))
    os.chdir("..")

from tuning.engine.models import build

def parts(model, count):
    for layer in model.layers[-count:]:
        config = {k: v for k, v in layer.get_config().items() if k not in ("name", "dtype")}
        yield type(layer).__name__.strip("_"), str(config)
    config = {k: v for k, v in model.optimizer.get_config().items() if k != "name"}
    yield "optimizer", {k: round(v, 6) if isinstance(v, float) else v for k, v in config.items()}

for script, seed, family, values in scripts:
    engine = build(family, values, script.input_shape[1:], script.output_shape[1], seed)
    count = len(script.layers)
    assert list(parts(script, count)) == list(parts(engine, count)), list(parts(script, count))
"""
