"""Data for the engine: what the project finds on this machine, else what Keras downloads."""

from __future__ import annotations

import logging

import keras

from tuning import datasets
from tuning.datasets import Dataset
from tuning.errors import DatasetUnavailable
from tuning.settings import Settings
from tuning.study import DataSpec

log = logging.getLogger(__name__)
DOWNLOADS = {"mnist": keras.datasets.mnist, "fashion_mnist": keras.datasets.fashion_mnist}


def get(data: DataSpec, settings: Settings, seed: int) -> Dataset:
    """The data of a study. Raises InvalidInput or DatasetUnavailable, one sentence each."""
    try:
        dataset = datasets.load(data.name, settings)
    except DatasetUnavailable:
        if data.name not in DOWNLOADS or datasets.locate(data.name, settings):
            raise
        dataset = _downloaded(data.name, settings)
    return dataset.subset(data.rows, seed)


def key(data: DataSpec, seed: int) -> str:
    """Names the same data for all studies that use them."""
    return f"{data.name}/{data.rows}/{seed if data.rows else 0}/{data.target or ''}"


def _downloaded(name: str, settings: Settings) -> Dataset:
    try:
        DOWNLOADS[name].load_data()
    except Exception as error:  # the network fails in many ways
        log.warning("Keras could not download %s: %s", name, error)
        raise DatasetUnavailable(datasets.missing(name, settings)) from error
    return datasets.load(name, settings)
