"""The TensorBoard page, run without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from tests.processes.boards import BROKEN, STAND_IN, command, logs_for
from tests.waiting import wait_for
from tuning.processes.tensorboard import BoardState, TensorBoards
from tuning.study import StudyState
from tuning.ui import choose, context
from tuning.ui.pages import TENSORBOARD
from tuning.ui.server import services

STUDIES = [
    SimpleNamespace(id=4, name="MNIST", state=StudyState.COMPLETED),
    SimpleNamespace(id=3, name="Digits", state=StudyState.COMPLETED),
]


@pytest.fixture
def studies(monkeypatch: pytest.MonkeyPatch) -> list[SimpleNamespace]:
    """What the store holds; a test adds to it."""
    known: list[SimpleNamespace] = []
    monkeypatch.setattr(context, "store", lambda: SimpleNamespace(titles=lambda: known))
    return known


@pytest.fixture
def boards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[TensorBoards]:
    boards = TensorBoards(tmp_path, command=command(STAND_IN))
    monkeypatch.setattr(services, "boards", lambda: boards)
    yield boards
    boards.close()


def page(study: str = "") -> AppTest:
    app = AppTest.from_file(TENSORBOARD.script, default_timeout=20)
    if study:
        app.query_params["study"] = study
    return app.run()


@pytest.mark.usefixtures("boards", "studies")
def test_without_a_study_it_offers_to_start_one() -> None:
    app = page()
    assert not app.exception
    assert any("no study yet" in text.value for text in app.markdown)
    assert app.button[0].label == "New study"


def test_the_link_chooses_the_study(
    boards: TensorBoards, studies: list[SimpleNamespace], tmp_path: Path
) -> None:
    studies += STUDIES
    logs_for(tmp_path, 3)
    boards.open(3)
    wait_for(lambda: boards.status(3).state is BoardState.READY)
    app = page("3")
    assert not app.exception
    assert app.selectbox[0].value == 3
    (frame,) = app.get("iframe")
    assert frame.proto.src.startswith("/tensorboard/3/?")
    assert frame.proto.src.endswith("#hparams")


@pytest.mark.usefixtures("boards")
def test_without_a_link_the_latest_study_is_shown(studies: list[SimpleNamespace]) -> None:
    studies += STUDIES
    app = page()
    assert not app.exception
    assert app.selectbox[0].value == 4
    assert "Nothing to show yet" in app.info[0].value


@pytest.mark.parametrize(("link", "study"), [("3", 3), ("5", None), ("abc", None), ("³", None)])
def test_a_link_names_a_study_that_is_there_or_none(link: str, study: int | None) -> None:
    assert choose.named(link, [4, 3]) == study


def test_a_failure_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, studies: list[SimpleNamespace], tmp_path: Path
) -> None:
    studies += STUDIES
    broken = TensorBoards(logs_for(tmp_path, 4), command=command(BROKEN))
    monkeypatch.setattr(services, "boards", lambda: broken)
    broken.open(4)
    wait_for(lambda: broken.status(4).state is BoardState.FAILED)
    app = page()
    assert app.error[0].value == "TensorBoard ended with code 1: cannot read the folder"
    assert app.button[0].label == "Try again"
    broken.close()
