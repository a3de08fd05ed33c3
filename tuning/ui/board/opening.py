"""Opening a board: its name, its data and what the class may move; ready with the defaults."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping

import streamlit as st

from tuning import catalog, datasets, strategies, tasks
from tuning.catalog import DATASETS
from tuning.datasets import own
from tuning.errors import DatasetUnavailable, InvalidInput, TuningError
from tuning.objective import Objective
from tuning.planning.checks import check
from tuning.space import AnyParameter, Choice, Float, Int, Space, show
from tuning.space.spelling import spell
from tuning.study import DataSpec, Evaluation, StrategySpec, StudySpec
from tuning.text import names
from tuning.ui import choose, context, widgets
from tuning.ui.pages import BOARD

FAMILY = "dense"
EPOCHS = 5
NAME = "Board"
MOVED: Mapping[str, AnyParameter] = {
    "learning_rate": Float(low=1e-4, high=1.0, scale="log"),
    "units": Int(low=8, high=128, step=8),
    "dropout": Float(low=0.0, high=0.8, step=0.1),
    "batch_size": Choice(values=[8, 32, 128, 512]),
    "optimizer": Choice(values=["adam", "sgd", "rmsprop"]),
}
"""What a class moves unless another choice is made: wide enough for each to go wrong."""
MORE = ("layers", "activation", "momentum", "initialization", "dropout_visible", "max_norm")


def form() -> None:
    """The fields, and the button that opens the board."""
    with st.container(border=True, key="board-form"):
        widgets.head("Open a board", "a class tries together, live, under first names")
        name, data, epochs = st.columns([4, 4, 2])
        given = name.text_input("Name", NAME, key="board-form-name")
        chosen = data.selectbox(
            "Data set",
            [*DATASETS, *own.names(context.settings())],
            key="board-form-data",
            format_func=lambda known: context.data_title(DataSpec(name=known)),
            help="Digits train in under a second. Your own tables are added on New study.",
        )
        trained = epochs.number_input(
            "Epochs of a trial", 1, 100, EPOCHS, key="board-form-epochs", help="More take longer."
        )
        data_spec = _with_target(DataSpec(name=chosen))
        space, wrong = _space(int(trained))
        title, spec = names.of_a_study(given) or NAME, None
        try:
            if space is not None:
                data_spec = datasets.resolve(data_spec, context.settings())
                spec = check(_spec(data_spec, space), context.settings())
        except TuningError as error:
            wrong = str(error)
        widgets.error(wrong)
        if st.button(
            "Open the board",
            type="primary",
            icon=BOARD.icon,
            key="board-open",
            disabled=spec is None,
        ):
            assert spec is not None
            board_id = context.store().create_board(spec, title)
            st.switch_page(BOARD.script, query_params=choose.a_board(board_id))
    if spec is not None:
        context.prepare(spec.data, spec.seed)


def _with_target(data: DataSpec) -> DataSpec:
    """Of a table, with the column that is to be predicted."""
    if not data.is_table:
        return data
    possible: list[str] = []
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        possible = datasets.possible_targets(data, context.settings())
    target = st.selectbox(
        "Column to predict", possible, key=f"board-target-{data.name}", format_func=widgets.plain
    )
    return data.model_copy(update={"target": target})


def _spec(data: DataSpec, space: Space) -> StudySpec:
    own_strategy = strategies.by_person()
    return StudySpec(
        name=NAME,
        data=data,
        model=FAMILY,
        evaluation=Evaluation(method="split"),  # a pupil waits for one fit, not for five
        objective=Objective(metric=tasks.of(data).objective),
        strategy=StrategySpec(name=own_strategy.name),
        space=space,
    )


def _space(epochs: int) -> tuple[Space | None, str | None]:
    """What the class may move; or what is wrong with it."""
    family = catalog.family(FAMILY)
    moved = st.multiselect(
        "The class moves",
        [*MOVED, *MORE],
        list(MOVED),
        key="board-form-moved",
        format_func=lambda name: family[name].title,
    )
    parameters: dict[str, AnyParameter] = {}
    wrong = None
    with st.expander("How far", icon=":material/tune:"):
        for begin in range(0, len(moved), 3):
            for column, name in zip(st.columns(3), moved[begin : begin + 3], strict=False):
                with column:
                    try:
                        parameters[name] = _reach(name)
                    except (InvalidInput, ValueError) as error:
                        wrong = f"{family[name].title}: {_first(error)}"
                        widgets.error(wrong)
    if not moved:
        wrong = "The class needs at least one hyperparameter to move, got none."
    if wrong is not None:
        return None, wrong
    return Space.model_validate({"parameters": parameters}).replace(epochs=epochs), None


def _first(error: Exception) -> str:
    """What a model of pydantic says, without its frame."""
    found = getattr(error, "errors", None)
    said = str(found()[0]["msg"]) if found else str(error)
    return said.removeprefix("Value error, ")


def _reach(name: str) -> AnyParameter:
    """From where to where, or which values."""
    hyperparameter = catalog.family(FAMILY)[name]
    usual = MOVED.get(name, hyperparameter.search)
    if isinstance(usual, Int | Float):
        low = st.text_input(
            f"{hyperparameter.title}, from", spell(usual.low), key=f"board-low-{name}"
        )
        high = st.text_input("to", spell(usual.high), key=f"board-high-{name}")
        ends = {"low": _number(low), "high": _number(high)}
        step = usual.step
        if step is not None and not _divides(step, ends["high"] - ends["low"]):
            step = None if isinstance(usual, Float) else 1
        return type(usual).model_validate(usual.model_dump() | ends | {"step": step})
    options = usual.points()
    values = st.multiselect(
        hyperparameter.title, options, options, key=f"board-values-{name}", format_func=show
    )
    return Choice(values=[value for value in values if value is not None])


def _divides(step: float, way: float) -> bool:
    """Whether so many whole steps make up a way, but for the last digits."""
    steps = way / step
    return math.isfinite(steps) and math.isclose(steps, round(steps), abs_tol=1e-6)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise InvalidInput(f"a range's end is a number, got {text!r}") from error
