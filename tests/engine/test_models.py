"""Models of all families: what is built, and that it trains through one program a shape."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from tuning.engine import models, modes
from tuning.errors import TrialFailed
from tuning.space import Values


def layers(model: keras.Model) -> list[str]:
    return [type(layer).__name__ for layer in model.layers[1:]]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"layers": 2, "dropout": 0.1}, ["Dense", "Dropout", "Dense", "Dropout", "Dense"]),
        (
            {"layers": 2, "dropout": 0.1, "dropout_after": "first"},
            ["Dense", "Dropout", "Dense", "Dense"],
        ),
        (
            {"layers": 2, "dropout": 0.1, "dropout_after": "last"},
            ["Dense", "Dense", "Dropout", "Dense"],
        ),
        ({"dropout_visible": 0.2}, ["Dropout", "Dense", "Dense"]),
        (
            {"batch_norm": True, "dropout": 0.1},
            ["Dense", "BatchNormalization", "Activation", "Dropout", "Dense"],
        ),
        ({"layers": 0, "dropout": 0.1, "batch_norm": True}, ["Dense"]),
        ({}, ["Dense", "Dense"]),
    ],
)
def test_dropout_stands_where_it_is_asked_for(values: Values, expected: list[str]) -> None:
    assert layers(models.build("dense", values, (12,), 4, seed=1)) == expected


def test_layers_left_out_are_as_wide_as_the_first() -> None:
    values: Values = {"layers": 3, "units": 24, "units_1": 6}
    model = models.build("dense", values, (12,), 4, seed=1)
    assert [layer.units for layer in model.layers[1:]] == [24, 6, 24, 4]


@pytest.mark.parametrize("initialization", ["zero", "uniform", "he_normal"])
def test_weights_come_from_the_seed_alone(initialization: str) -> None:
    values: Values = {"initialization": initialization}
    first, again = (models.build("dense", values, (12,), 4, seed=5) for _ in range(2))
    other = models.build("dense", values, (12,), 4, seed=6)
    for a, b in zip(first.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(first.get_weights()[-2], other.get_weights()[-2])


def test_max_norm_limits_every_units_weights() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.random((64, 12), dtype=np.float32), rng.integers(0, 4, 64)
    values: Values = {"max_norm": 0.5, "learning_rate": 0.1}
    model = models.build("dense", values, (12,), 4, seed=1)
    model.fit(x, y, epochs=3)
    assert np.linalg.norm(model.get_weights()[0], axis=0).max() <= 0.5 + 1e-5


def test_a_convolutional_network_trains_fused_on_images() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.random((70, 8, 8, 1), dtype=np.float32), rng.integers(0, 4, 70)
    values: Values = {"blocks": 2, "filters": 4, "dropout": 0.2, "pooling": "average"}
    model = models.build("conv", values, (8, 8, 1), 4, seed=1)
    history = model.fit(x, y, epochs=2, validation_data=(x, y))
    assert model.program == "graph"
    assert len(history.history["val_accuracy"]) == 2
    assert [layer.filters for layer in model.layers if hasattr(layer, "filters")] == [4, 8]


VARIED: Values = {"shift": 0.1, "rotate": 18.0, "zoom": 0.1, "flip": "both", "dropout_blocks": 0.2}


def test_images_vary_in_training_as_by_keras_and_are_predicted_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By layers of Keras, which draw from seeds of their own: CIFAR's three channels, too."""
    monkeypatch.setenv("TUNING_PROGRAM", "xla")  # which these layers cannot: it stays a graph
    rng = np.random.default_rng(0)
    x, y = rng.random((70, 8, 8, 3), dtype=np.float32), rng.integers(0, 4, 70)
    model = models.build("conv", {"filters": 4, **VARIED}, (8, 8, 3), 4, seed=1)
    model.choose = modes.choose
    assert layers(model)[:4] == ["RandomFlip", "RandomTranslation", "RandomRotation", "RandomZoom"]
    assert layers(model).count("Dropout") == 2
    ordinary = keras.Model.from_config(keras.Model(model.inputs, model.outputs).get_config())
    ordinary.compile_from_config(model.get_compile_config())
    ordinary.set_weights(model.get_weights())
    model.fit(x, y, epochs=2, shuffle=False)
    ordinary.fit(x, y, epochs=2, shuffle=False, verbose=0)
    assert model.program == "graph"
    for a, b in zip(model.get_weights(), ordinary.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-3, atol=2e-5)
    np.testing.assert_array_equal(model.predict(x), model.predict(x))


def test_what_varies_images_moves_no_seed_of_a_network_without_it() -> None:
    values: Values = {"filters": 4, "blocks": 1, "dense_units": 4}
    model = models.build("conv", values, (8, 8, 1), 4, seed=5)
    kernels = [float(np.abs(weight).sum()) for weight in model.get_weights()[::2]]
    assert kernels == pytest.approx([7.582747, 39.227241, 6.510226], rel=1e-5)


def test_a_model_that_cannot_be_built_fails_its_trial() -> None:
    with pytest.raises(TrialFailed, match="cannot be built"):
        models.build("conv", {"blocks": 3}, (4, 4, 1), 4, seed=1)


def test_mean_squared_error_compares_probabilities_with_one_hot_labels() -> None:
    predicted = np.array([[0.5, 0.5], [0.0, 1.0]], np.float32)
    error = models.mse(np.array([[0], [1]]), keras.ops.convert_to_tensor(predicted))
    np.testing.assert_allclose(np.array(error), [0.25, 0.0])


def test_weight_decay_penalises_every_kernel_the_output_s_included() -> None:
    model = models.build("dense", {"layers": 1, "l2": 0.1}, (12,), 4, seed=1)
    kernels = [model.get_weights()[0], model.get_weights()[2]]
    expected = [0.1 * np.square(kernel).sum() for kernel in kernels]
    assert [float(loss) for loss in model.losses] == pytest.approx(expected)


def test_what_is_not_asked_for_moves_no_seed() -> None:
    """Weights of one study from before these hyperparameters: the sums of a network of seed 5."""
    values: Values = {"units": 8, "layers": 2, "dropout": 0.1}
    plain = models.build("dense", values, (12,), 4, seed=5)
    decayed = models.build("dense", {**values, "l2": 0.1}, (12,), 4, seed=5)
    for a, b in zip(plain.get_weights(), decayed.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    kernels = [float(np.abs(weight).sum()) for weight in plain.get_weights()[::2]]
    assert kernels == pytest.approx([28.208832, 17.998791, 12.014222], rel=1e-5)
