"""Taking a study away: as plain data, as a table, as a Keras script of its best model.

Works on a `StudyView`'s records alone and writes no file. Imports neither TensorFlow nor Streamlit:
the script that it writes is text.
"""

from __future__ import annotations

import csv
import io
import math
from typing import Any

from tuning import catalog, export_data, export_model
from tuning import settings as settings_module
from tuning.errors import InvalidInput
from tuning.settings import Settings
from tuning.store import FitRecord, TrialRecord
from tuning.view import StudyView


def study_json(view: StudyView) -> dict[str, Any]:
    """The command line's contract: a study, its trials to the last epoch, the best, the test."""
    study = view.study
    best = view.trials.get(study.best_number) if study.best_number is not None else None
    return _json_safe(
        {
            "study": {
                "id": study.id,
                "name": study.name,
                "strategy": study.strategy,
                "dataset": study.dataset,
                "state": study.state.value,
            },
            "trials": [_trial(view, view.trials[number]) for number in sorted(view.trials)],
            "best": {
                "number": study.best_number,
                "values": best.values if best else {},
                "score": study.best_score,
            },
            "test": {"accuracy": study.test_accuracy, "loss": study.test_loss},
        }
    )


def _trial(view: StudyView, trial: TrialRecord) -> dict[str, Any]:
    return {
        "number": trial.number,
        "state": trial.state.value,
        "values": trial.values,
        "score": trial.score,
        "fits": [_fit(view, fit) for fit in view.fits_of(trial.number)],
    }


def _fit(view: StudyView, fit: FitRecord) -> dict[str, Any]:
    names = ("epoch", "accuracy", "loss", "val_accuracy", "val_loss")
    return {
        "kind": fit.kind.value,
        "index": fit.index,
        "seed": fit.seed,
        "state": fit.state.value,
        "score": fit.score,
        "seconds": fit.seconds,
        "epochs": [
            {name: getattr(epoch, name) for name in names} for epoch in view.curves.get(fit.key, [])
        ],
    }


def _json_safe(value: Any) -> Any:
    """`value` without NaN and infinity, which JSON does not have: they become null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _json_safe(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_json_safe(inner) for inner in value]
    return value


def trials_csv(view: StudyView) -> str:
    """One line a trial: its state, score and seconds, then a column for each hyperparameter."""
    names = list(view.study.spec.space)
    names += sorted({name for trial in view.trials.values() for name in trial.values} - set(names))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["number", "state", "score", "deviation", "fits", "seconds", *names, "error"])
    for number in sorted(view.trials):
        trial, fits = view.trials[number], view.fits_of(number)
        seconds = math.fsum(fit.seconds or 0 for fit in fits)
        row = [number, trial.state.value, trial.score, trial.deviation, len(fits), f"{seconds:.3f}"]
        writer.writerow([*row, *(trial.values.get(name) for name in names), trial.error])
    return text.getvalue()


def script(view: StudyView, settings: Settings | None = None) -> str:
    """A Python script of plain Keras that builds, trains and tests the study's best model.

    Raises InvalidInput when there is no best trial yet, and DatasetUnavailable when its data are
    gone.
    """
    study = view.study
    best = view.trials.get(study.best_number) if study.best_number is not None else None
    if best is None:
        raise InvalidInput(
            f"A script needs a best trial, but study {study.id} has none: no trial has a score."
        )
    spec = study.spec
    settings = settings or settings_module.load()
    values = catalog.family(spec.model).values(best.values)
    seeds = {fit.seed: fit.score for fit in view.fits_of(best.number) if fit.score is not None}
    seed = next((s for s in seeds if seeds[s] == spec.objective.best(seeds.values())), spec.seed)
    pandas = spec.data.kind == ".csv"
    return _SCRIPT.format(
        title=_comment(f"Study {study.id}, {study.name}: trial {best.number}"),
        score=f"{spec.objective.metric} {best.score:.4f}" if best.score is not None else "",
        imports="\n".join(export_data.imports(spec, settings)),
        libraries="pandas and scikit-learn" if pandas else "and scikit-learn",
        packages="pandas scikit-learn" if pandas else "scikit-learn",
        data_seed=spec.seed,
        seed=seed,
        epochs=values["epochs"],
        batch_size=values["batch_size"],
        data="".join(export_data.lines(spec, settings)),
        layers="\n".join(f"        {line}," for line in export_model.layers(spec.model, values)),
        optimizer=export_model.optimizer(values),
    )


def _comment(text: str) -> str:
    """A person's words, safe inside a docstring."""
    return " ".join(text.split()).replace("\\", "/").replace('"', "'")


_SCRIPT = '''\
"""{title}.

Scored {score} in the study. Needs keras with tensorflow, {libraries}:
pip install tensorflow {packages}
"""

{imports}

DATA_SEED = {data_seed}  # decides which rows validate
SEED = {seed}  # decides the weights at the start and the order of the rows
EPOCHS = {epochs}
BATCH_SIZE = {batch_size}

# The data.
{data}
# The model.
keras.utils.set_random_seed(SEED)
model = keras.Sequential(
    [
        keras.Input(shape=x_train.shape[1:]),
{layers}
        keras.layers.Dense(int(y_train.max()) + 1, activation="softmax"),
    ]
)
model.compile(
    optimizer={optimizer},
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.summary()

# The training, and the test at its end.
model.fit(
    x_train, y_train, validation_data=validation, epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=2
)
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"Test accuracy {{accuracy:.4f}}, test loss {{loss:.4f}}")

model.save("best.keras")
'''
