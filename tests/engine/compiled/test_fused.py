"""A fused fit means what Keras' own fit means."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from tuning import catalog
from tuning.engine import models
from tuning.engine.compiled import dense as narrow
from tuning.engine.compiled import dropout, fused, programs
from tuning.engine.compiled.listening import OnPlateau
from tuning.engine.compiled.programs import Mode, Programs
from tuning.engine.compiled.signature import signature
from tuning.space import Values

ROWS, BATCH = 100, 32  # the last batch has four rows


@pytest.fixture(scope="module")
def data() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    x = rng.random((ROWS, 12), dtype=np.float32)
    return x, (x[:, :4].argmax(axis=1)).astype(np.int64)


def dense(**values: object) -> fused.FusedModel:
    defaults = {"units": 8, "layers": 2, "learning_rate": 0.01}
    return models.build("dense", defaults | values, (12,), 4, seed=4, steps=12)  # type: ignore[arg-type]


def twin_of(model: fused.FusedModel) -> keras.Model:
    """An ordinary Keras model with the same weights."""
    other = keras.Model.from_config(keras.Model(model.inputs, model.outputs).get_config())
    other.compile_from_config(model.get_compile_config())
    other.set_weights(model.get_weights())
    return other


CASES: list[dict[str, object]] = [
    *({"optimizer": each} for each in catalog.FAMILIES["dense"]["optimizer"].search.points()),
    {"max_norm": 1.0},
    {"max_norm": 1.0, "optimizer": "sgd"},
    {"l2": 0.01, "batch_norm": True, "max_norm": 1.0},
    {"l2": 0.01, "optimizer": "adamw"},
    {"layers": 0, "l2": 0.01},
    {"schedule": "cosine", "optimizer": "adamw"},
    {"schedule": "cosine", "optimizer": "sgd"},
]
COMPILED = [CASES[0], CASES[10], CASES[-1]]
"""Those that `make test` trains under XLA, too: it takes two seconds to compile each."""


def _named(values: dict[str, object]) -> str:
    return " ".join(f"{name}={value}" for name, value in values.items())


@pytest.mark.parametrize(
    ("values", "mode"),
    [
        *(pytest.param(values, "graph", id=f"{_named(values)}-graph") for values in CASES),
        *(
            pytest.param(
                values,
                "xla",
                id=f"{_named(values)}-xla",
                marks=[] if values in COMPILED else pytest.mark.long,
            )
            for values in CASES
        ),
    ],
)
def test_same_batches_give_the_same_weights_as_keras(
    data: tuple[np.ndarray, np.ndarray],
    values: dict[str, object],
    mode: Mode,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In two fits, the second from where the first left the weights and the optimizer.

    Under XLA, the first layer counts as a narrow one.
    """
    monkeypatch.setattr(narrow, "FEWEST_INPUTS", 12)
    monkeypatch.setattr(fused, "PROGRAMS", Programs())
    x, y = data
    momentum = 0.5 if values.get("optimizer") in ("sgd", "rmsprop") else 0.0
    model = dense(momentum=momentum, **values)
    model.choose = lambda *_: mode
    ordinary = twin_of(model)
    options = {"batch_size": BATCH, "shuffle": False, "verbose": 0}
    for epochs in (1, 3):
        mine = model.fit(x, y, validation_data=(x, y), epochs=epochs, **options)
        theirs = ordinary.fit(x, y, validation_data=(x, y), epochs=epochs, **options)
    assert model.program.split(":")[0] == mode
    layers = fused.PROGRAMS.of(model, BATCH, mode).twin.layers
    assert sum(type(layer) is narrow.NarrowDense for layer in layers) == (mode == "xla")
    for a, b in zip(
        model.weights + model.optimizer.variables,
        ordinary.weights + ordinary.optimizer.variables,
        strict=True,
    ):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=2e-3, atol=2e-5)
    assert mine.history.keys() == theirs.history.keys()
    for name, values in theirs.history.items():
        np.testing.assert_allclose(mine.history[name], values, rtol=2e-3, atol=1e-4, err_msg=name)


@pytest.mark.parametrize("mode", ["graph", "xla"])
def test_class_weights_count_in_the_loss_as_keras_counts_them(
    data: tuple[np.ndarray, np.ndarray], mode: Mode
) -> None:
    """A class without a weight counts once; metrics and the validation know of none."""
    x, y = data
    weighted = {0: 3.0, 1: 0.25, 2: 1.5}
    model = dense()
    model.choose = lambda *_: mode
    ordinary = twin_of(model)
    options = {"batch_size": BATCH, "shuffle": False, "verbose": 0, "epochs": 3}
    mine = model.fit(x, y, validation_data=(x, y), class_weight=weighted, **options)
    theirs = ordinary.fit(x, y, validation_data=(x, y), class_weight=weighted, **options)
    assert model.program.split(":")[0] == mode
    for name, values in theirs.history.items():
        np.testing.assert_allclose(mine.history[name], values, rtol=1e-4, atol=1e-5, err_msg=name)
    np.testing.assert_allclose(model.predict(x), ordinary.predict(x, verbose=0), atol=1e-4)
    same = dense()
    same.choose, same.class_weights = lambda *_: mode, np.ones(4, np.float32)
    assert fused.PROGRAMS.of(same, BATCH, mode) is fused.PROGRAMS.of(model, BATCH, mode)
    assert fused.PROGRAMS.of(dense(), BATCH, mode) is not fused.PROGRAMS.of(model, BATCH, mode)


def test_what_is_measured_comes_of_the_pass_that_validates(
    data: tuple[np.ndarray, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outputs are those of the weights after the epoch, in the rows' order, however divided."""
    monkeypatch.setattr(programs, "EVALUATION_BYTES", 4 * 12 * 30)
    x, y = data
    model, seen = dense(), []

    def measure(outputs: np.ndarray) -> list[dict[str, float]]:
        seen.extend(outputs)
        return [{"share": float((each.argmax(1) == y).mean())} for each in outputs]

    history = fused.train(
        model,
        *map(tf.convert_to_tensor, (x, y)),
        validation=(tf.constant(x), tf.constant(y)),
        epochs=2,
        measure=measure,
    ).history
    assert history["val_share"] == pytest.approx(history["val_accuracy"])
    np.testing.assert_allclose(seen[1], model.predict(x), atol=1e-6)


def test_one_program_serves_other_rates_and_seeds(data: tuple[np.ndarray, np.ndarray]) -> None:
    programs = Programs()
    first = dense(dropout=0.1, learning_rate=0.01, l2=0.1)
    values: Values = {"units": 8, "layers": 2, "dropout": 0.3, "learning_rate": 0.001, "l2": 0.2}
    other = models.build("dense", values, (12,), 4, seed=9)
    assert signature(first) == signature(other)
    program = programs.of(first, BATCH, "graph")
    assert programs.of(other, BATCH, "graph") is program
    program.load(other)
    assert float(program.twin.optimizer.optimizer.learning_rate) == pytest.approx(0.001)
    assert [float(rate) for rate in program._rates] == pytest.approx([0.3, 0.3])
    assert [float(each.factor) for each in program._penalties] == pytest.approx([0.2, 0.2, 0.2])


@pytest.mark.parametrize(
    "change",
    [
        {"optimizer": "sgd", "momentum": 0.5},
        {"units": 9},
        {"layers": 3},
        {"activation": "tanh"},
        {"optimizer": "sgd"},
        {"max_norm": 2.0},
        {"dropout": 0.2},
        {"initialization": "he_normal"},
        {"l2": 0.01},
        {"batch_norm": True},
        {"layers": 0},
    ],
)
def test_another_architecture_has_another_program(change: dict[str, object]) -> None:
    assert signature(dense()) != signature(dense(**change))


def with_dropout(seed: int) -> fused.FusedModel:
    values: Values = {"units": 16, "layers": 1, "dropout": 0.4, "learning_rate": 0.02}
    return models.build("dense", values, (12,), 4, seed=seed)


def final_loss(model: keras.Model, data: tuple[np.ndarray, np.ndarray]) -> float:
    history = model.fit(*data, batch_size=BATCH, epochs=12, verbose=0, validation_data=data)
    return float(history.history["val_loss"][-1])


@pytest.fixture(scope="module")
def plain_losses(data: tuple[np.ndarray, np.ndarray]) -> list[float]:
    """Keras' own fits, with dropout."""
    return [final_loss(twin_of(with_dropout(seed)), data) for seed in range(8)]


@pytest.mark.parametrize("mode", ["graph", "xla"])
def test_dropout_is_drawn_anew_each_step_and_scaled(
    data: tuple[np.ndarray, np.ndarray], plain_losses: list[float], mode: Mode
) -> None:
    """Trained with dropout, the losses of fused and plain fits come from one distribution."""
    losses = []
    for seed in range(8):
        model = with_dropout(seed)
        model.choose = lambda *_: mode
        losses.append(final_loss(model, data))
    spread = np.sqrt((np.var(losses, ddof=1) + np.var(plain_losses, ddof=1)) / 8)
    assert abs(np.mean(losses) - np.mean(plain_losses)) < 4 * spread


@pytest.mark.parametrize("mode", ["graph", "xla"])
def test_bytes_train_as_the_floats_that_they_stand_for(mode: Mode) -> None:
    rng = np.random.default_rng(2)
    x, y = rng.integers(0, 201, (100, 12), np.uint8), rng.integers(0, 4, 100)
    results = []
    for inputs, largest in ((x, 200.0), (x * np.float32(1 / 200), 1.0)):
        model = dense()
        model.largest, model.choose = largest, lambda *_: mode
        model.fit(inputs, y, batch_size=BATCH, epochs=2)
        results.append(
            [*model.get_weights(), model.evaluate(inputs, y), model.predict(inputs)],
        )
    for a, b in zip(*results, strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_same_seed_trains_the_same_model(data: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = data
    weights = []
    for _ in range(2):
        model = dense(dropout=0.2)
        model.fit(x, y, batch_size=BATCH, epochs=2)
        weights.append(model.get_weights())
    for a, b in zip(*weights, strict=True):
        np.testing.assert_array_equal(a, b)


class _LowersRate(keras.callbacks.Callback):
    """Needs the live weights and changes the optimizer, as Keras' own callbacks do."""

    def __init__(self) -> None:
        super().__init__()
        self.norms: list[float] = []

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.norms.append(float(np.linalg.norm(self.model.get_weights()[0])))
        self.model.optimizer.learning_rate = 0.0


def test_callbacks_see_and_steer_the_training(data: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = data
    model, callback = dense(), _LowersRate()
    before = float(np.linalg.norm(model.get_weights()[0]))
    model.fit(x, y, batch_size=BATCH, epochs=3, callbacks=[callback])
    assert callback.norms[0] != pytest.approx(before)
    assert callback.norms[1:] == pytest.approx([callback.norms[0]] * 2, abs=1e-6)


@pytest.mark.parametrize("mode", ["graph", pytest.param("xla", marks=pytest.mark.long)])
def test_the_rate_falls_on_a_plateau_as_by_keras(
    data: tuple[np.ndarray, np.ndarray], mode: Mode
) -> None:
    def plateau() -> keras.callbacks.ReduceLROnPlateau:
        return keras.callbacks.ReduceLROnPlateau(factor=0.5, patience=1, min_delta=0.02)

    x, y = data
    model = dense()
    ordinary = twin_of(model)
    options = {"batch_size": BATCH, "shuffle": False, "epochs": 6}
    theirs = ordinary.fit(x, y, validation_data=(x, y), callbacks=[plateau()], verbose=0, **options)
    assert theirs.history["learning_rate"][-1] < 0.01
    tensors = (fused._features(x), fused._labels(y))
    model.optimizer.build(model.trainable_variables)
    mine = fused.train(
        model,
        *tensors,
        validation=tensors,
        batch=BATCH,
        epochs=6,
        shuffle=False,
        callbacks=[OnPlateau(plateau())],
        mode=mode,
    )
    np.testing.assert_allclose(mine.history["val_loss"], theirs.history["val_loss"], rtol=2e-3)
    rates = [float(each.optimizer.learning_rate) for each in (model, ordinary)]
    assert rates[0] == pytest.approx(rates[1])


def test_one_program_serves_other_schedules(data: tuple[np.ndarray, np.ndarray]) -> None:
    first = dense(schedule="cosine")
    other = models.build(
        "dense",
        {"units": 8, "layers": 2, "learning_rate": 0.1, "schedule": "cosine"},
        (12,),
        4,
        seed=4,
        steps=40,
    )
    assert signature(first) == signature(other) != signature(dense())
    program = Programs().of(first, BATCH, "graph")
    program.load(other)
    assert float(program.optimizer.learning_rate) == pytest.approx(0.1)
    program.optimizer.iterations.assign(10)  # a quarter: (1 + cos(pi / 4)) / 2
    assert float(program.optimizer.learning_rate) == pytest.approx(0.0853553)


def test_early_stopping_and_validation_split_work(data: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = data
    stopping = keras.callbacks.EarlyStopping(monitor="val_loss", min_delta=10, patience=1)
    history = dense().fit(
        x, y, batch_size=BATCH, epochs=9, validation_split=0.2, callbacks=[stopping]
    )
    assert len(history.history["val_loss"]) == 2


class _EveryBatch(keras.callbacks.Callback):
    seen = 0

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        type(self).seen += 1


def test_what_cannot_be_fused_falls_back_and_says_so(data: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = data
    model = dense()
    model.fit(x, y, batch_size=BATCH, callbacks=[_EveryBatch()], verbose=0)
    assert _EveryBatch.seen == 4
    assert model.program == "fit: _EveryBatch listens to every batch"


def test_evaluate_and_predict_agree_with_keras(data: tuple[np.ndarray, np.ndarray]) -> None:
    x, y = data
    model = dense()
    model.fit(x, y, batch_size=BATCH)
    ordinary = twin_of(model)
    np.testing.assert_allclose(model.predict(x), ordinary.predict(x, verbose=0), atol=1e-6)
    np.testing.assert_allclose(model.evaluate(x, y), ordinary.evaluate(x, y, verbose=0), rtol=1e-5)


def test_hashed_dropout_drops_the_share_it_should_and_never_the_same_twice() -> None:
    draws = np.stack([dropout.uniform((64, 256), np.array([seed, 7])) for seed in range(20)])
    assert draws.min() >= 0
    assert draws.max() < 1
    dropped = draws < 0.3
    assert dropped.mean() == pytest.approx(0.3, abs=0.003)
    for axis in (0, 1, 2):  # neither seeds, rows nor columns are alike
        shares = dropped.mean(axis=tuple(a for a in range(3) if a != axis))
        expected = np.sqrt(0.21 / (draws.size / draws.shape[axis]))
        assert np.abs(shares - 0.3).max() < 5 * expected
    flat = dropped.reshape(20, -1).astype(float)
    together = np.corrcoef(flat) - np.eye(20)
    assert np.abs(together).max() < 5 / np.sqrt(flat.shape[1])


@pytest.mark.parametrize("mode", ["graph", pytest.param("xla", marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "values",
    [
        {"max_norm": 1.0, "activation": "sigmoid"},
        *(
            pytest.param(each, marks=pytest.mark.long)
            for each in (
                {"l2": 0.01, "optimizer": "adamw"},
                *({"optimizer": each} for each in ("sgd", "nadam", "rmsprop", "adadelta")),
            )
        ),
    ],
    ids=lambda values: " ".join(f"{name}={value}" for name, value in values.items()),
)
def test_a_network_in_a_wider_program_is_the_network_that_keras_trains(
    data: tuple[np.ndarray, np.ndarray],
    values: dict[str, object],
    mode: Mode,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of three widths that share one, each of them twice."""
    monkeypatch.setattr(fused, "PROGRAMS", Programs())
    x, y = data
    tensors, options = (fused._features(x), fused._labels(y)), {"batch": BATCH, "epochs": 3}
    for units in (5, 8, 3, 5):
        model = dense(units=units, **values)
        ordinary = twin_of(model)
        model.widest = (8, 8)
        for _ in range(2):
            model.set_weights(ordinary.get_weights())
            history = fused.train(
                model, *tensors, validation=tensors, shuffle=False, mode=mode, **options
            ).history
        theirs = ordinary.fit(
            x, y, validation_data=(x, y), epochs=3, batch_size=BATCH, shuffle=False, verbose=0
        ).history
        for name, curve in theirs.items():
            np.testing.assert_allclose(history[name], curve, rtol=1e-4, atol=1e-6)
        for mine, own in zip(model.get_weights(), ordinary.get_weights(), strict=True):
            np.testing.assert_allclose(mine, own, rtol=1e-3, atol=2e-5)
        said = np.asarray(ordinary.predict(x, verbose=0))
        np.testing.assert_allclose(model.predict(x), said, rtol=1e-3, atol=1e-5)
        assert model.program == f"{mode}: many epochs, one program for all widths"
    assert len(fused.PROGRAMS._known) == 1


def test_a_fit_says_that_it_shares_a_program_where_it_trains_an_epoch_a_call(
    data: tuple[np.ndarray, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its dropout draws for the widest then, too."""
    monkeypatch.setattr("tuning.engine.compiled.epochs.room", lambda *_: 0)
    model = dense(units=3)
    model.widest = (8, 8)
    x, y = data
    fused.train(model, fused._features(x), fused._labels(y), mode="graph", programs=Programs())
    assert model.program == "graph: one program for all widths"
