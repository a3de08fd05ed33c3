"""What can be chosen agrees with itself."""

from __future__ import annotations

import pytest

from tuning import catalog, strategies
from tuning.errors import InvalidInput
from tuning.planning.checks import check_space, completed
from tuning.space import Fixed, Space
from tuning.study import StudySpec

HYPERPARAMETERS = [
    pytest.param(family, hyperparameter, id=f"{family.name}.{hyperparameter.name}")
    for family in catalog.FAMILIES.values()
    for hyperparameter in family.hyperparameters
]


@pytest.mark.parametrize(("family", "hyperparameter"), HYPERPARAMETERS)
def test_a_hyperparameter_accepts_what_it_suggests(
    family: catalog.Family, hyperparameter: catalog.Hyperparameter
) -> None:
    hyperparameter.check(hyperparameter.search)
    if hyperparameter.default is not None:
        hyperparameter.check(Fixed(value=hyperparameter.default))
    assert set(hyperparameter.when) <= set(family.names)
    assert hyperparameter.help.endswith(".")


@pytest.mark.parametrize("name", catalog.DATASETS)
def test_a_data_set_has_sizes_for_the_plan(name: str) -> None:
    info = catalog.DATASETS[name]
    assert info.name == name
    assert min(info.rows, info.test_rows, info.features) > 0
    assert (info.classes > 0) == (info.task == "classification")


def test_the_defaults_are_the_article_s_study() -> None:
    spec = completed(StudySpec())
    assert list(spec.space.searched) == [
        "activation",
        "units",
        "units_1",
        "units_2",
        "units_3",
        "dropout",
        "learning_rate",
    ]
    assert strategies.most_epochs(spec) == 5


def test_conditions_come_from_the_family_where_the_parent_is_in_the_space() -> None:
    space = Space.model_validate({"layers": [1, 2], "units_1": [8, 16], "units": 32})
    completed = catalog.FAMILIES["dense"].complete(space)
    assert completed["units_1"].when == {"layers": [2, 3, 4, 5]}
    assert completed.active({"layers": 1, "units_1": 8}) == {"layers": 1}


def test_a_linear_model_has_nothing_of_hidden_layers() -> None:
    given = {"layers": [0, 1], "units": [8, 16], "activation": "relu", "l2": [0.0, 0.1]}
    space = catalog.FAMILIES["dense"].complete(Space.model_validate(given))
    assert space["units"].when == space["activation"].when == {"layers": [1, 2, 3, 4, 5]}
    tried = {"layers": 0, "units": 8, "activation": "relu", "l2": 0.1}
    assert space.active(tried) == {"layers": 0, "l2": 0.1}
    deeper = catalog.FAMILIES["dense"].complete(Space.model_validate(given | {"layers": [1, 2]}))
    assert deeper["units"].when == {}
    fixed = Space.model_validate({"layers": 0, "activation": "relu", "l2": [0.0, 0.1]})
    assert check_space(fixed, catalog.FAMILIES["dense"])["activation"].when == {}
    with pytest.raises(
        InvalidInput, match="units would never be used: it needs layers to be other"
    ):
        check_space(
            Space.model_validate({"layers": 0, "units": [8, 16]}), catalog.FAMILIES["dense"]
        )


def test_a_model_s_values_are_complete() -> None:
    values = catalog.FAMILIES["dense"].values({"units": 99})
    assert set(values) == set(catalog.FAMILIES["dense"].names)
    assert (values["units"], values["activation"]) == (99, "relu")
