"""Laws of a space, whatever its ranges: points lie within them, on their steps, in order."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.properties.inputs import ranges, spaces
from tuning.space import Float, Int, Space


def made(document: dict[str, Any]) -> Space | None:
    try:
        return Space.model_validate(document)
    except ValidationError:  # `files.understand` makes one sentence of it
        return None


@given(ranges(), st.one_of(st.none(), st.integers(1, 9)))
def test_points_lie_in_their_range_and_on_its_steps(
    document: dict[str, Any], most: int | None
) -> None:
    space = made({"units": document})
    if space is None:
        return
    range_ = space["units"]
    assert isinstance(range_, Int | Float)
    points = range_.points(most)
    assert len(points) == len(set(points)), "each once"
    assert all(range_.contains(point) for point in points)
    assert all(range_.low <= point <= range_.high for point in points)  # type: ignore[operator]
    if range_.grid:
        return
    assert points == sorted(points)
    if range_.step is not None and range_.scale == "linear":
        for point in points:
            steps = (point - range_.low) / range_.step  # type: ignore[operator]
            assert abs(steps - round(steps)) < 1e-6
    if most is None or most > 1:
        assert {range_.low, range_.high} <= set(points), "from end to end"
    if most is not None:
        assert len(points) <= most


@given(spaces)
def test_a_space_written_down_reads_back_the_same(document: dict[str, Any]) -> None:
    space = made(document)
    if space is not None and "inf" not in repr(space) and "nan" not in repr(space):
        assert Space.model_validate_json(space.model_dump_json()) == space


@given(spaces, st.integers(2, 3))
def test_a_grid_has_each_combination_once(document: dict[str, Any], most: int) -> None:
    space = made(document)
    if space is None or space.grid_size(most) > 500:
        return
    every = list(space.combinations(most))
    assert len(every) == space.grid_size(most)
    lists = [[(n, v) for v in p.points(most)] for n, p in space.parameters.items()]
    brute = {_key(space.active(dict(chosen))) for chosen in itertools.product(*lists)}
    assert {_key(values) for values in every} == brute


def _key(values: dict[str, Any]) -> str:
    return repr(sorted(values.items()))
