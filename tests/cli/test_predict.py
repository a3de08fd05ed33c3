"""The command `predict`: the file that it writes, what it says, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests import data_files, records
from tests.cli.calling import call, one_line
from tuning import datasets
from tuning.errors import EngineDied, InvalidInput
from tuning.processes import predicting
from tuning.settings import Settings
from tuning.store import Store

ROWS = (
    "island,bill,mass,sex,species",
    "Dream,40.1,3700,male,Adelie",
    "Biscoe,50,,female,Gentoo",
    "Dream,41,3800,male,",
)
OUTPUTS = np.array([[0.7, 0.2, 0.1], [0.6, 0.3, 0.1], [0.2, 0.5, 0.3]])


@pytest.fixture
def study(place: Settings, store: Store) -> int:
    """A study on penguins with a best model."""
    data = data_files.kept(data_files.penguins(), place.prepare(), target="species")
    number = records.fill(store, records.spec(4, data=datasets.resolve(data, place)))
    records.leave_model(place, number)
    return number


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Says what the process gives that predicts."""

    def gives(outputs: Any) -> None:
        def predict(_: Path, given: Mapping[str, np.ndarray]) -> np.ndarray:
            assert list(given) == ["island", "bill", "mass", "sex"]
            if isinstance(outputs, Exception):
                raise outputs
            return outputs

        monkeypatch.setattr(predicting, "predict", predict)

    gives(OUTPUTS)
    return gives


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return file(tmp_path, *ROWS)


def file(folder: Path, *lines: str) -> Path:
    path = folder / "new.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.usefixtures("model")
def test_it_writes_the_table_and_tells_the_score(study: int, rows: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    done = call("predict", study, rows, "-o", output)
    assert done.exit_code == 0, done.stderr
    assert output.read_text(encoding="utf-8").splitlines() == [
        f"{ROWS[0]},prediction,probability of Adelie,probability of Chinstrap,"
        "probability of Gentoo",
        f"{ROWS[1]},Adelie,0.7,0.2,0.1",
        f"{ROWS[2]},Adelie,0.6,0.3,0.1",
        f"{ROWS[3]},Chinstrap,0.2,0.5,0.3",
    ]
    told = "Against the target in the file of the 2 rows whose target is known: Accuracy 0.5,"
    assert told in done.stdout
    call("predict", study, rows, "-o", tmp_path / "out.tsv")
    assert (tmp_path / "out.tsv").read_text().startswith("island\tbill\tmass\tsex\t")


@pytest.mark.usefixtures("model")
def test_decimal_commas_stay_what_they_were(study: int, tmp_path: Path) -> None:
    lines = ("island;bill;mass;sex", "Dream;40,1;3700;male", "Dream;41;3800,5;", "Dream;4,5;1;male")
    output = tmp_path / "out.csv"
    call("predict", study, file(tmp_path, *lines), "-o", output)
    assert output.read_text().splitlines()[1] == "Dream;40,1;3700;male;Adelie;0,7;0,2;0,1"


@pytest.mark.usefixtures("model")
def test_its_json_says_what_was_done(study: int, rows: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    told = json.loads(call("predict", study, rows, "-o", output, "--json").stdout)
    score = told.pop("score")
    assert told == {
        "study": study,
        "task": "classification",
        "rows": 3,
        "output": str(output),
        "scored": 2,
    }
    assert score["accuracy"] == 0.5
    rows.write_text("\n".join(line.rsplit(",", 1)[0] for line in ROWS), encoding="utf-8")
    told = json.loads(call("predict", study, rows, "-o", output, "--json").stdout)
    assert (told["scored"], told["score"]) == (0, None)


@pytest.mark.usefixtures("model")
def test_a_strange_column_is_refused_unless_it_may_stand_there(study: int, tmp_path: Path) -> None:
    rows = file(tmp_path, *(f"{line},{k}" for k, line in enumerate(ROWS)))
    output = tmp_path / "out.csv"
    refused = call("predict", study, rows, "-o", output)
    assert refused.exit_code == 2
    assert one_line(refused).endswith(
        "the column '0' is not among them. With --extra such columns may stand there, unused."
    )
    assert not output.exists()
    assert call("predict", study, rows, "-o", output, "--extra").exit_code == 0
    assert output.read_text().splitlines()[1].startswith(f"{ROWS[1]},1,Adelie,")


def test_bad_input_is_one_sentence_and_nothing_is_written(
    study: int, rows: Path, tmp_path: Path, model: Callable[[Any], None]
) -> None:
    output = tmp_path / "out.csv"
    for arguments, why in (
        ((99, rows, "-o", output), "There is no study 99"),
        ((study, tmp_path / "none.csv", "-o", output), "none.csv cannot be read: No such file"),
        ((study, rows, "-o", tmp_path / "out.xlsx"), "must end in .csv or .tsv, got out.xlsx"),
        ((study, rows, "-o", rows), "The output must be another file than the rows"),
        ((study, rows, "-o", tmp_path / "no" / "out.csv"), "The output must be writable"),
    ):
        refused = call("predict", *arguments)
        assert refused.exit_code == 2
        assert why in one_line(refused)
    for error, code in ((InvalidInput("An old model."), 2), (EngineDied("It died."), 1)):
        model(error)
        refused = call("predict", study, rows, "-o", output)
        assert (refused.exit_code, one_line(refused)) == (code, str(error))
    assert sorted(path.name for path in tmp_path.glob("*.*")) == ["new.csv"]


def test_a_study_without_a_best_model_says_so(store: Store, rows: Path, tmp_path: Path) -> None:
    number = records.fill(store, finished=1)
    refused = call("predict", number, rows, "-o", tmp_path / "out.csv")
    assert refused.exit_code == 2
    assert "has no best model yet" in one_line(refused)


def test_the_process_s_sentence_is_whoever_asked_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(code: int, said: str) -> None:
        script = f"import sys; print('noise\\n{said}', file=sys.stderr); sys.exit({code})"
        monkeypatch.setattr(predicting, "command", lambda *_: ["python3", "-c", script])

    ends(2, "It takes 2 columns.")
    with pytest.raises(InvalidInput, match=r"^It takes 2 columns\.$"):
        predicting.predict(tmp_path / "m.keras", {"a/b": np.array(["x", ""], object)})
    ends(1, "No memory.")
    with pytest.raises(EngineDied, match=r"could not be predicted: No memory\.$"):
        predicting.predict(tmp_path / "m.keras", np.zeros((1, 2, 2)))


def test_rows_come_back_from_a_file_as_they_were() -> None:
    columns = {"a/b": np.array(["é", ""], object), "<c>": np.array([1.0, np.nan])}
    found = predicting.unpacked(predicting.packed(columns))
    assert isinstance(found, dict)
    assert [(name, array.tolist()[0]) for name, array in found.items()] == [
        ("a/b", "é"),
        ("<c>", 1),
    ]
    images = np.zeros((2, 4, 4), np.uint8)
    assert predicting.unpacked(predicting.packed(images)) is images
