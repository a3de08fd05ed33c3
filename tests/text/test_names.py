"""Names that number themselves where they are taken."""

from __future__ import annotations

import pytest

from tuning.text.names import MOST, numbered


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
