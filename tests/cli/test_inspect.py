"""`inspect`: a JSON object a file and line, whatever the files are like; words for people."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.calling import call, one_line
from tests.data_files import csv, npz, penguins

KEYS = ["file", "usable", "reason", "rows", "separator", "encoding", "targets", "columns"]


def test_files_of_all_sorts_get_a_line_each(tmp_path: Path) -> None:
    birds, broken = tmp_path / "birds.csv", tmp_path / "broken.xlsx"
    birds.write_bytes(penguins())
    broken.write_bytes(b"PK\x03\x04 and no more")
    pixels = tmp_path / "pixels.npz"
    pixels.write_bytes(npz(x_train=[[1.0, 2.0]] * 40, y_train=[0, 1] * 20))
    result = call("inspect", birds, broken, pixels, tmp_path / "nowhere.csv", "--json")
    assert result.exit_code == 0
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert all(list(one) == [*KEYS, "warnings"] for one in found)
    assert [one["usable"] for one in found] == [True, False, True, False]
    assert "cannot be read as a workbook" in found[1]["reason"]
    assert "No such file" in found[3]["reason"]
    table = found[0]
    assert (table["rows"], table["separator"], table["encoding"]) == (60, ",", "utf-8")
    assert table["targets"][0] == {"name": "species", "task": "classification"}
    assert {"name": "bill", "task": "regression"} in table["targets"]
    treatments = {column["name"]: column["treatment"] for column in table["columns"]}
    assert treatments["study"] == "constant"
    assert treatments["number"] == "id"
    assert treatments["sex"] == "category"
    sex = next(column for column in table["columns"] if column["name"] == "sex")
    assert sex["missing"] == 9
    assert any("60 rows" in warning for warning in table["warnings"])
    assert found[2]["targets"] == [{"name": "y_train", "task": "classification"}]


def test_a_target_that_cannot_be_is_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv("x,y,c", [(k / 7, "ab"[k % 2], 1) for k in range(40)]))
    for target, words in (("c", "at least 2"), ("beak", "got 'beak'"), ("y", "")):
        result = call("inspect", file, "--target", target, "--json")
        found = json.loads(result.stdout)
        assert (result.exit_code, found["usable"]) == (0, not words)
        assert words in found["reason"]


def test_wrong_options_are_told_in_one_line() -> None:
    assert "FILE..." in one_line(call("inspect", "--json"))
    assert "--separator" in one_line(call("inspect", "a.csv", "--separator", ";"))


def test_people_read_names_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv("[b]$x,y", [(k / 7, "ab"[k % 2]) for k in range(40)]))
    shown = call("inspect", file).stdout
    assert "[b]$x" in shown
    assert "Can be predicted: y (classification)" in shown
    both = call("inspect", file, tmp_path / "nowhere.csv").stdout
    assert "1 of 2 files are usable (50.0%)." in both
