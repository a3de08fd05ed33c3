"""A script of plain Keras that trains a study's best model again, number by number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuning import catalog, datasets, metrics, tasks
from tuning import settings as settings_module
from tuning.catalog import Layer
from tuning.export import script_data, script_model, templates
from tuning.export.origin import Origin, origin_of
from tuning.settings import Settings
from tuning.space import Values
from tuning.store.view import StudyView

STEPS = script_model.Expression("-(-len(x_train) // BATCH_SIZE) * planned")
"""The steps along which a learning rate falls."""


def script(view: StudyView, settings: Settings | None = None) -> str:
    """A Python script of plain Keras that builds, trains and tests the study's best model.

    Raises InvalidInput when there is no best trial yet, and DatasetUnavailable when its data are
    gone.
    """
    study, spec = view.study, view.study.spec
    origin, settings = origin_of(view), settings or settings_module.load()
    family, task = catalog.family(spec.model), tasks.of(spec.data)
    values, info = family.values(origin.trial.values), datasets.describe(spec.data, settings)
    layers = family.layers(values, family.shape_of(info.features), task.output(info.classes))
    fold = None
    if spec.evaluation.method == "folds" and not origin.is_refit:
        fold = origin.fit.index % spec.evaluation.folds if origin.fit else 0
    pandas, is_weighted = spec.data.is_table, values["class_weight"] == "balanced"
    data = "".join(script_data.lines(spec, settings, fold, origin.is_refit))
    return templates.SCRIPT.format(
        title=_comment(f"Study {study.id}, {study.name}: trial {origin.trial.number}"),
        results="\n".join(_results(view, origin)),
        nearness=_nearness(origin, layers),
        libraries="pandas and scikit-learn" if pandas else "and scikit-learn",
        packages="pandas scikit-learn" if pandas else "scikit-learn",
        imports="\n".join(script_data.imports(data)),
        place=script_data.place(spec.data, settings),
        data_seed=spec.seed,
        epochs=_epochs(origin, values),
        batch_size=values["batch_size"],
        data=data,
        model=script_model.model(layers, task.code.outputs),
        loss=task.loss,
        metrics=task.code.metrics,
        measured=", ".join(["loss", *task.code.measured]),
        own=task.code.own,
        told=_told([*task.code.measured, "loss"]),
        optimizer=script_model.optimizer(catalog.optimizer(values, STEPS)),
        built_from="seed, planned" if values["schedule"] == "cosine" else "seed",
        **script_model.plateau(catalog.plateau(values, validates=not origin.is_refit)),
        betas=templates.BETAS if values["optimizer"] in ("adam", "adamw") else "",
        weights=templates.WEIGHTED if is_weighted else "",
        weighted=f"\n{' ' * 12}class_weight=CLASS_WEIGHT," if is_weighted else "",
        training=_training(origin, values),
    )


def _results(view: StudyView, origin: Origin) -> Iterator[str]:
    """What the study says of the model, to compare with."""
    study, metric = view.study, view.study.spec.objective.metric
    named = [measure.validation for measure in tasks.measures(study.spec)]
    if origin.trial.score is not None:
        fits = "" if origin.trial.deviation is None else ", the mean of its fits"
        yield f"Scored {metric} {origin.trial.score:.6f}{fits}."
    curve = view.curves.get(origin.fit.key, []) if origin.fit else []
    kept = curve[origin.rungs[-1].epochs - 1] if curve else None
    if kept is not None and all(name in kept.metrics for name in named):
        yield f"Its fit: {', '.join(f'{name} {kept.metrics[name]:.6f}' for name in named)}."
    tested = [measure.name for measure in tasks.measures(study.spec)]
    if all(name in study.test for name in tested):
        yield f"Its test: {', '.join(f'{name} {study.test[name]:.6f}' for name in tested)}."


def _nearness(origin: Origin, layers: Iterable[Layer]) -> str:
    """How near the script comes: measured on digits and MNIST, 2 to 20 epochs."""
    program = str(origin.fit.program) if origin.fit else ""
    if not program.startswith("xla") and "widths" not in program:
        return templates.SAME
    dropped = any(layer.kind == "Dropout" for layer in layers)
    return templates.LIKE if dropped else templates.ROUNDED


def _epochs(origin: Origin, values: Values) -> str:
    """The constants that say how long to train, from which seeds."""
    falls = values["schedule"] == "cosine"
    if len(origin.rungs) > 1:
        laid_out = ", and those along which its rate falls" if falls else ""
        rungs = ", ".join(
            f"({rung.seed}, {rung.epochs}{f', {rung.planned}' if falls else ''})"
            for rung in origin.rungs
        )
        return f"RUNGS = [{rungs}]  # Hyperband's: a seed, epochs trained from it{laid_out}"
    [rung] = origin.rungs
    more = ""
    if rung.epochs < origin.trained:
        more = f"  # the best of the {origin.trained} that the study trained"
    elif rung.epochs < rung.planned:
        more = f"  # of {rung.planned}: where the mean of its folds is best"
    planned = f"\nPLANNED = {rung.planned}  # epochs along which the learning rate falls to 0"
    return (
        f"SEED = {rung.seed}  # decides the weights at the start and the order of the rows\n"
        f"EPOCHS = {rung.epochs}{more}"
        f"{planned if falls else ''}"
    )


def _told(names: list[str]) -> str:
    """The sentence on the test, with each measure's number by its name."""
    parts = [
        f"test {metrics.within(metrics.MEASURES[name].title)} {{{name}:.4f}}" for name in names
    ]
    told = ", ".join(parts)
    return f"{told[0].upper()}{told[1:]}"


def _training(origin: Origin, values: Values) -> str:
    template = templates.RUNGS if len(origin.rungs) > 1 else templates.ONCE
    more = {"more": ", planned", "MORE": ", PLANNED"} if values["schedule"] == "cosine" else {}
    return template.format(**({"more": "", "MORE": ""} | more))


def _comment(text: str) -> str:
    """A person's words, safe inside a docstring."""
    return " ".join(text.split()).replace("\\", "/").replace('"', "'")
