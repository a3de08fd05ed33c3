"""A file's bytes as a table: dialects, encodings, headers, and cells as people write them."""

from __future__ import annotations

import datetime
import io
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from tuning.datasets import reading
from tuning.datasets.reading import Table
from tuning.errors import InvalidInput

ROWS = [(f"{k % 7}.{k % 9 + 1}", "ab"[k % 2], k * 3 % 11) for k in range(30)]
SIZES = [float(size) for size, _, _ in ROWS]


def text(rows: list[Any] = ROWS, header: str | None = "size,kind,n", separator: str = ",") -> str:
    lines = [] if header is None else [header.replace(",", separator)]
    return "\n".join([*lines, *(separator.join(map(str, row)) for row in rows)]) + "\n"


def table(content: str | bytes) -> Table:
    return reading.read(content if isinstance(content, bytes) else content.encode(), "a.csv")


def column(*cells: object) -> Table:
    """A table of one column, the cells quoted, beside a counter."""
    quoted = ('"' + str(cell).replace('"', '""') + '"' for cell in cells)
    return table("x,k\n" + "".join(f"{cell},{k}\n" for k, cell in enumerate(quoted)))


COMMA = text([(size.replace(".", ","), kind, n) for size, kind, n in ROWS], separator=";")
DIALECTS: dict[str, tuple[str, str, str]] = {
    "commas": (text(), ",", "."),
    "semicolons": (text(separator=";"), ";", "."),
    "tabs": (text(separator="\t"), "\t", "."),
    "bars": (text(separator="|"), "|", "."),
    "spaces": (text(separator="   "), " ", "."),
    "decimal commas": (COMMA, ";", ","),
    "tabs and decimal commas": (COMMA.replace(";", "\t"), "\t", ","),
    "quoted decimal commas": (
        text([(f'"{size.replace(".", ",")}"', kind, n) for size, kind, n in ROWS]),
        ",",
        ",",
    ),
    "Excel's first line": ("sep=;\n" + COMMA, ";", ","),
    "old line ends": (text().replace("\n", "\r"), ",", "."),
    "delimiters at the end": (text(separator=";").replace("\n", ";;\n"), ";", "."),
    "at the end of rows alone": (text().replace("\n", ",\n").replace("n,\n", "n\n"), ",", "."),
    "blank lines and a title": ("Sizes of things\n\n" + text(), ",", "."),
}


@pytest.mark.parametrize("case", DIALECTS)
def test_the_same_table_comes_of_every_dialect(case: str) -> None:
    content, separator, decimal = DIALECTS[case]
    found = table(content)
    assert (found.separator, found.decimal) == (separator, decimal)
    assert list(found.frame) == ["size", "kind", "n"]
    assert found.frame["size"].tolist() == SIZES
    assert found.frame["kind"].tolist() == ["a", "b"] * 15
    assert found.cells["kind"].kind == "text"


def test_cells_may_hold_separators_quotes_and_newlines() -> None:
    rows = [(f"{k}.5", f'"dry, ""{k % 3}""\nand old"') for k in range(20)]
    found = table(text(rows, '"height, in cm",note'))
    assert list(found.frame) == ["height, in cm", "note"]
    assert found.frame["note"][1] == 'dry, "1"\nand old'


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_what_encoding_was_assumed_is_said(code: str) -> None:
    content = text([(k, ("crème", "noir – 10 €")[k % 2]) for k in range(20)], "größe,café")
    found = table(content.encode(code))
    assert found.frame["café"].tolist() == ["crème", "noir – 10 €"] * 10
    assert found.encoding == code
    assert any("read as" in note for note in found.notes) == (not code.startswith("utf-8"))


NUMBERS: dict[str, tuple[list[str], list[float], str]] = {
    "thousands": (["1,234.5", "12,000", "7"], [1234.5, 12000, 7], "1,234.5"),
    "thousands with points": (["1.234,5", "12.000,25", "7,5"], [1234.5, 12000.25, 7.5], "1.234,5"),
    "thousands with spaces": (["1\u00a0234", "12 000", "700"], [1234, 12000, 700], "1\u00a0234.5"),
    "money": (["$5.20", "-$1.10", "($3.00)"], [5.2, -1.1, -3.0], "$"),
    "euros": (["5,20 €", "1,10 €", "12,00 €"], [5.2, 1.1, 12.0], "€"),
    "percent": (["5 %", "12.5%", "0%"], [5, 12.5, 0], "%"),
    "powers": (["1e-3", "2.5E+2", "-4"], [0.001, 250, -4], ""),
    "a minus sign": (["\u22121.5", "2.5", "+3"], [-1.5, 2.5, 3], ""),
}


@pytest.mark.parametrize("case", NUMBERS)
def test_numbers_are_read_as_people_write_them(case: str) -> None:
    cells, values, form = NUMBERS[case]
    found = column(*cells * 5)
    assert found.frame["x"].tolist() == values * 5
    assert (found.cells["x"].kind, found.cells["x"].form) == ("number", form)


def test_odd_cells_of_a_number_column_are_named_and_missing() -> None:
    cells = [f"{k / 7:.3f}" for k in range(95)] + ["<1.0", "<1.0", "-", "n.d.", "NA"]
    found = column(*cells)
    assert found.cells["x"].odd == ("<1.0", "-", "n.d.", "NA")
    assert found.frame["x"].isna().sum() == 5


def test_a_word_among_few_numbers_is_a_class_like_them() -> None:
    found = column(*["1", "2", "3", "4", "1", "2", "3", "4", "1", "2", "K"] * 5)
    assert found.cells["x"].kind == "text"
    assert found.frame["x"].tolist()[:2] == ["1", "2"]


def test_words_that_may_mean_missing_stand_and_are_counted() -> None:
    found = column(*["EU", "NA", "None", " AS ", ""] * 8)
    assert dict(found.cells["x"].words) == {"NA": 8, "None": 8}
    assert found.frame["x"].iloc[:4].tolist() == ["EU", "NA", "None", "AS"]
    assert found.frame["x"].isna().sum() == 8


def test_labels_that_differ_in_case_alone_are_told() -> None:
    found = column(*["yes", "yes ", "Yes", "no"] * 5)
    assert found.frame["x"].nunique() == 3
    assert any("'Yes' and 'yes'" in note for note in found.notes)


DATES: dict[str, tuple[str, str]] = {
    "ISO": ("%Y-%m-%d", "%Y-%m-%d"),
    "German": ("%d.%m.%Y", "%d.%m.%Y"),
    "American": ("%m/%d/%Y", "%m/%d/%Y"),
    "British": ("%d/%m/%Y", "%d/%m/%Y"),
    "short": ("%m/%d/%y", "%m/%d/%y"),
    "with a month's name": ("%d-%b-%Y", "%d-%b-%Y"),
    "with a time": ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M"),
    "packed": ("%Y%m%d", "%Y%m%d"),
}


@pytest.mark.parametrize("case", DATES)
def test_dates_are_read_in_the_form_of_their_whole_column(case: str) -> None:
    written, form = DATES[case]
    days = [datetime.datetime(2020, 1, 3) + datetime.timedelta(days=9 * k) for k in range(40)]
    found = column(*(day.strftime(written) for day in days))
    assert found.cells["x"].form == form
    assert found.frame["x"].tolist() == days


def test_days_that_could_be_months_go_on_steadily_and_are_told() -> None:
    found = column(*(f"{day:02}/{month:02}/2021" for month in range(1, 13) for day in (2, 9)))
    assert found.cells["x"].form == "%d/%m/%Y"
    assert any("read as day/month/year" in note for note in found.notes)


def test_truth_values_are_known_as_such() -> None:
    found = column(*["TRUE", "FALSE"] * 10)
    assert found.cells["x"].kind == "truth"


def test_a_table_without_a_header_keeps_its_first_row() -> None:
    found = table(text(header=None))
    assert list(found.frame) == ["column 1", "column 2", "column 3"]
    assert (len(found.frame), found.skipped) == (30, 0)
    assert "has no header" in found.notes[0]
    years = table(text([(k / 3, k / 7, k / 9) for k in range(20)], "2001,2002,2003"))
    assert list(years.frame) == ["2001", "2002", "2003"]


def test_the_names_of_rows_that_r_writes_have_no_header() -> None:
    lines = ['"size" "kind"', *(f'"{k + 1}" {k / 4} "{"ab"[k % 2]}"' for k in range(20))]
    found = table("\n".join(lines))
    assert list(found.frame) == ["row name", "size", "kind"]
    named = table("\n".join([',"size"', *(f"{k},{k / 4}" for k in range(20))]))
    assert list(named.frame) == ["row name", "size"]


def test_names_are_kept_and_made_different() -> None:
    names = ["b", "b", "B", "$x$", '"a ""q"""', '"<b>\nend"', "🙂"]
    found = table(text([[k + n / 9 for n in range(7)] for k in range(20)], ",".join(names)))
    assert list(found.frame) == ["b", "b (2)", "B", "$x$", 'a "q"', "<b>\nend", "🙂"]
    assert any("'b' stands more than once" in note for note in found.notes)
    assert any("alike but for their case" in note for note in found.notes)


def test_rows_longer_than_the_header_are_left_out_if_few() -> None:
    found = table(text([*ROWS, (1, "a", 2, 3)]))
    assert len(found.frame) == 30
    assert any("the first is row 31" in note for note in found.notes)
    with pytest.raises(InvalidInput, match="20 of 50 have more than 3 cells"):
        table(text([*ROWS, *[(1, "a", 2, 3)] * 20]))


def test_plain_pandas_reads_the_same_cells() -> None:
    content = "sep=;\n\n" + COMMA.replace("\n", ";\n") + "9,5;a;b;c;d\n"
    found = table(content.encode("cp1252"))
    again = pd.read_csv(
        io.BytesIO(content.encode("cp1252")),
        sep=found.separator,
        header=None,
        skiprows=found.skipped,
        names=range(found.width),
        dtype=str,
        keep_default_na=False,
        encoding=found.encoding,
        quotechar=found.quote,
        skipinitialspace=True,
        on_bad_lines="skip",
    )[list(found.places)].set_axis(list(found.frame), axis=1)
    assert again["kind"].tolist() == found.frame["kind"].tolist()
    assert again["size"].str.replace(",", ".").astype(float).tolist() == SIZES


def test_a_workbook_s_first_sheet_is_read() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["size", "kind", "day", "fine"])
    for k in range(20):
        day = datetime.datetime(2020, 1, 1 + k, 12 * (k % 2))
        sheet.append([k / 4 if k else None, "ab"[k % 2], day, k % 3 == 0])
    book.create_sheet("notes")
    file = io.BytesIO()
    book.save(file)
    found = reading.read(file.getvalue(), "a.xlsx")
    assert [found.cells[name].kind for name in found.frame] == ["number", "text", "date", "truth"]
    assert found.frame["size"].tolist()[1:] == [k / 4 for k in range(1, 20)]
    assert found.frame["day"][1] == datetime.datetime(2020, 1, 2, 12)
    assert "Only the first of 2 sheets is read: 'Sheet'." in found.notes
    assert found.separator == ""


def test_a_parquet_file_s_types_are_kept() -> None:
    given = pd.DataFrame(
        {
            "size": np.arange(20) / 4,
            "kind": pd.Categorical(["a", " b"] * 10),
            "day": pd.date_range("2020-01-01", periods=20, tz="UTC"),
            "fine": [True, False] * 10,
            "list": [[1]] * 20,
        }
    )
    file = io.BytesIO()
    given.to_parquet(file)
    found = reading.read(file.getvalue(), "a.parquet")
    assert [found.cells[name].kind for name in found.frame] == ["number", "text", "date", "truth"]
    assert found.frame["kind"].tolist() == ["a", "b"] * 10
    assert any("'list'" in note for note in found.notes)
