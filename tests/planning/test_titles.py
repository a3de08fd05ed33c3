"""Names that number themselves, and that tell of the right data."""

from __future__ import annotations

import pytest

from tests.samples import spec
from tuning.planning import titles
from tuning.planning.titles import numbered
from tuning.study import DataSpec
from tuning.text.names import MOST


@pytest.mark.parametrize(
    ("name", "taken", "free"),
    [
        ("A", [], "A"),
        ("A", ["B", "AB", "A (2)"], "A"),
        ("A", ["A"], "A (2)"),
        ("A", ["A", "A (2)", "A (9)", "A (x)", "A (2) (40)"], "A (10)"),
        ("A (2)", ["A", "A (2)"], "A (3)"),
        ("$a$ (b)", ["$a$ (b)"], "$a$ (b) (2)"),
    ],
)
def test_a_name_that_is_taken_is_numbered(name: str, taken: list[str], free: str) -> None:
    assert numbered(name, taken) == free


def test_a_number_makes_no_name_too_long() -> None:
    taken = [long := "x" * MOST]
    for _ in range(12):
        taken.append(numbered(long, taken))
    assert len(set(taken)) == 13
    assert max(map(len, taken)) == MOST


@pytest.mark.parametrize(
    ("name", "before", "after", "told"),
    [
        (
            "Random search on MNIST, twice",
            "mnist",
            "digits",
            "Random search on digits, twice",
        ),
        ("mnist-mnist", "mnist", "own/pets-0a1b2c3d.csv", "pets.csv-pets.csv"),
        ("of own pets.csv", "own/pets-0a1b2c3d.csv", "wine", "of own wine"),
        ("Twinkle", "wine", "iris", "Twinkle"),
        ("Wines", "wine", "iris", "Wines"),
    ],
)
def test_a_name_tells_of_the_data_it_runs_on(name: str, before: str, after: str, told: str) -> None:
    assert titles.with_data(name, DataSpec(name=before), DataSpec(name=after)) == told


def test_a_name_that_was_made_is_known_with_its_number() -> None:
    assert titles.is_automatic(spec(name=""))
    assert titles.is_automatic(spec(name="Random search on digits (4)"))
    assert not titles.is_automatic(spec(name="Random search on wine"))
