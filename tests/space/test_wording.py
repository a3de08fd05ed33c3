"""Parameters in words."""

from __future__ import annotations

import pytest

from tuning.space import AnyParameter, Boolean, Choice, Fixed, Float, Int, wording


@pytest.mark.parametrize(
    ("parameter", "text"),
    [
        (Int(low=32, high=512, step=32), "32 to 512, step 32"),
        (Int(low=1, high=4), "1 to 4"),
        (Int(low=1, high=1024, scale="log"), "1 to 1024, on a log scale"),
        (Float(low=0, high=1 / 3, step=1 / 6), "0 to 1/3, step 1/6"),
        (Float(low=1e-4, high=0.1, scale="log"), "0.0001 to 0.1, on a log scale"),
        (Choice(values=["relu", "tanh", "selu"]), "relu, tanh or selu"),
        (Choice(values=[0.5, 1 / 6]), "0.5 or 1/6"),
        (Boolean(), "on or off"),
        (Fixed(value=1234567), "1234567"),
        (Fixed(value=0.000123456), "0.000123456"),
    ],
)
def test_a_parameter_is_told_as_it_was_typed(parameter: AnyParameter, text: str) -> None:
    assert wording.told(parameter) == text
