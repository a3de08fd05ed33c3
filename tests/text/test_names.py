"""Names that number themselves where they are taken, and first names that people give."""

from __future__ import annotations

import pytest

from tuning.errors import InvalidInput
from tuning.text.names import MOST, numbered, of_a_person


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
    ("given", "kept"),
    [
        ("  Anna  Maria ", "Anna Maria"),
        ("<b>$a$</b> '\"`", "<b>$a$</b> '\"`"),
        ("👩🏽\u200d🔬 Zoë", "👩🏽\u200d🔬 Zoë"),
        ("Zoe\u0308", "Zoë"),
        ("שלום", "שלום"),
        ("x" * 24, "x" * 24),
        ("7", "7"),
    ],
)
def test_a_first_name_is_kept_as_it_is_written(given: str, kept: str) -> None:
    assert of_a_person(given) == kept


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("", "A first name has at least one letter, got none."),
        ("  \u200d\ufe0f ", "A first name has at least one letter, got none."),
        ("\u0308", "A first name has at least one letter, got none."),
        ("x" * 25, "A first name has at most 24 letters, got 25."),
        ("x" * 200, "A first name has at most 24 letters, got 200."),
        ("A\nB", r"A first name has no control characters, got 'A\nB'."),
        ("A\x00", r"A first name has no control characters, got 'A\x00'."),
        ("\u202eanna", r"A first name has no control characters, got '\u202eanna'."),
        ("\u200b", r"A first name has no control characters, got '\u200b'."),
    ],
)
def test_what_is_no_first_name_is_refused_with_a_sentence(given: str, why: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        of_a_person(given)
    assert str(refused.value) == why
