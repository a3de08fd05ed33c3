"""A search space that suits data, from nothing but their sizes: rows, inputs, images or a table.

Few rows are learned by heart: they get narrow networks, held back by L2 and dropout, that train
long and stop early. Many rows take wider networks and fewer epochs. Images get convolutions. How
the suggestion does against the article's space is measured by `python -m benchmarks.suggested`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tuning import catalog, datasets
from tuning.catalog import DatasetInfo
from tuning.settings import Settings
from tuning.space import (
    AnyParameter,
    Choice,
    Fixed,
    Float,
    Int,
    Parameter,
    Space,
    Value,
)
from tuning.study import StudySpec

DENSE, CONV = "dense", "conv"
SMALL_IMAGE = 16 * 16
"""Pixels below which an image is halved twice at most."""
FEW_IMAGES = 20_000
"""Below so many, images are varied as they train."""


class Suggested(Space):
    """Stands in a spec for the space that its data suggest, until the gate knows them.

    What it has of its own takes the place of the suggestion's.
    """

    def replace(self, **changes: Parameter | Value) -> Space:
        return Suggested(parameters=super().replace(**changes).parameters)


@dataclass(frozen=True)
class Suggestion:
    """What suits some data, and why."""

    model: str
    space: Space
    patience: int
    why: str
    """A sentence for people."""


@dataclass(frozen=True)
class _Size:
    """What suits tables with fewer than `below` training rows."""

    below: float
    title: str
    layers: Int
    units: Int
    dropout: Float
    l2: Float
    learning_rate: Float
    batch_size: int
    epochs: int
    patience: int


SIZES = (
    _Size(
        1_000,
        "few rows are soon learned by heart: narrow layers, held back by L2 and dropout",
        layers=Int(low=1, high=2),
        units=Int(low=32, high=128, step=32),
        dropout=Float(low=0.0, high=0.5, step=0.1),
        l2=Float(low=1e-5, high=1e-2, scale="log"),
        learning_rate=Float(low=1e-3, high=1e-2, scale="log"),
        batch_size=32,
        epochs=100,
        patience=30,  # a trial has as many epochs as its shortest fold, and folds of few rows jump
    ),
    _Size(
        10_000,
        "layers of medium width, with a little L2 and dropout",
        layers=Int(low=1, high=3),
        units=Int(low=64, high=192, step=64),
        dropout=Float(low=0.0, high=0.4, step=0.1),
        l2=Float(low=1e-6, high=1e-2, scale="log"),
        learning_rate=Float(low=1e-3, high=1e-2, scale="log"),
        batch_size=64,
        epochs=60,
        patience=10,
    ),
    _Size(
        float("inf"),
        "so many rows can teach wide layers, in large batches",
        layers=Int(low=1, high=3),
        units=Int(low=64, high=256, step=64),
        dropout=Float(low=0.0, high=0.3, step=0.1),
        l2=Float(low=1e-7, high=1e-3, scale="log"),
        learning_rate=Float(low=5e-4, high=1e-2, scale="log"),
        batch_size=256,
        epochs=30,
        patience=5,
    ),
)


def filled(spec: StudySpec, settings: Settings) -> StudySpec:
    """The spec with the space that its data suggest, where it asks for that.

    So are its model and its patience where it says nothing of them. Raises InvalidInput or
    DatasetUnavailable for data that cannot be looked at.
    """
    if not isinstance(spec.space, Suggested):
        return spec
    data, given = datasets.resolve(spec.data, settings), spec.model_fields_set
    found = suggest(
        datasets.describe(data, settings), data.rows, spec.model if "model" in given else None
    )
    patience = spec.patience if "patience" in given else found.patience
    space = found.space.replace(**spec.space.parameters)
    return spec.model_copy(update={"model": found.model, "space": space, "patience": patience})


def suggest(info: DatasetInfo, rows: int | None = None, model: str | None = None) -> Suggestion:
    """The space for data of these sizes, `rows` of them trained on.

    `model`: the family that is meant; None: the one that suits the data.
    """
    rows = min(rows or info.rows, info.rows)
    size = next(each for each in SIZES if rows < each.below)
    model = model or (CONV if info.image else DENSE)
    if model == CONV:
        return _images(info, rows, size)
    layers, dropout = size.layers, size.dropout
    if not info.classes:  # of a quantity: a line is often close, and dropout blurs a quantity
        layers = Int(low=0, high=layers.high)
        dropout = Float(low=0.0, high=0.3, step=0.1)
    parameters: dict[str, AnyParameter] = {
        "layers": layers,
        "units": size.units,
        "dropout": dropout,
        "l2": size.l2,
        "learning_rate": size.learning_rate,
        "batch_size": Fixed(value=size.batch_size),
        "epochs": Fixed(value=size.epochs),
    }
    inputs = f"{info.features:,} {'pixels' if info.image else 'inputs'}"
    return _told(DENSE, parameters, size.patience, f"{rows:,} rows of {inputs}: {size.title}")


def _images(info: DatasetInfo, rows: int, size: _Size) -> Suggestion:
    """Convolutions: small images are halved less often, few images are varied as they train."""
    is_few = rows < FEW_IMAGES
    parameters: dict[str, AnyParameter] = {
        "blocks": Int(low=1, high=2 if info.features < SMALL_IMAGE else 3),
        "filters": Choice(values=[16, 32]),
        "dense_units": Int(low=64, high=192, step=64),
        "dropout": Float(low=0.0, high=0.5, step=0.1),
        "learning_rate": Float(low=1e-3, high=1e-2, scale="log"),
        "batch_size": Fixed(value=size.batch_size),
        "epochs": Fixed(value=40 if is_few else 12),
    }
    why = f"{rows:,} images of {info.features:,} pixels: convolutions see a shape wherever it is"
    if is_few:
        parameters |= {"shift": Choice(values=[0.0, 0.1]), "rotate": Choice(values=[0.0, 10.0])}
        why += ", and few images are varied a little, or not, as they train"
    return _told(CONV, parameters, 8 if is_few else 3, why)


def _told(
    model: str, parameters: Mapping[str, AnyParameter], patience: int, why: str
) -> Suggestion:
    known = catalog.family(model).names
    space = Space(parameters={n: p for n, p in parameters.items() if n in known})
    epochs = space["epochs"].points()[0]
    return Suggestion(
        model,
        space,
        patience,
        f"{why}; up to {epochs} epochs, and a fit ends after {patience} without a better one.",
    )
