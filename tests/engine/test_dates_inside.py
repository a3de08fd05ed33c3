"""Dates read by Keras' layers alone: as pandas reads them, form by form."""

from __future__ import annotations

import keras
import numpy as np

from tuning.datasets.reading import dates
from tuning.datasets.tables import days
from tuning.engine import dates_inside

DATES = {
    "%Y-%m-%d": ["2024-02-29", "1969-12-31", "1900-03-01", "2000-02-29", "2100-2-8"],
    "%d.%m.%y": ["1.2.68", "31.12.69", "09.11.89"],
    "%B %d, %Y": ["March 1, 2023", "may 31, 1999", "December 31, 1970"],
    "%d-%b-%y %I:%M %p": ["4-Jul-76 12:05 am", "04-Jul-76 12:05 PM", "4-JUL-76 11:59 pm"],
    "%Y%m%d": ["20240131", "19991231"],
    "%Y-%m-%dT%H:%M:%S.%f%z": ["2024-01-01T00:30:00.5+02:00", "2024-12-31T23:00:00.25-0130"],
    "%m/%d/%Y %H:%M": ["12/31/2020 23:59", "1/2/2021 0:00"],
}
NONE = ["", "n.d.", "31.02.2021", "2021-02-30", "13/13/2013", "5"]


def test_dates_are_what_pandas_reads_each_column_in_its_form() -> None:
    rows = max(map(len, DATES.values())) + len(NONE)
    columns = [[*texts, *NONE, *[""] * rows][:rows] for texts in DATES.values()]
    characters = [
        dates_inside.characters("date")(keras.ops.convert_to_tensor(np.array(texts)[:, None]))
        for texts in columns
    ]
    found = np.asarray(dates_inside.days(keras.ops.stack(characters, axis=1), [*DATES]))
    pandas = [
        days(dates.read(texts, form).to_numpy()) for form, texts in zip(DATES, columns, strict=True)
    ]
    assert [np.isfinite(each).sum() for each in pandas] == [*map(len, DATES.values())]
    np.testing.assert_allclose(found, np.column_stack(pandas), rtol=0, atol=1e-9)


def test_what_no_form_here_has_is_not_read() -> None:
    assert dates_inside.is_readable("")
    assert not dates_inside.is_readable("%Y week %W")
    assert not dates_inside.is_readable("%d %H")
