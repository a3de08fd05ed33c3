"""The built-in data sets, described before anything is loaded: a row each, and nothing elsewhere.

A row's name is that of scikit-learn's `load_NAME` or, of one `is_file`, of `keras.datasets.NAME`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DatasetInfo:
    """A data set that can be chosen."""

    name: str
    title: str
    help: str
    image: bool
    rows: int
    """Training rows, for the plan before anything is loaded; 0: known once loaded."""
    test_rows: int
    features: int
    classes: int
    is_file: bool = False
    """Whether it comes as a file that may be missing (see `tuning.datasets.places`)."""
    class_names: tuple[str, ...] = ()
    """Of a file whose classes are numbers alone; without them, the numbers stand."""
    task: str = "classification"
    """What is learned from it: a name of `tuning.tasks`. Quantities have 0 classes."""


DATASETS = {
    dataset.name: dataset
    for dataset in (
        DatasetInfo(
            "digits",
            "Digits (scikit-learn)",
            "1,797 handwritten digits of 8×8 pixels that come with scikit-learn: always there.",
            True,
            1437,
            360,
            64,
            10,
        ),
        DatasetInfo(
            "mnist",
            "MNIST",
            "The article's data: 70,000 handwritten digits of 28×28 pixels, 10,000 of them test.",
            True,
            60000,
            10000,
            784,
            10,
            is_file=True,
        ),
        DatasetInfo(
            "fashion_mnist",
            "Fashion-MNIST",
            "70,000 pictures of clothes, as large as MNIST's and harder to tell apart: a shirt "
            "looks much like a coat.",
            True,
            60000,
            10000,
            784,
            10,
            is_file=True,
            class_names=(
                *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
                *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
            ),
        ),
        DatasetInfo(
            "wine",
            "Wine (scikit-learn)",
            "178 wines from three growers by 13 chemical measures: so few rows that scores differ "
            "much from split to split.",
            False,
            142,
            36,
            13,
            3,
        ),
        DatasetInfo(
            "breast_cancer",
            "Breast cancer (scikit-learn)",
            "569 tumours by 30 measures of their cells, malignant or benign: two classes, one of "
            "them larger, so accuracy alone flatters.",
            False,
            455,
            114,
            30,
            2,
        ),
        DatasetInfo(
            "iris",
            "Iris (scikit-learn)",
            "150 flowers of three species by four lengths: the smallest data set here, where most "
            "settings end level.",
            False,
            120,
            30,
            4,
            3,
        ),
        DatasetInfo(
            "diabetes",
            "Diabetes (scikit-learn)",
            "442 patients by 10 measures: how far their diabetes has come a year later, a number "
            "from 25 to 346. A quantity to predict, and so noisy that half of it stays open.",
            False,
            353,
            89,
            10,
            0,
            task="regression",
        ),
    )
}
