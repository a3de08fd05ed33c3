"""The data of the miniatures."""

from __future__ import annotations

import numpy as np

from tuning.learn.points import TRAINING, mislabelled, points


def test_wrong_labels_are_a_share_of_the_training_rows_alone_and_always_the_same() -> None:
    right = points("moons")
    spoiled, again = mislabelled(right, 0.25), mislabelled(right, 0.25)
    assert (spoiled.y_train != right.y_train).sum() == TRAINING // 4
    assert set(np.unique(spoiled.y_train)) == {0, 1}
    assert (spoiled.y_validation == right.y_validation).all()
    assert (spoiled.y_train == again.y_train).all()
    assert (mislabelled(right, 0.0).y_train == right.y_train).all()
