"""What a miniature trains: its answer, its seeds, a loss that is no number; on a real worker."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from tests.engine.conftest import Bench
from tests.waiting import wait_for
from tuning.engine import models
from tuning.engine.miniatures import answers, training
from tuning.engine.miniatures.desk import Desk
from tuning.learn import Asked, Training, lesson
from tuning.store.view import StudyView

LONG = {
    "dataset": {"name": "digits"},
    "evaluation": {"method": "split"},
    "strategy": {"name": "random_search", "max_trials": 1},
    "space": {"units": 32, "learning_rate": [0.001, 0.002], "epochs": 2000},
}

MOONS = Training(
    kind="training",
    data="moons",
    epochs=12,
    fixed={"units": 8, "optimizer": "sgd", "batch_size": 16},
    controls=({"name": "learning_rate", "stops": [0.1, 100.0], "start": 0.1},),
    watch="",
)
DIGITS = MOONS.model_copy(update={"data": "digits", "epochs": 3})


def test_the_answer_has_a_number_an_epoch_and_pictures_of_the_plane() -> None:
    found = training.train(MOONS, {"learning_rate": 0.1}, seed=1)
    assert {name: len(curve) for name, curve in found["curves"].items()} == dict.fromkeys(
        training.CURVES, 12
    )
    assert (found["error"], found["score"]) == (None, found["curves"]["val_accuracy"][-1])
    epochs = [frame["epoch"] for frame in found["frames"]]
    assert (len(epochs), epochs[0], epochs[-1]) == (10, 1, 12)
    plane = np.frombuffer(base64.b64decode(found["frames"][-1]["grid"]), np.uint8)
    plane = plane.reshape(training.GRID, training.GRID)
    # Class 1 is the lower moon, and a row is a height, the lowest first.
    assert plane[4].mean() > 127 > plane[-4].mean()


def test_a_seed_gives_the_same_again_and_another_one_something_else() -> None:
    again = [training.train(MOONS, {"learning_rate": 0.1}, seed)["curves"] for seed in (1, 1, 2)]
    assert again[0] == again[1] != again[2]


def test_networks_of_neighbouring_seeds_begin_with_no_layer_in_common(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Or five seeds of a deep network would be one draw, seen five times."""
    built, build = [], models.build
    monkeypatch.setattr(
        training.models,
        "build",
        lambda *given, **more: built.append(build(*given, **more)) or built[-1],
    )
    deep = MOONS.model_copy(update={"epochs": 1, "fixed": {"units": 2, "layers": 5}})
    for seed in (0, 1):
        training.train(deep, {"learning_rate": 1e-9}, seed)
    first, second = ([w.round(6).tobytes() for w in m.get_weights()[2:10:2]] for m in built)
    assert len(set(first) | set(second)) == len(first) + len(second) == 8


def test_digits_have_guesses_in_place_of_a_plane() -> None:
    found = training.train(DIGITS, {"learning_rate": 0.1}, seed=0)
    assert found["shown_epochs"] == [1, 2, 3]
    assert [len(guesses) for guesses in found["guesses"]] == [24] * 3
    assert all(0 <= guess <= 9 for guesses in found["guesses"] for guess in guesses)
    assert "frames" not in found


def test_a_loss_that_is_no_number_is_an_answer() -> None:
    wild = MOONS.model_copy(
        update={"fixed": {"units": 8, "layers": 4, "activation": "linear", "optimizer": "sgd"}}
    )
    found = training.train(wild, {"learning_rate": 100.0}, seed=0)
    assert found["error"].startswith("The loss became nan in epoch ")
    assert found["error"].endswith(" (learning rate 100).")
    assert found["score"] is None
    assert found["curves"]["loss"][-1] is None
    assert len(found["curves"]["loss"]) < 12
    json.dumps(found, allow_nan=False)


def test_the_shown_epochs() -> None:
    assert training.shown(1) == {1}
    assert training.shown(4) == {1, 2, 3, 4}
    assert sorted(training.shown(100)) == [1, 12, 23, 34, 45, 56, 67, 78, 89, 100]


def test_a_worker_answers_beside_a_fit_that_trains(lone: Bench) -> None:
    study = lone.create(LONG)
    runner = lone.start(study)
    lone.wait(study, lambda view: bool(view.curves))
    desk = Desk(lone.store)
    desk.serve(lone.cluster)
    asked = Asked("training", lesson("learning_rate"), lesson("learning_rate").miniature.start)
    lone.store.ask_miniature(asked.key, asked.as_json(), "ann")
    wait_for(lambda: lone.store.miniature_answer(asked.key))
    assert len(StudyView(lone.store, study).fits) == 1  # its first still trains
    answer = json.loads(lone.store.miniature_answer(asked.key) or "")
    assert answer == json.loads(answers.answer(asked.as_json())) | {"seconds": answer["seconds"]}
    assert lone.store.studies()[0].id == study
    desk.close()
    runner.stop()
