"""A script of plain Keras that trains a study's best model again, number by number.

What the engine did is in the records: which fit is the best model, its seed, its epochs, the rungs
before it. Text alone: imports neither TensorFlow nor Streamlit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tuning import catalog, datasets, metrics, tasks
from tuning import settings as settings_module
from tuning.catalog import Layer
from tuning.errors import InvalidInput
from tuning.export import script_data, script_model
from tuning.settings import Settings
from tuning.store import FitRecord, TrialRecord
from tuning.store.view import StudyView
from tuning.study import FitKind, StudySpec


@dataclass(frozen=True)
class Rung:
    """Epochs trained in one go, by a fresh optimizer, from one seed."""

    seed: int
    epochs: int


@dataclass(frozen=True)
class Origin:
    """Where the best model comes from: a trial, the fit of it, and what was trained for it."""

    trial: TrialRecord
    fit: FitRecord | None
    """None where no fit was recorded."""
    rungs: tuple[Rung, ...]
    trained: int
    """Epochs of the last rung in the study, those behind the best one included."""

    @property
    def is_refit(self) -> bool:
        return self.fit is not None and self.fit.kind is FitKind.REFIT


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
    pandas = spec.data.kind == ".csv"
    data = "".join(script_data.lines(spec, settings, fold, origin.is_refit))
    return _SCRIPT.format(
        title=_comment(f"Study {study.id}, {study.name}: trial {origin.trial.number}"),
        results="\n".join(_results(view, origin)),
        nearness=_nearness(origin, layers),
        libraries="pandas and scikit-learn" if pandas else "and scikit-learn",
        packages="pandas scikit-learn" if pandas else "scikit-learn",
        imports="\n".join(script_data.imports(data)),
        data_seed=spec.seed,
        epochs=_epochs(origin, spec),
        batch_size=values["batch_size"],
        data=data,
        model=script_model.model(layers, task.code.outputs),
        loss=task.loss,
        metrics=", ".join(f'"{name}"' for name in task.metrics),
        measured=", ".join(["loss", *task.metrics]),
        told=_told([*task.metrics, "loss"]),
        optimizer=script_model.optimizer(catalog.optimizer(values)),
        betas=_BETAS if values["optimizer"] == "adam" else "",
        training=_training(origin),
    )


def origin_of(view: StudyView) -> Origin:
    """Raises InvalidInput when there is no best trial yet."""
    study = view.study
    best = view.trials.get(study.best_number) if study.best_number is not None else None
    if best is None:
        raise InvalidInput(
            f"A script needs a best trial, but study {study.id} has none: no trial has a score."
        )
    fit = _best_fit(view, best)
    curve = view.curves.get(fit.key, []) if fit else []
    if fit is None or not curve:
        epochs = int(best.values.get("epochs") or study.spec.fixed("epochs"))
        seed = fit.seed if fit else study.spec.seed
        return Origin(best, fit, (Rung(seed, epochs),), epochs)
    kept = study.spec.objective.kept_epoch([epoch.metrics for epoch in curve])
    last = Rung(fit.seed, kept + 1)
    return Origin(best, fit, (*_rungs_before(view, best, fit), last), len(curve))


def _best_fit(view: StudyView, best: TrialRecord) -> FitRecord | None:
    """The fit that the best model comes from: the refit, or the best of those that scored it."""
    fits = view.fits_of(best.number)
    refits = [fit for fit in fits if fit.kind is FitKind.REFIT and view.curves.get(fit.key)]
    if refits:
        return refits[0]
    rank = view.study.spec.objective.rank_fit
    ranks = {
        fit.key: rank(fit.score, [epoch.metrics for epoch in view.curves.get(fit.key, [])])
        for fit in fits
        if fit.score is not None
    }
    return min((f for f in fits if f.key in ranks), key=lambda f: ranks[f.key], default=None)


def _rungs_before(view: StudyView, trial: TrialRecord, fit: FitRecord) -> list[Rung]:
    """What a promoted trial of Hyperband goes on from, the first rung first."""
    parent = view.trials.get(trial.reason.get("continues", -1))
    before = view.fits.get((parent.number, fit.kind, fit.index)) if parent else None
    if parent is None or before is None:
        return []
    rung = Rung(before.seed, len(view.curves.get(before.key, [])))
    return [*_rungs_before(view, parent, before), rung]


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
    if study.test_accuracy is not None and study.test_loss is not None:
        yield f"Its test: accuracy {study.test_accuracy:.6f}, loss {study.test_loss:.6f}."


def _nearness(origin: Origin, layers: Iterable[Layer]) -> str:
    """How near the script comes: measured on digits and MNIST, 2 to 20 epochs."""
    if origin.fit is None or origin.fit.program != "xla":
        return _SAME
    dropped = any(layer.kind == "Dropout" for layer in layers)
    return _LIKE if dropped else _ROUNDED


def _epochs(origin: Origin, spec: StudySpec) -> str:
    """The constants that say how long to train, from which seeds."""
    if len(origin.rungs) > 1:
        rungs = ", ".join(f"({rung.seed}, {rung.epochs})" for rung in origin.rungs)
        return f"RUNGS = [{rungs}]  # Hyperband's: a seed, and epochs trained from it"
    [rung] = origin.rungs
    more = f"  # the best of the {origin.trained} that the study trained"
    return (
        f"SEED = {rung.seed}  # decides the weights at the start and the order of the rows\n"
        f"EPOCHS = {rung.epochs}{more if rung.epochs < origin.trained else ''}"
    )


def _told(names: list[str]) -> str:
    """The sentence on the test, with each measure's number by its name."""
    parts = [f"test {metrics.MEASURES[name].title.lower()} {{{name}:.4f}}" for name in names]
    return ", ".join(parts).capitalize()


def _training(origin: Origin) -> str:
    return _RUNGS if len(origin.rungs) > 1 else _ONCE


def _comment(text: str) -> str:
    """A person's words, safe inside a docstring."""
    return " ".join(text.split()).replace("\\", "/").replace('"', "'")


_SAME = """\
This trains the same model again: the same weights at the start, the same rows in the same order.
With the same versions on the same kind of processor, losses agree to six digits, after many epochs
with dropout or convolutions to three. Elsewhere sums are rounded otherwise, and training makes such
differences larger."""

_ROUNDED = """\
This trains the same model again: the same weights at the start, the same rows in the same order.
The study's program was compiled by XLA, which rounds sums otherwise than Keras does here: losses
agree to three digits after some epochs of small steps, to fewer after many of large ones."""

_LIKE = """\
This begins with the same weights and takes the same rows in the same order, but Keras drops out
other units than the study's program, compiled by XLA, did: expect a model as good, not the same
numbers."""

_BETAS = """\
# Adam's own 0.9 and 0.999, in the single precision that the study's program reckons with.
BETAS = {"beta_1": float(np.float32(0.9)), "beta_2": float(np.float32(0.999))}
"""

_ONCE = """\
model = build(SEED)
train(model, SEED, EPOCHS)
"""

_RUNGS = """\
weights = None
for seed, epochs in RUNGS:
    model = build(seed)
    if weights is not None:
        model.set_weights(weights)  # trains on, with a fresh optimizer
    train(model, seed, epochs)
    weights = model.get_weights()
"""

_SCRIPT = '''\
"""{title}.

{results}

{nearness}

Needs keras with tensorflow, {libraries}:
pip install tensorflow {packages}
"""

{imports}

DATA_SEED = {data_seed}  # decides which rows validate
{epochs}
BATCH_SIZE = {batch_size}
{betas}
# The data.
{data}

# The model. Each layer has a seed of its own.
def build(seed):
{model}    model.compile(
        optimizer={optimizer},
        loss="{loss}",
        metrics=[{metrics}],
    )
    return model


# The training: each epoch takes the rows in an order of its own, drawn from the seed.
def train(model, seed, epochs):
    random = np.random.default_rng(seed)
    for epoch in range(epochs):
        rows = random.permutation(len(x_train))
        model.fit(
            x_train[rows],
            y_train[rows],
            batch_size=BATCH_SIZE,
            shuffle=False,
            validation_data=validation,
            initial_epoch=epoch,
            epochs=epoch + 1,
            verbose=2,
        )


{training}model.summary()

# The test, at the end.
{measured} = model.evaluate(x_test, y_test, verbose=0)
print(f"{told}")

model.save("best.keras")
'''
