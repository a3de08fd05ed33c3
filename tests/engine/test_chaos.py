"""A handful of random kills; `make chaos` does it a hundred times."""

from __future__ import annotations

import pytest

from tests import chaos
from tests.engine.conftest import Bench
from tests.engine.outcome import found


@pytest.mark.long
def test_a_handful_of_kills_changes_nothing(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    number = bench.create(chaos.document("hyperband"))
    bench.cluster.most_workers = 1
    try:
        expected = found(bench.run(number), bench.settings.models / str(number))
    finally:
        bench.cluster.most_workers = None
    assert chaos.run(3, seed=23, expected={"hyperband": expected}, workers=1)
    assert capsys.readouterr().out == "killed 3, lost 0, resumed 3, same set 3\n"
