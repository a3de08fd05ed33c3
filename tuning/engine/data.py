"""Data as a worker trains on them: prepared once, held as tensors, split by row numbers.

Images stay one copy whatever the fold, as the bytes that they were read as: a program divides each
batch by their largest value, so that MNIST takes 47 MB a worker in place of 188 MB, and no first
fit waits for the conversion. Tables are made fit (`tuning.datasets.preprocessing`) by what the
training rows of each split alone say. Splits depend only on the targets, the evaluation and the
study's seed.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np
import tensorflow as tf

from tuning import tasks
from tuning.datasets import Dataset, preprocessing
from tuning.engine.fits import SplitKey
from tuning.tasks import Scale

KEPT, MOST_KEPT, MOST_BYTES = 8, 256, 256e6
"""So many splits are kept, and more of them in so much memory: all folds of a small table."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """One fit's data: tensors, and which rows train. Validation and test come whole."""

    x: tf.Tensor
    y: tf.Tensor
    """Class numbers, or quantities as the network learns them."""
    rows: np.ndarray
    validation: tuple[tf.Tensor, tf.Tensor]
    test: tuple[tf.Tensor, tf.Tensor]
    truth: np.ndarray
    """What is true of the validation rows, (n,): class numbers, or quantities in their own unit."""
    test_truth: np.ndarray
    """The same of the test rows."""
    target: Scale | None = None
    """How quantities are learned; None for classes."""
    largest: float = 1.0
    """What inputs that are bytes are divided by."""

    def said(self, outputs: np.ndarray) -> np.ndarray:
        """What a network's outputs (…, n, outputs) mean beside the truth: probabilities (…, n,
        classes), or quantities (…, n) in their own unit."""
        return outputs if self.target is None else self.target.own(outputs)

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.x.shape[1:])


_datasets: dict[str, Dataset] = {}


def hold(key: str, dataset: Dataset) -> None:
    """Makes a data set known to this worker under `key`."""
    if key not in _datasets:
        if len(_datasets) > 3:
            _datasets.pop(next(iter(_datasets)))
        _datasets[key] = dataset


_prepared: OrderedDict[SplitKey, Prepared] = OrderedDict()
"""The splits that were asked for last, the latest one at the end."""
_preparing = Lock()


def prepare(key: SplitKey) -> Prepared:
    """The data of one split; the data set must be held."""
    with _preparing:
        if key not in _prepared:
            _prepared[key] = _prepare(key)
            while len(_prepared) > KEPT and (len(_prepared) > MOST_KEPT or _bytes() > MOST_BYTES):
                _prepared.popitem(last=False)
        _prepared.move_to_end(key)
        return _prepared[key]


def _bytes() -> int:
    """The memory of all that is kept. The inputs of images, which splits share, count once."""
    tensors = {
        id(tensor): tensor.dtype.size * math.prod(tensor.shape)
        for ready in _prepared.values()
        for tensor in (ready.x, ready.y, *ready.validation, *ready.test)
    }
    return sum(tensors.values())


def _prepare(key: SplitKey) -> Prepared:
    dataset = _datasets[key.dataset]
    train, held_out = dataset.splits(key.evaluation, key.seed)[key.fold]
    largest = 1.0
    if dataset.image_shape is not None:
        x, x_test, largest = _images(key.dataset, key.flat)
    else:
        table = preprocessing.fitted(dataset, train)
        x, x_test = (_float(table.transform(part)) for part in (dataset.x_train, dataset.x_test))
    target = tasks.task(dataset.task).target(dataset.y_train[train])
    y, y_test = (_learned(part, target) for part in (dataset.y_train, dataset.y_test))
    test = (x_test, y_test)
    validation, truth = test, dataset.y_test
    if len(held_out):
        validation = (tf.gather(x, held_out), tf.gather(y, held_out))
        truth = dataset.y_train[held_out]
    rows = train.astype(np.int32)
    return Prepared(x, y, rows, validation, test, truth, dataset.y_test, target, largest)


def prepare_images(key: str) -> None:
    """Does now what the first split of a data set of images would wait for."""
    if _datasets[key].image_shape is not None:
        _images(key, True)


@lru_cache(maxsize=4)
def _images(key: str, flat: bool) -> tuple[tf.Tensor, tf.Tensor, float]:
    """Training and test images, (n, pixels) or (n, height, width, channels), and their largest.

    Bytes stay bytes; other numbers are divided here, and the largest is 1.
    """
    dataset = _datasets[key]
    most = np.float32(largest(dataset))
    height, width, *channels = dataset.image_shape or ()
    shape = (-1, dataset.features) if flat else (-1, height, width, *(channels or [1]))
    x, x_test = (part.reshape(shape) for part in (dataset.x_train, dataset.x_test))
    if x.dtype == x_test.dtype == np.uint8:
        return _in_place(x), _in_place(x_test), float(most)
    return _float(x.astype(np.float32) / most), _float(x_test.astype(np.float32) / most), 1.0


def largest(dataset: Dataset) -> float:
    """The largest pixel of a data set of images, by which all are divided."""
    return float(max(dataset.x_train.max(), dataset.x_test.max()))


def _in_place(array: np.ndarray) -> tf.Tensor:
    """A tensor over one copy of the array.

    TensorFlow's own copy takes ten times as long: it meets fresh memory in small pages. What
    TensorFlow reads must lie at a multiple of 64 bytes.
    """
    room = np.empty(array.nbytes + 64, np.uint8)
    start = -room.ctypes.data % 64
    copy = room[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    copy[...] = array
    return tf.experimental.dlpack.from_dlpack(copy.__dlpack__())


def _learned(targets: np.ndarray, target: Scale | None) -> tf.Tensor:
    """Class numbers, or quantities standardised."""
    return _int(targets) if target is None else _float(target.learned(targets))


def _float(array: np.ndarray) -> tf.Tensor:
    return tf.convert_to_tensor(array, tf.float32)


def _int(array: np.ndarray) -> tf.Tensor:
    return tf.convert_to_tensor(array, tf.int32)
