"""XLA where its compilation pays in the steps to come; a person's word comes first."""

from __future__ import annotations

import pytest

from tests.records import samples
from tuning.engine import models, modes
from tuning.engine.compiled import dense
from tuning.engine.compiled.fused import FusedModel
from tuning.planning import programs
from tuning.space import Values
from tuning.study import StudySpec


def network(family: str = "dense", **values: object) -> FusedModel:
    shape = (784,) if family == "dense" else (8, 8, 1)
    chosen: Values = {"units": 32, "layers": 1, **values} if family == "dense" else {}  # type: ignore[dict-item]
    return models.build(family, chosen, shape, 10, seed=1)


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUNING_PROGRAM", raising=False)


def test_few_steps_do_not_pay_for_a_compilation_and_many_do() -> None:
    assert modes.choose(network(), 32, 100) == "graph"
    assert modes.choose(network(), 32, 100_000) == "xla"


def test_a_program_of_many_epochs_takes_longer_to_compile() -> None:
    small = models.build("dense", {"units": 32, "layers": 1}, (64,), 10, seed=1)
    assert modes.choose(small, 32, 16_000) == "xla"
    assert modes.choose(small, 32, 16_000, many=True) == "graph"
    assert modes.choose(small, 32, 18_000, many=True) == "xla"


def test_large_products_are_left_to_the_graph_however_many() -> None:
    wide = network(units=512, layers=4)
    assert modes.choose(wide, 512, 10**9) == "graph"


def test_dropout_on_the_inputs_pays_sooner() -> None:
    steps = 4_000
    assert modes.choose(network(), 32, steps) == "graph"
    assert modes.choose(network(dropout_visible=0.2), 32, steps) == "xla"


def test_few_units_on_many_inputs_pay_sooner_in_large_batches_above_all() -> None:
    steps = 3_000
    assert modes.choose(network(units=32), 512, steps) == "graph"
    assert modes.choose(network(units=8), 512, steps) == "xla"
    assert modes.choose(network(units=8), 32, steps) == "graph"


def test_other_layers_than_the_rule_was_measured_for_are_graphs() -> None:
    assert modes.choose(network("conv"), 32, 10**9) == "graph"


def test_a_person_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    assert modes.choose(network(), 32, 1, wanted="xla") == "xla"
    monkeypatch.setenv("TUNING_PROGRAM", "xla")
    assert modes.choose(network(), 32, 1) == "xla"
    assert modes.choose(network(), 32, 10**9, wanted="graph") == "graph"


def test_rates_and_epochs_share_a_program_and_a_batch_size_does_not() -> None:
    first: Values = {
        "units": 8,
        "learning_rate": 0.1,
        "dropout": 0.1,
        "epochs": 2,
        "batch_size": 32,
    }
    other_rates = first | {"learning_rate": 0.2, "dropout": 0.2, "epochs": 4}
    assert programs.architecture(other_rates, {}) == programs.architecture(first, {})
    assert programs.architecture(first | {"batch_size": 64}, {}) != programs.architecture(first, {})


def searched(**space: object) -> StudySpec:
    return samples.spec(space={"activation": ["relu"], "epochs": 2, **space})


def test_narrow_widths_of_a_small_data_set_share_the_program_of_the_widest() -> None:
    spec = searched(units=[8, 16, 64], layers=[1, 2])
    assert programs.widest(spec, (1797, 64)) == {"units": 64}
    assert programs.widest(spec, (60_000, 784)) == {}
    assert programs.widest(searched(units=[8, 128]), (1797, 64)) == {}
    assert programs.widest(searched(units=16, layers=[1, 2]), (1797, 64)) == {}
    shared: Values = {"units": 8, "layers": 1}
    assert programs.architecture(shared, {"units": 64}) == (("layers", 1),)
    own: Values = {"units": 128, "layers": 1}
    assert programs.architecture(own, {"units": 64}) == (("layers", 1), ("units", 128))
    assert programs.alike(spec, 60, {"units": 64}) == 3 * programs.alike(spec, 60, {})


def test_what_shares_programs_ends_where_narrow_layers_are_computed_another_way() -> None:
    assert programs.MOST_INPUTS == dense.FEWEST_INPUTS
