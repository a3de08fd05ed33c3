"""How the best model does on the test set."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tuning import metrics


def confusion(labels: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """Counts, shape (classes, classes): rows are true classes, columns predicted ones.

    `labels` and `predicted` are class numbers, shape (n,)."""
    counts = np.bincount(labels * classes + predicted, minlength=classes * classes)
    return counts.reshape(classes, classes)


def misclassified(probabilities: np.ndarray, labels: np.ndarray, rows: np.ndarray) -> pd.DataFrame:
    """Test rows that were classified wrongly, the surest mistakes first.

    `probabilities` has shape (n, classes), `labels` and `rows` (n,); the table's columns are `row`
    (its number in the test set), `true`, `predicted` and `probability`."""
    predicted = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    table = pd.DataFrame(
        {
            "row": rows[wrong],
            "true": labels[wrong],
            "predicted": predicted[wrong],
            "probability": probabilities[wrong, predicted[wrong]],
        }
    )
    return table.sort_values("probability", ascending=False, ignore_index=True, kind="stable")


def residuals(predicted: np.ndarray, truth: np.ndarray, rows: np.ndarray) -> pd.DataFrame:
    """Test rows by how far their predicted quantity is off, the farthest first; all (n,).

    The table's columns are `row` (its number in the test set), `true`, `predicted` and `error`,
    predicted less true.
    """
    table = pd.DataFrame({"row": rows, "true": truth, "predicted": predicted})
    table["error"] = table["predicted"] - table["true"]
    order = table["error"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def guess(y_train: np.ndarray, y_test: np.ndarray, classes: int) -> dict[str, float]:
    """What is scored on the test rows without any input, by the measures' names.

    By the shares that classes have of the training rows, or, of quantities (0 classes), their mean.
    """
    if classes:
        shares = np.bincount(y_train, minlength=classes) / len(y_train)
        outputs = np.tile(shares, (len(y_test), 1))
    else:
        outputs = np.full(len(y_test), np.mean(y_train))
    task = "classification" if classes else "regression"
    names = [name for name, each in metrics.MEASURES.items() if each.suits(task, classes)]
    return metrics.judge(names, y_test, outputs)
