"""What people, and worse, may write: values, study documents, TOML; and what must come of it."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import strategies as st

from tuning import catalog, strategies
from tuning.errors import MOST_LETTERS, TuningError
from tuning.space.parameters import tidy

T = TypeVar("T")
LONG = "x" * 3 * MOST_LETTERS

words = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", LONG, "a\nb", "a\0b.csv", "0,001", "nan", "1e400", "__class__", "élan", "\x7f"]
    ),
)
numbers = st.one_of(
    st.integers(-3, 40),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0, -1, 10**9, 2**63, 10**400, 1e-320, 1e308, 0.1, 1e-7, -0.0]),
)
scalars = st.one_of(st.none(), st.booleans(), numbers, words)
junk = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=6,
)

hyperparameters = st.sampled_from(
    sorted({name for family in catalog.FAMILIES.values() for name in family.names})
)


@st.composite
def ranges(draw: st.DrawFn) -> dict[str, Any]:
    """A range as a study file writes it; most are possible."""
    kind = draw(st.sampled_from(["int", "float"]))
    low = draw(st.integers(1, 9) if kind == "int" else st.sampled_from([0.0, 1e-7, 0.001, 0.1]))
    width, step = draw(st.integers(0, 12)), draw(st.sampled_from([1, 2, 3]))
    unit = 1 if kind == "int" else draw(st.sampled_from([0.1, 0.01, 1e-3]))
    document: dict[str, Any] = {"type": kind, "low": low, "high": tidy(low + width * step * unit)}
    if draw(st.booleans()):
        document["step"] = step * unit
    if draw(st.integers(0, 3)) == 0:
        document["scale"] = draw(st.sampled_from(["linear", "log"]))
    if draw(st.integers(0, 3)) == 0:
        document["grid"] = draw(st.lists(st.sampled_from([low, document["high"], 2, 0.5])))
    if draw(st.integers(0, 3)) == 0:
        wanted = st.lists(scalars, max_size=2)
        document["when"] = draw(st.dictionaries(hyperparameters, wanted, max_size=2))
    return document


@st.composite
def choices(draw: st.DrawFn) -> list[Any]:
    kind = draw(
        st.sampled_from(
            [
                st.integers(1, 64),
                st.sampled_from([0.001, 0.01, 0.1, 1, 0.5]),
                st.sampled_from(["relu", "tanh", "sigmoid", "adam", "sgd"]),
            ]
        )
    )
    return draw(st.lists(kind, min_size=1, max_size=4))


parameters = st.one_of(ranges(), choices(), st.integers(1, 20), scalars)
spaces = st.dictionaries(hyperparameters, parameters, max_size=4)

_DOCUMENT: dict[str, Any] = {
    "name": "A study",
    "dataset": "digits",
    "model": "dense",
    "strategy": {"name": "random_search", "max_trials": 4},
    "evaluation": {"method": "split", "fraction": "1/6", "executions": 2},
    "objective": {"metric": "val_accuracy", "reduce": "best"},
    "seed": 3,
    "space": {
        "units": {"type": "int", "low": 8, "high": 32, "step": 8},
        "optimizer": ["adam", "sgd"],
        "momentum": {"type": "float", "low": 0.0, "high": 0.9, "step": 0.1},
        "learning_rate": {"type": "float", "low": 1e-4, "high": 0.1, "scale": "log"},
        "epochs": 2,
    },
}


@st.composite
def searches(draw: st.DrawFn) -> dict[str, Any]:
    """A strategy and some of its options."""
    one = strategies.STRATEGIES[draw(st.sampled_from(sorted(strategies.STRATEGIES)))]
    chosen = [option for option in one.options if draw(st.booleans())]
    return {"name": one.name} | {
        option.name: draw(st.one_of(st.just(option.default), st.integers(0, 12), junk))
        for option in chosen
    }


data = st.one_of(
    st.sampled_from(["digits", "iris", "wine", "own/x-12345678.csv"]),
    st.fixed_dictionaries({"name": st.just("digits"), "rows": numbers}),
    st.fixed_dictionaries({"file": words, "target": st.one_of(st.none(), words)}),
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A study as plain data: a sound one, of which some places say something else."""
    document = copy.deepcopy(_DOCUMENT)
    if draw(st.booleans()):
        document["strategy"] = draw(searches())
    if draw(st.booleans()):
        document["dataset"] = draw(data)
    if draw(st.booleans()):
        document["space"] = draw(spaces)
    for _ in range(draw(st.integers(0, 2))):
        _spoil(draw, document)
    return document


def _spoil(draw: st.DrawFn, document: dict[str, Any]) -> None:
    """One place, however deep, is made something else, or one is put in."""
    while document:
        name = draw(st.sampled_from(sorted(document, key=str)))
        if isinstance(document[name], dict) and document[name] and draw(st.booleans()):
            document = document[name]
            continue
        document[draw(st.sampled_from([name, "options", "data"]))] = draw(junk)
        return


def toml(document: dict[str, Any]) -> str:
    """The document as a study file; TOML has no null, so that what is none is left out."""
    return "\n".join(f"{_text(k)} = {_toml(v)}" for k, v in document.items() if v is not None)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int | float):
        return repr(value) if abs(value) < 10**300 else "9" * 300
    if isinstance(value, dict):
        inside = (f"{_text(k)} = {_toml(v)}" for k, v in value.items() if v is not None)
        return "{" + ", ".join(inside) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(v) for v in value if v is not None) + "]"
    return _text(str(value))


def _text(text: str) -> str:
    return json.dumps(text).replace("\x7f", "\\u007f")


def outcome(make: Callable[[], T]) -> T | None:
    """What is made, or None where one sentence says why not; anything else that is raised fails."""
    try:
        return make()
    except TuningError as error:
        check_sentence(str(error))
        return None


def check_sentence(text: str) -> None:
    assert text.strip()
    assert "\n" not in text
    assert "Traceback" not in text
    assert text.endswith((".", "?")), text
    assert "x" * (MOST_LETTERS + 1) not in text, "a value is not cut"
