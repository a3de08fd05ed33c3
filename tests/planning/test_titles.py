"""Names that studies get by themselves, and that tell of the right data."""

from __future__ import annotations

import pytest

from tests.records.samples import spec
from tuning.planning import titles
from tuning.study import DataSpec


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
