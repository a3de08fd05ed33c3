"""Whatever bytes come as a CSV: a data set for each column that can be predicted, or a sentence."""

from __future__ import annotations

import io
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data_files import images
from tests.properties.inputs import outcome
from tuning import datasets
from tuning.datasets import own, reading, tables
from tuning.settings import Settings
from tuning.study import DataSpec


def whole() -> dict[str, bytes]:
    """A workbook, a Parquet file and arrays."""
    frame = pd.DataFrame(
        {"a": [1.5, None, 3] * 5, "b": ["x", "y", ""] * 5, "c": [True, False, True] * 5}
    )
    book, parquet = io.BytesIO(), io.BytesIO()
    frame.to_excel(book, index=False)
    frame.to_parquet(parquet)
    arrays = images(rows=10)
    return {"xlsx": book.getvalue(), "parquet": parquet.getvalue(), "npz": arrays}


WHOLE = whole()
cells = st.one_of(
    st.integers(-3, 3).map(str),
    st.floats().map(str),
    st.sampled_from(["", "NA", "?", "yes", "no", "1,5", "a b", '"q, q"', "é", "<b>", "-", "inf"]),
    st.text(max_size=5),
)
separators = st.sampled_from([",", ";", "\t", "|", ", ", ",,"])
ends = st.sampled_from(["\n", "\r\n", "\r"])
codes = st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Something like a table: rows that are mostly equally long, often enough to learn from."""
    width, separator, end = draw(st.integers(1, 4)), draw(separators), draw(ends)
    head = draw(st.lists(st.one_of(cells, st.sampled_from("abcd")), min_size=1, max_size=width))
    some = draw(st.lists(st.lists(cells, min_size=1, max_size=width + 1), min_size=1, max_size=4))
    rows = [head, *(some * draw(st.sampled_from([1, 6])))]
    text = end.join(separator.join(row) for row in rows)
    return text.encode(draw(codes), errors="replace")


@given(st.one_of(files(), st.binary(max_size=80), st.text(max_size=80).map(str.encode)))
def test_a_file_is_a_table_or_one_sentence(content: bytes) -> None:
    table = outcome(lambda: reading.read(content, "table.csv"))
    if table is None:
        return
    names = [str(name) for name in table.frame]
    assert len(set(names)) == len(names) >= 1
    possible = tables.possible_targets(table)
    assert set(possible) <= set(names)
    for target in [None, "nobody", *names]:
        data = DataSpec(file="table.csv", target=target)
        made = outcome(lambda d=data: tables.to_dataset(table, d))  # type: ignore[misc]
        if made is None:
            assert target not in possible
            continue
        assert made.x_train.shape[1] == len(made.columns)
        assert made.classes == 0 or set(np.unique(made.y_train)) == set(range(made.classes))
        assert np.isfinite(made.y_train).all()
        assert not np.isinf(made.x_train).any()
        json.dumps([made.shown(row) for row in made.x_test[:3]], allow_nan=False)


@given(files())
def test_a_file_that_is_kept_can_be_studied(place: Settings, content: bytes) -> None:
    name = outcome(lambda: own.keep(content, "table.csv", place))
    if name is None:
        return
    data = DataSpec(name=name)
    target = datasets.likely_target(data, place)
    assert target is not None
    data = data.model_copy(update={"target": target})
    info = outcome(lambda: datasets.describe(data, place))
    if info is not None:
        made = datasets.load(data, place)
        sizes = (len(made.y_train), len(made.y_test), made.features, made.classes)
        assert (info.rows, info.test_rows, info.features, info.classes) == sizes
        assert info.task == made.task
        assert info.classes != 1
    assert any(one.name == name for one in datasets.listed(place))


begins = st.sampled_from(
    [b"", b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"]
)


@given(
    begins, st.binary(max_size=200), st.sampled_from(["x.npz", "x.csv", "x.xlsx", "x.parquet", "x"])
)
def test_no_bytes_break_an_upload(begin: bytes, content: bytes, name: str) -> None:
    outcome(lambda: own.inspect(begin + content, name))


@given(st.integers(0, 10**6), st.sampled_from(["xlsx", "parquet", "npz"]))
def test_no_broken_file_breaks_its_library(place: int, kind: str) -> None:
    content = bytearray(WHOLE[kind])
    content[place % len(content)] ^= 1 + place % 255
    outcome(lambda: own.inspect(bytes(content), f"x.{kind}"))


def test_an_empty_table_is_a_sentence() -> None:
    for content in (b"", b"\n\n", b"a", b"a,b", b"a,b\n"):
        assert outcome(lambda c=content: reading.read(c, "t.csv")) is None, pytest.fail  # type: ignore[misc]
