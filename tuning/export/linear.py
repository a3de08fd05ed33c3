"""The linear baseline as a script of scikit-learn, for who takes it instead of the winner."""

from __future__ import annotations

from typing import NamedTuple

from tuning import catalog, tasks
from tuning import settings as settings_module
from tuning.export import script_data, templates
from tuning.settings import Settings
from tuning.store.view import StudyView

SCRIPT = '''\
"""A plain linear model, fitted on all training rows and measured on the test rows.

pip install {packages}
"""

{imports}

{place}DATA_SEED = {seed}  # decides which rows are used, where not all are

{data}
{model}.fit(x_train, y_train)
{told}
'''


FLAT = "x_train, x_test = (x.reshape(len(x), -1) for x in (x_train, x_test))\n"


class _Model(NamedTuple):
    """A linear model in scikit-learn's words."""

    imported: str
    made: str
    told: str


MODELS = {
    "classification": _Model(
        "LogisticRegression",
        "model = LogisticRegression(max_iter=1000)",
        'print(f"Test accuracy {model.score(x_test, y_test):.4f}")',
    ),
    "regression": _Model(
        "RidgeCV",
        "# Its strength is chosen by leave-one-out.\n"
        "model = RidgeCV(alphas=np.logspace(-3, 3, 13))",
        "error = (model.predict(x_test) - y_test) * deviation\n"
        'print(f"Test RMSE {np.sqrt(np.mean(error**2)):.4f}")',
    ),
}
"""By the name of what is learned."""


def linear(view: StudyView, settings: Settings | None = None) -> str:
    """A Python script of the linear model on a study's data, prepared as its networks have them.

    Raises InvalidInput or DatasetUnavailable where the data are gone.
    """
    spec, settings = view.study.spec, settings or settings_module.load()
    model = MODELS[tasks.of(spec.data).name]
    data = "".join(script_data.lines(spec, settings, None, is_refit=True))
    data = data.replace(templates.ON_ALL_ROWS, "")
    data += FLAT if catalog.family(spec.model).images_only else ""
    imports = [*script_data.imports(data), f"from sklearn.linear_model import {model.imported}"]
    if "keras." not in data:
        imports.remove("import keras")
    packages = ["scikit-learn"] + ["pandas"] * ("pd." in data) + ["tensorflow"] * ("keras." in data)
    return SCRIPT.format(
        packages=" ".join(packages),
        imports="\n".join(sorted(imports, key=lambda line: line.startswith("from"))),
        place=script_data.place(spec.data, settings),
        seed=spec.seed,
        data=data,
        model=model.made,
        told=model.told,
    )
