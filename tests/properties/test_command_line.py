"""Whatever is typed: an exit code of the contract, one line where it is bad, and no traceback."""

from __future__ import annotations

import json
import re

import hypothesis
import pytest
from click.testing import CliRunner
from hypothesis import strategies as st

from tests.properties.inputs import check_sentence, documents, toml, words
from tuning.cli import race, run
from tuning.cli.commands import cli
from tuning.settings import PROJECT, Settings
from tuning.store import Store

PATHS = re.compile(r"(study file|race file|data file|home folder|but) \S+")
"""A path is told whole."""
COMMANDS = [
    "run",
    "race",
    "studies",
    "show",
    "stop",
    "resume",
    "export",
    "strategies",
    "datasets",
    "",
]
known = st.sampled_from(
    [
        *("--json", "--dataset", "--target", "--max-trials", "--epochs", "--name", "--yes"),
        *("--format", "csv", "keras", "-o", "--help", "-h", "--", "-1", "0", "1", "2", "99999"),
        *("r1", "r0", "r99999", "--budget", "--by", "seconds", "--seeds"),
        *("\udcff", "x.csv", "..", "/"),
        *("digits", "mnist", "iris", "own/x-12345678.csv", "1e9", "9" * 30),
        str(PROJECT / "examples" / "digits_quick.toml"),
        str(PROJECT / "examples" / "random_search.toml"),
        str(PROJECT / "examples" / "race.toml"),
    ]
)
arguments = st.one_of(known, words.filter(lambda word: "\0" not in word))
"""What a system can hand over."""


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be trained is taken as it is."""
    for module in (run, race):
        monkeypatch.setattr(module, "to_the_end", lambda *_: 0)


def typed(*given: str) -> int:
    """The exit code, once what was said is as the contract says."""
    result = CliRunner().invoke(cli, list(given))
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert "Traceback" not in result.output
    if result.exit_code == 2:
        assert len(result.stderr.strip().splitlines()) == 1, result.stderr
        assert result.stdout == ""
        sentence = result.stderr.strip().partition(" See: ")[0]
        check_sentence(PATHS.sub("file", sentence))
    else:
        assert result.exit_code == 0, result.output
    if "--json" in given and result.exit_code == 0 and result.stdout.startswith("{"):
        json.loads(result.stdout, parse_constant=pytest.fail)
    return result.exit_code


@hypothesis.given(st.sampled_from(COMMANDS), st.lists(arguments, max_size=5))
def test_any_words(place: Settings, command: str, more: list[str]) -> None:
    typed(*([command] if command else []), *more)


@hypothesis.given(documents(), st.lists(arguments, max_size=3))
def test_any_study_file(place: Settings, document: dict, more: list[str]) -> None:
    path = place.home / "study.toml"
    path.write_text(toml(document), encoding="utf-8", errors="surrogateescape")
    if typed("run", str(path), *more) == 0 and not {"-h", "--help"} & set(more):
        store = Store(place.store_path)
        assert store.studies(active=True)
        store.close()
